import StowageUnits

/// A Deployment, StatefulSet, ReplicaSet or Job: something that makes pods.
public struct Workload: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case deployment = "Deployment"
    case statefulSet = "StatefulSet"
    case replicaSet = "ReplicaSet"
    case job = "Job"
  }

  public var kind: Kind
  public var metadata: ObjectMeta
  /// `spec.replicas` (1 where absent); for a Job the pods that may run at once.
  public var replicas: Int
  public var selector: LabelSelector?
  public var template: Pod

  public init(kind: Kind, metadata: ObjectMeta, replicas: Int, template: Pod) {
    self.kind = kind
    self.metadata = metadata
    self.replicas = replicas
    self.template = template
  }
}

public struct DaemonSet: Hashable, Sendable {
  public var metadata: ObjectMeta
  public var template: Pod

  public init(metadata: ObjectMeta, template: Pod) {
    self.metadata = metadata
    self.template = template
  }
}

public struct PodDisruptionBudget: Hashable, Sendable {
  public var metadata: ObjectMeta
  /// nil matches no pod; an empty one every pod of the namespace (policy/v1).
  public var selector: LabelSelector?
  /// A number or a percentage, as written.
  public var minAvailable: String?
  public var maxUnavailable: String?
  /// IfHealthyBudget (also when empty) or AlwaysAllow.
  public var unhealthyPodEvictionPolicy = ""
  /// nil where the snapshot has no status.
  public var disruptionsAllowed: Int?

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

public struct PriorityClass: Hashable, Sendable {
  public var metadata: ObjectMeta
  public var value: Int
  public var isGlobalDefault = false

  public init(metadata: ObjectMeta, value: Int) {
    self.metadata = metadata
    self.value = value
  }
}

public struct Namespace: Hashable, Sendable {
  public var metadata: ObjectMeta

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}
