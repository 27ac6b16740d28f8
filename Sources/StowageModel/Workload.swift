import StowageUnits

/// A Deployment, StatefulSet, ReplicaSet or Job: something that makes pods.
public struct Workload: Hashable, Sendable {
  /// The values are the kinds' names. Other kinds that make pods (CronJob, ReplicationController, …) are not read.
  public enum Kind: String, Hashable, Sendable {
    /// Makes its pods through ReplicaSets, whose pods count for it.
    case deployment = "Deployment"
    /// Its pods keep their claims, and a new one waits until the old one of its name is gone.
    case statefulSet = "StatefulSet"
    /// Counts for the Deployment that owns it, where that is in the snapshot.
    case replicaSet = "ReplicaSet"
    /// Makes pods until enough have succeeded.
    case job = "Job"
  }

  /// Workloads of different kinds may share namespace and name.
  public var kind: Kind
  /// Missing pods are in its namespace and named `<name>-<ordinal>`.
  public var metadata: ObjectMeta
  /// `spec.replicas` (1 where absent); for a Job the pods that may run at once.
  public var replicas: Int
  /// `spec.selector`; nil where it is absent. Pods are known by their owners, not by this.
  public var selector: LabelSelector?
  /// What its pods are like; its namespace is the workload's. Claims of a StatefulSet are ephemeral volumes here.
  public var template: Pod

  /// A workload without a selector.
  public init(kind: Kind, metadata: ObjectMeta, replicas: Int, template: Pod) {
    self.kind = kind
    self.metadata = metadata
    self.replicas = replicas
    self.template = template
  }
}

/// A pod on every node where it may run: room that other pods cannot have.
public struct DaemonSet: Hashable, Sendable {
  /// Pods that it owns are told by its name as their owner's.
  public var metadata: ObjectMeta
  /// What its pods are like; a pod of it that runs tells more exactly what it asks for.
  public var template: Pod

  /// A DaemonSet, whether or not it has pods yet.
  public init(metadata: ObjectMeta, template: Pod) {
    self.metadata = metadata
    self.template = template
  }
}

/// How many pods of a kind must stay, or may be away, while nodes are drained.
public struct PodDisruptionBudget: Hashable, Sendable {
  /// It is about pods of its own namespace only.
  public var metadata: ObjectMeta
  /// nil matches no pod; an empty one every pod of the namespace (policy/v1).
  public var selector: LabelSelector?
  /// A number or a percentage, as written.
  public var minAvailable: String?
  /// A number or a percentage, as written; of this and `minAvailable` one is nil, and without either no pod may go.
  public var maxUnavailable: String?
  /// IfHealthyBudget (also when empty) or AlwaysAllow.
  public var unhealthyPodEvictionPolicy = ""
  /// nil where the snapshot has no status.
  public var disruptionsAllowed: Int?

  /// A budget that is about no pod.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// A name for a priority.
public struct PriorityClass: Hashable, Sendable {
  /// Pods name it in `priorityClassName`; it has no namespace.
  public var metadata: ObjectMeta
  /// Higher is more important: placed first where not all pods fit, and dearer to evict.
  public var value: Int
  /// For pods that name no class.
  public var isGlobalDefault = false

  /// A class that pods have to name.
  public init(metadata: ObjectMeta, value: Int) {
    self.metadata = metadata
    self.value = value
  }
}

/// What a cluster divides its objects into.
public struct Namespace: Hashable, Sendable {
  /// Its labels are what `namespaceSelector` matches.
  public var metadata: ObjectMeta

  /// A namespace by its name.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}
