import StowageUnits

/// Everything known of a cluster at one moment. Arrays are sorted by reference (namespace/name), references
/// within one kind unique, whatever the order of the input was.
public struct Snapshot: Hashable, Sendable {
  /// Pods as read, virtual pods of workloads without pods included.
  public var pods: [Pod] = []
  public var nodes: [Node] = []
  public var nodeClaims: [NodeClaim] = []
  public var nodePools: [NodePool] = []
  public var nodeClasses: [EC2NodeClass] = []
  public var nodeOverlays: [NodeOverlay] = []
  public var daemonSets: [DaemonSet] = []
  public var workloads: [Workload] = []
  public var podTemplates: [PodTemplate] = []
  public var capacityBuffers: [CapacityBuffer] = []
  public var disruptionBudgets: [PodDisruptionBudget] = []
  public var priorityClasses: [PriorityClass] = []
  public var namespaces: [Namespace] = []
  public var claims: [PersistentVolumeClaim] = []
  public var volumes: [PersistentVolume] = []
  public var storageClasses: [StorageClass] = []
  public var csiNodes: [CSINode] = []
  /// Kinds that decide nothing and were left out, with their number, sorted by kind.
  public var ignoredKinds: [IgnoredKind] = []
  /// What was odd but not wrong while reading.
  public var warnings: [Warning] = []

  public init() {}
}

public struct IgnoredKind: Hashable, Sendable {
  public var kind: String
  public var count: Int

  public init(kind: String, count: Int) {
    self.kind = kind
    self.count = count
  }
}

/// Something a user should know; `object` names what it is about.
public struct Warning: Hashable, Sendable {
  /// Stable CamelCase.
  public var reason: String
  public var object: String
  public var message: String

  public init(reason: String, object: String, message: String) {
    self.reason = reason
    self.object = object
    self.message = message
  }
}
