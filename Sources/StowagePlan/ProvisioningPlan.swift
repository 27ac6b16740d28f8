import StowageModel
import StowageUnits

/// Which nodes to launch for the pending pods, and where each pod goes (`INTERFACE` kind ProvisioningPlan).
public struct ProvisioningPlan: Hashable, Sendable {
  /// `optimal` where `cost.gap` is at most the gap asked for.
  public var status = PlanStatus.feasible
  /// Nodes to launch, each for at least one pod.
  public var nodeClaims: [PlannedClaim] = []
  /// Pods that go to nodes that exist already.
  public var placements: [Placement] = []
  /// Pods that have no place, with the reasons.
  public var unschedulable: [Verdict] = []
  /// Of the nodes to launch; nodes that exist cost nothing here.
  public var cost = PlanCost()
  /// How the plan came about.
  public var statistics = Statistics()
  /// What a user should know beside the plan itself.
  public var warnings: [Warning] = []

  /// A plan for no pods.
  public init() {}

  /// Pods with a place, on nodes to launch and on those that exist.
  public var placedCount: Int {
    nodeClaims.reduce(0) { $0 + $1.pods.count } + placements.reduce(0) { $0 + $1.pods.count }
  }
}

/// How far a plan is known to be from the cheapest.
public enum PlanStatus: String, Hashable, Sendable {
  /// The gap is at most the one asked for.
  case optimal = "Optimal"
  /// The gap is larger, or nothing is known of it; the plan keeps every rule all the same.
  case feasible = "Feasible"
}

/// A node to launch.
public struct PlannedClaim: Hashable, Sendable {
  /// Unique within the plan: `<pool>-<number>`.
  public var name: String
  /// The name of a NodePool of the snapshot.
  public var nodePool: String
  /// The cheapest available offering that holds the pods and meets every requirement.
  public var offering: PlannedOffering
  /// Every type that can hold these pods, cheapest first, cut to `Options.maxInstanceTypes`.
  public var instanceTypes: [String] = []
  /// What to ask of the provider, the pool's own requirements included, so that every launch holds these pods.
  public var requirements: [NodeRequirement] = []
  /// Labels the node will carry beyond its instance type's: template labels and resolved custom labels.
  public var labels = Labels()
  /// What the pods and the daemons ask for together.
  public var requests = ResourceVector()
  /// What pods and daemons may use of the offering's node; zero where the planner does not say.
  public var allocatable = ResourceVector()
  /// References of the pods, sorted by plan order.
  public var pods: [String] = []

  /// A claim without pods, labels and requirements.
  public init(name: String, nodePool: String, offering: PlannedOffering) {
    self.name = name
    self.nodePool = nodePool
    self.offering = offering
  }
}

/// An offering of the catalog by its names.
public struct PlannedOffering: Hashable, Sendable {
  /// The name of a catalog type; one of `PlannedClaim.instanceTypes`.
  public var instanceType: String
  /// The value of the label `topology.kubernetes.io/zone`.
  public var zone: String
  /// on-demand, spot or reserved.
  public var capacityType: String
  /// The catalog's, as NodeOverlays change it.
  public var price: Money
  /// nil for other capacity types than reserved.
  public var reservationID: String?

  /// An offering that is no reserved one.
  public init(instanceType: String, zone: String, capacityType: String, price: Money) {
    self.instanceType = instanceType
    self.zone = zone
    self.capacityType = capacityType
    self.price = price
  }
}

/// Pods that go to a node that exists. What describes the node is for readers and may be left out.
public struct Placement: Hashable, Sendable {
  /// The name of a node of the snapshot, or of a NodeClaim whose node has yet to join.
  public var node: String
  /// References, `namespace/name`; never empty in plans of this library.
  public var pods: [String]
  /// Of the node; empty where not said.
  public var instanceType = ""
  /// Of the node; empty where not said.
  public var zone = ""
  /// What all pods on the node ask for in the end, these and the daemons included; zero where not said.
  public var requests = ResourceVector()
  /// What pods may use of the node; zero where not said.
  public var allocatable = ResourceVector()

  /// Pods for a node, without the node's description.
  public init(node: String, pods: [String]) {
    self.node = node
    self.pods = pods
  }
}

/// Why a pod stays without a place.
public struct Verdict: Hashable, Sendable {
  /// The pod's reference, `namespace/name`.
  public var pod: String
  /// Stable CamelCase, such as `InsufficientResources`.
  public var reason: String
  /// One line for people.
  public var message: String
  /// What the user may do about it; may be empty.
  public var hint: String

  /// A verdict; every part is needed.
  public init(pod: String, reason: String, message: String, hint: String) {
    self.pod = pod
    self.reason = reason
    self.message = message
    self.hint = hint
  }
}

/// What the nodes to launch cost, per hour.
public struct PlanCost: Hashable, Sendable {
  /// The sum of the offerings' prices.
  public var hourly = Money.zero
  /// Proven: no plan that places the same pods by the same rules costs less; zero where nothing is known.
  public var lowerBound = Money.zero

  /// Costs that are zero where they are not given.
  public init(hourly: Money = .zero, lowerBound: Money = .zero) {
    self.hourly = hourly
    self.lowerBound = lowerBound
  }

  /// (hourly - lowerBound) / hourly; 0 where the cost is 0.
  public var gap: Double {
    hourly.nanos == 0 ? 0 : Double(hourly.nanos - lowerBound.nanos) / Double(hourly.nanos)
  }
}

/// How the plan came about. Times never influence anything; `counters` and `relaxed` are deterministic.
public struct Statistics: Hashable, Sendable {
  /// A number that tells the size of the problem or of the search; each is a field of `statistics` in JSON.
  public struct Counter: Hashable, Sendable {
    /// Such as `podClasses`; unique within a plan.
    public var name: String
    /// A count.
    public var value: Int

    /// A number with its name.
    public init(name: String, value: Int) {
      self.name = name
      self.value = value
    }
  }
  /// A part of the work with its time; each is a field of `statistics.milliseconds` in JSON.
  public struct Stage: Hashable, Sendable {
    /// Such as `reduce`; unique within a plan.
    public var name: String
    /// Of wall clock.
    public var milliseconds: Double

    /// A stage that has ended.
    public init(name: String, milliseconds: Double) {
      self.name = name
      self.milliseconds = milliseconds
    }
  }

  /// The search began where an earlier one on nearly the same cluster had ended.
  public var isWarmStart = false
  /// Numbers such as pods, podClasses, offerings, columns, in a fixed order.
  public var counters: [Counter] = []
  /// Stages such as read, reduce, solve, total, in a fixed order.
  public var stages: [Stage] = []
  /// Names of the rules that the lower bound ignores on this input.
  public var relaxedRules: [String] = []
  /// What Karpenter's rules would have paid, where that was computed.
  public var karpenterHourly: Money?
  /// The pods that they would have placed for it.
  public var karpenterPlaced: Int?

  /// Nothing was counted or measured.
  public init() {}
}
