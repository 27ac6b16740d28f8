import StowageUnits

/// What may be launched, and how its nodes may be disrupted (`karpenter.sh/v1`).
public struct NodePool: Hashable, Sendable {
  public var metadata: ObjectMeta
  public var template = NodeTemplate()
  /// 1 to 100; 0 where absent.
  public var weight = 0
  /// Names present here are limited; `nodes` limits the number of nodes.
  public var limits = ResourceList()
  /// Set on a static pool.
  public var replicas: Int?
  public var disruption = Disruption()
  public var conditions: [Condition] = []

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// `spec.template` of a NodePool.
public struct NodeTemplate: Hashable, Sendable {
  public var labels = Labels()
  public var annotations = Labels()
  public var taints: [Taint] = []
  public var startupTaints: [Taint] = []
  public var requirements: [NodeRequirement] = []
  public var nodeClassRef = NodeClassRef()
  /// nil: Never; Karpenter's default is 720h.
  public var expireAfter: Duration? = .seconds(720 * 3600)
  public var terminationGracePeriod: Duration?

  public init() {}
}

/// `spec.disruption` of a NodePool.
public struct Disruption: Hashable, Sendable {
  /// nil: Never.
  public var consolidateAfter: Duration? = .zero
  /// WhenEmpty, WhenEmptyOrUnderutilized (the default) or Balanced.
  public var consolidationPolicy = "WhenEmptyOrUnderutilized"
  /// nil where absent: the API server's default then is one budget of 10%.
  public var budgets: [Budget]?

  public init() {}
}

/// How many nodes of a pool may be disrupted at once, for which reasons and when.
public struct Budget: Hashable, Sendable {
  /// A number or a percentage, as written.
  public var nodes: String
  /// Empty: every reason.
  public var reasons: [String] = []
  /// Cron in UTC; nil: always.
  public var schedule: String?
  public var duration: Duration?

  public init(nodes: String) { self.nodes = nodes }
}

/// The fields of AWS's `EC2NodeClass` (`karpenter.k8s.aws/v1`) that change what a node can hold.
public struct EC2NodeClass: Hashable, Sendable {
  public var metadata: ObjectMeta
  /// AL2, AL2023, Bottlerocket, Windows2019, Windows2022, Custom; derived from `amiSelectorTerms[].alias` too.
  public var amiFamily = "AL2023"
  /// `RAID0` or empty.
  public var instanceStorePolicy = ""
  /// Size in bytes of the root (Bottlerocket: data) block device; nil where the class names none.
  public var rootVolumeSize: Int64?
  public var kubelet = KubeletConfiguration()
  public var conditions: [Condition] = []

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// `spec.kubelet` of an EC2NodeClass.
public struct KubeletConfiguration: Hashable, Sendable {
  public var maxPods: Int?
  public var podsPerCore: Int?
  public var kubeReserved = ResourceList()
  public var systemReserved = ResourceList()
  /// Signal to threshold, a quantity or a percentage, as written.
  public var evictionHard = Labels()
  public var evictionSoft = Labels()

  public init() {}
}
