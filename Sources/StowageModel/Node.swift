import StowageUnits

public struct Node: Hashable, Sendable {
  public var metadata: ObjectMeta
  public var taints: [Taint] = []
  public var isUnschedulable = false
  public var providerID = ""
  public var capacity = ResourceList()
  public var allocatable = ResourceList()
  public var conditions: [Condition] = []

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// Karpenter's record of a node that it launched or is launching (`karpenter.sh/v1`).
public struct NodeClaim: Hashable, Sendable {
  public var metadata: ObjectMeta
  public var requirements: [NodeRequirement] = []
  public var requests = ResourceList()
  public var taints: [Taint] = []
  public var startupTaints: [Taint] = []
  public var nodeClassRef = NodeClassRef()
  /// nil: Never.
  public var expireAfter: Duration?
  public var terminationGracePeriod: Duration?
  public var nodeName = ""
  public var providerID = ""
  public var capacity = ResourceList()
  public var allocatable = ResourceList()
  public var lastPodEventTime: Timestamp?
  public var conditions: [Condition] = []

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

public struct NodeClassRef: Hashable, Sendable {
  public var group = ""
  public var kind = ""
  public var name = ""

  public init(group: String = "", kind: String = "", name: String = "") {
    self.group = group
    self.kind = kind
    self.name = name
  }
}
