import StowageUnits

/// Everything known of a cluster at one moment. Arrays are sorted by reference (namespace/name), references
/// within one kind unique, whatever the order of the input was.
public struct Snapshot: Hashable, Sendable {
  /// Pods as read, virtual pods of workloads without pods included.
  public var pods: [Pod] = []
  /// Machines that have joined the cluster, those that no pool owns included.
  public var nodes: [Node] = []
  /// Machines that Karpenter has launched or is launching; joined with `nodes` by provider id, else by node name.
  public var nodeClaims: [NodeClaim] = []
  /// Empty: one named `default` is assumed that allows everything on demand, and a plan says so as a warning.
  public var nodePools: [NodePool] = []
  /// EC2NodeClasses; NodePools whose class is missing here go by the catalog's figures.
  public var nodeClasses: [EC2NodeClass] = []
  /// Changes to the catalog; two of them may contradict one another.
  public var nodeOverlays: [NodeOverlay] = []
  /// They take room on every node where they may run; for one that is missing here, new nodes keep none.
  public var daemonSets: [DaemonSet] = []
  /// Workloads of different kinds may share a reference. Their pods are in `pods`.
  public var workloads: [Workload] = []
  /// Only CapacityBuffers use them.
  public var podTemplates: [PodTemplate] = []
  /// Room to keep; a plan counts their pods as pending ones of the lowest priority.
  public var capacityBuffers: [CapacityBuffer] = []
  /// PodDisruptionBudgets; a pod under more than one of them is never moved.
  public var disruptionBudgets: [PodDisruptionBudget] = []
  /// For pods whose priority admission has not written; the two `system-` classes need not be there.
  public var priorityClasses: [PriorityClass] = []
  /// Needed for their labels: a namespace that is not here has its name as its only one.
  public var namespaces: [Namespace] = []
  /// PersistentVolumeClaims; a pending pod whose claim is missing here cannot be planned.
  public var claims: [PersistentVolumeClaim] = []
  /// PersistentVolumes, needed for the zones of claims that are bound.
  public var volumes: [PersistentVolume] = []
  /// Needed for claims that are not bound.
  public var storageClasses: [StorageClass] = []
  /// Attach limits by node name; a node that is not here has none.
  public var csiNodes: [CSINode] = []
  /// Kinds that decide nothing and were left out, with their number, sorted by kind.
  public var ignoredKinds: [IgnoredKind] = []
  /// What was odd but not wrong while reading.
  public var warnings: [Warning] = []

  /// A cluster without anything.
  public init() {}
}

/// A kind of objects that were passed over.
public struct IgnoredKind: Hashable, Sendable {
  /// Such as `ConfigMap`; with group and version where objects of the kind are read in other versions.
  public var kind: String
  /// How many objects there were; at least 1.
  public var count: Int

  /// A kind with its number of objects.
  public init(kind: String, count: Int) {
    self.kind = kind
    self.count = count
  }

  /// What to tell whoever sent the objects.
  public var warning: Warning {
    Warning(reason: "IgnoredKind", object: kind, message: "\(count) left out, as the kind decides nothing")
  }
}

/// Something a user should know; `object` names what it is about.
public struct Warning: Hashable, Sendable {
  /// Stable CamelCase.
  public var reason: String
  /// With its kind, such as `NodePool default`, or the kind alone where it is about several.
  public var object: String
  /// One line for people.
  public var message: String

  /// A warning; every part is needed.
  public init(reason: String, object: String, message: String) {
    self.reason = reason
    self.object = object
    self.message = message
  }
}
