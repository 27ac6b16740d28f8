import StowageUnits

/// A machine that has joined the cluster, whoever launched it.
public struct Node: Hashable, Sendable {
  /// Its labels tell instance type, zone and capacity type, and so the price.
  public var metadata: ObjectMeta
  /// `spec.taints`; that of a cordon may be missing, as `isUnschedulable` says it as well.
  public var taints: [Taint] = []
  /// `spec.unschedulable`: the node is cordoned and takes no more pods.
  public var isUnschedulable = false
  /// The machine behind the node, such as `aws:///us-east-1a/i-0abc`; finds the NodeClaim. Empty where not stated.
  public var providerID = ""
  /// `status.capacity`: all that the machine has.
  public var capacity = ResourceList()
  /// `status.allocatable`: what pods may use of it.
  public var allocatable = ResourceList()
  /// `status.conditions`; a node that is not `Ready` takes up a part of its NodePool's budgets.
  public var conditions: [Condition] = []

  /// A node that reports nothing yet, with room for no pod.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// Karpenter's record of a node that it launched or is launching (`karpenter.sh/v1`).
public struct NodeClaim: Hashable, Sendable {
  /// Its labels are the node's until the node has registered; `karpenter.sh/nodepool` names the pool.
  public var metadata: ObjectMeta
  /// `spec.requirements`: what it could be launched as, not what it became.
  public var requirements: [NodeRequirement] = []
  /// `spec.resources.requests`: what the pods it was made for and daemons asked for together.
  public var requests = ResourceList()
  /// `spec.taints`: the node's from the start; count until the node has registered.
  public var taints: [Taint] = []
  /// Taints that leave while the node starts: until it is initialized, they keep no planned pod away.
  public var startupTaints: [Taint] = []
  /// The EC2NodeClass that it was launched with.
  public var nodeClassRef = NodeClassRef()
  /// nil: Never.
  public var expireAfter: Duration?
  /// The longest a drain may last; where it is set, pods do not keep a drifted node. nil: no end.
  public var terminationGracePeriod: Duration?
  /// `status.nodeName`; empty until the node has registered.
  public var nodeName = ""
  /// The machine, as in the node; empty until there is one.
  public var providerID = ""
  /// `status.capacity`: what is expected; counts where the node still reports zero and is not initialized.
  public var capacity = ResourceList()
  /// `status.allocatable`: what is expected, as for `capacity`.
  public var allocatable = ResourceList()
  /// When a pod last came or left. Plans go by the condition Consolidatable, which Karpenter derives from it.
  public var lastPodEventTime: Timestamp?
  /// `status.conditions`: Launched, Registered, Initialized, Consolidatable, Drifted and others.
  public var conditions: [Condition] = []

  /// A claim that no machine was launched for, without an end of life.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// Which node class a NodePool or NodeClaim uses.
public struct NodeClassRef: Hashable, Sendable {
  /// Such as `karpenter.k8s.aws`.
  public var group = ""
  /// Such as `EC2NodeClass`; in small letters it is part of the node class's label on nodes.
  public var kind = ""
  /// Empty where none is named. Without the class in the snapshot the catalog's own figures hold.
  public var name = ""

  /// No reference, unless a name is given.
  public init(group: String = "", kind: String = "", name: String = "") {
    self.group = group
    self.kind = kind
    self.name = name
  }
}
