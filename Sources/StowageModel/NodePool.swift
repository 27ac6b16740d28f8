import StowageUnits

/// What may be launched, and how its nodes may be disrupted (`karpenter.sh/v1`).
public struct NodePool: Hashable, Sendable {
  /// The name is the value of the label `karpenter.sh/nodepool`; a pool that is being deleted launches nothing.
  public var metadata: ObjectMeta
  /// What the pool's nodes are like.
  public var template = NodeTemplate()
  /// 1 to 100; 0 where absent.
  public var weight = 0
  /// Names present here are limited; `nodes` limits the number of nodes.
  public var limits = ResourceList()
  /// Set on a static pool.
  public var replicas: Int?
  /// When its nodes may go.
  public var disruption = Disruption()
  /// `status.conditions`; with `Ready` False the pool launches nothing.
  public var conditions: [Condition] = []

  /// A pool without limits that may launch everything the catalog offers, spot included.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// `spec.template` of a NodePool.
public struct NodeTemplate: Hashable, Sendable {
  /// On every node, beside those of its instance type and offering; pods may select by them.
  public var labels = Labels()
  /// On every NodeClaim and node; no plan depends on them.
  public var annotations = Labels()
  /// Pods must tolerate them, those of effect PreferNoSchedule as far as preferences are respected.
  public var taints: [Taint] = []
  /// Leave while the node starts, so that pods need not tolerate them.
  public var startupTaints: [Taint] = []
  /// Which instance types, zones, capacity types and so on may be launched; none: all.
  public var requirements: [NodeRequirement] = []
  /// The EC2NodeClass whose settings decide what a node can hold; empty: the catalog's own figures.
  public var nodeClassRef = NodeClassRef()
  /// nil: Never; Karpenter's default is 720h.
  public var expireAfter: Duration? = .seconds(720 * 3600)
  /// How long a drain may last before pods are deleted whatever protects them; nil: no end.
  public var terminationGracePeriod: Duration?

  /// Any instance type, no taints, and an end of life after 720h.
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

  /// What Karpenter has where nothing is written: consolidation at once, of all nodes, within the default budget.
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
  /// How long the budget holds from every hit of its schedule on. A schedule without it allows nothing.
  public var duration: Duration?

  /// A budget that always holds, for every reason.
  public init(nodes: String) { self.nodes = nodes }
}

/// The fields of AWS's `EC2NodeClass` (`karpenter.k8s.aws/v1`) that change what a node can hold.
public struct EC2NodeClass: Hashable, Sendable {
  /// NodePools name it in `nodeClassRef`.
  public var metadata: ObjectMeta
  /// AL2, AL2023, Bottlerocket, Windows2019, Windows2022, Custom; derived from `amiSelectorTerms[].alias` too.
  public var amiFamily = "AL2023"
  /// `RAID0` or empty.
  public var instanceStorePolicy = ""
  /// Size in bytes of the root (Bottlerocket: data) block device; nil where the class names none.
  public var rootVolumeSize: Int64?
  /// Settings that differ from the defaults of the AMI family.
  public var kubelet = KubeletConfiguration()
  /// `status.conditions`. A class that is not ready shows in the condition `Ready` of its NodePools, which counts.
  public var conditions: [Condition] = []

  /// A class with Karpenter's defaults on AL2023.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// `spec.kubelet` of an EC2NodeClass.
public struct KubeletConfiguration: Hashable, Sendable {
  /// The most pods a node may run; nil: as many as its network interfaces have addresses for (110 on Windows).
  public var maxPods: Int?
  /// The most pods for each vCPU, beside `maxPods` (ignored for Bottlerocket); nil and 0: no such limit.
  public var podsPerCore: Int?
  /// For Kubernetes itself; replaces, resource by resource, what Karpenter computes.
  public var kubeReserved = ResourceList()
  /// For the operating system, beside `kubeReserved`; empty: nothing.
  public var systemReserved = ResourceList()
  /// Signal to threshold, a quantity or a percentage, as written.
  public var evictionHard = Labels()
  /// As `evictionHard`; Karpenter reserves nothing for it.
  public var evictionSoft = Labels()

  /// The defaults of the AMI family.
  public init() {}
}
