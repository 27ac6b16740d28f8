import StowageModel
import StowageUnits

/// Which nodes to launch for the pending pods, and where each pod goes (`INTERFACE` kind ProvisioningPlan).
public struct ProvisioningPlan: Hashable, Sendable {
  public var status = PlanStatus.feasible
  public var nodeClaims: [PlannedClaim] = []
  /// Pods that go to nodes that exist already.
  public var placements: [Placement] = []
  public var unschedulable: [Verdict] = []
  public var cost = PlanCost()
  public var statistics = Statistics()
  public var warnings: [Warning] = []

  public init() {}

  /// Pods with a place, on nodes to launch and on those that exist.
  public var placedCount: Int {
    nodeClaims.reduce(0) { $0 + $1.pods.count } + placements.reduce(0) { $0 + $1.pods.count }
  }
}

public enum PlanStatus: String, Hashable, Sendable {
  /// The gap is at most the one asked for.
  case optimal = "Optimal"
  case feasible = "Feasible"
}

/// A node to launch.
public struct PlannedClaim: Hashable, Sendable {
  /// Unique within the plan: `<pool>-<number>`.
  public var name: String
  public var nodePool: String
  /// The cheapest available offering that holds the pods and meets every requirement.
  public var offering: PlannedOffering
  /// Every type that can hold these pods, cheapest first, cut to `Options.maxInstanceTypes`.
  public var instanceTypes: [String] = []
  public var requirements: [NodeRequirement] = []
  /// Labels the node will carry beyond its instance type's: template labels and resolved custom labels.
  public var labels = Labels()
  /// What the pods and the daemons ask for together.
  public var requests = ResourceVector()
  /// What pods and daemons may use of the offering's node; zero where the planner does not say.
  public var allocatable = ResourceVector()
  /// References of the pods, sorted by plan order.
  public var pods: [String] = []

  public init(name: String, nodePool: String, offering: PlannedOffering) {
    self.name = name
    self.nodePool = nodePool
    self.offering = offering
  }
}

public struct PlannedOffering: Hashable, Sendable {
  public var instanceType: String
  public var zone: String
  public var capacityType: String
  public var price: Money
  public var reservationID: String?

  public init(instanceType: String, zone: String, capacityType: String, price: Money) {
    self.instanceType = instanceType
    self.zone = zone
    self.capacityType = capacityType
    self.price = price
  }
}

/// Pods that go to a node that exists. What describes the node is for readers and may be left out.
public struct Placement: Hashable, Sendable {
  public var node: String
  public var pods: [String]
  public var instanceType = ""
  public var zone = ""
  /// What all pods on the node ask for in the end, these and the daemons included; zero where not said.
  public var requests = ResourceVector()
  /// What pods may use of the node; zero where not said.
  public var allocatable = ResourceVector()

  public init(node: String, pods: [String]) {
    self.node = node
    self.pods = pods
  }
}

/// Why a pod stays without a place.
public struct Verdict: Hashable, Sendable {
  public var pod: String
  /// Stable CamelCase, such as `InsufficientResources`.
  public var reason: String
  public var message: String
  public var hint: String

  public init(pod: String, reason: String, message: String, hint: String) {
    self.pod = pod
    self.reason = reason
    self.message = message
    self.hint = hint
  }
}

public struct PlanCost: Hashable, Sendable {
  public var hourly = Money.zero
  public var lowerBound = Money.zero

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
  public struct Counter: Hashable, Sendable {
    public var name: String
    public var value: Int

    public init(name: String, value: Int) {
      self.name = name
      self.value = value
    }
  }
  public struct Stage: Hashable, Sendable {
    public var name: String
    public var milliseconds: Double

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

  public init() {}
}
