import StowageModel
import StowageUnits

/// Which nodes to delete or replace, and where their pods go (`INTERFACE` kind ConsolidationPlan).
///
/// The pending pods come first: `nodeClaims` and `placements` are done before the first command runs.
public struct ConsolidationPlan: Hashable, Sendable {
  public var status = PlanStatus.feasible
  /// In the order in which to run them; each is valid when the ones before it are done.
  public var commands: [DisruptionCommand] = []
  /// Nodes to launch for pending pods.
  public var nodeClaims: [PlannedClaim] = []
  /// Pending pods that go to nodes that exist already.
  public var placements: [Placement] = []
  public var unschedulable: [Verdict] = []
  /// Every managed node that stays although it might have gone, with the reason.
  public var kept: [NodeVerdict] = []
  public var cost = ConsolidationCost()
  public var statistics = Statistics()
  public var warnings: [Warning] = []

  public init() {}
}

/// Nodes that leave together, what is launched in their place, and where their pods go.
public struct DisruptionCommand: Hashable, Sendable {
  public enum Action: String, Hashable, Sendable {
    case delete
    /// Exactly when `replacements` is not empty.
    case replace
  }

  public var action: Action
  public var reason: DisruptionReason
  /// Names of the nodes that leave, sorted.
  public var nodes: [String]
  /// Nodes to launch first; their `pods` are the moved pods they receive.
  public var replacements: [PlannedClaim] = []
  public var moves: [PodMove] = []
  /// Price of the nodes that leave minus price of the replacements.
  public var savings = Money.zero
  /// The eviction cost of the moved pods, in Karpenter's unit (an ordinary pod costs 1).
  public var disruptionCost = 0.0
  /// Commands of a wave may run at once; the next wave starts when all of the last is done. Counts from 1.
  public var wave = 1

  public init(action: Action, reason: DisruptionReason, nodes: [String]) {
    self.action = action
    self.reason = reason
    self.nodes = nodes
  }
}

/// One pod that leaves a node for another.
public struct PodMove: Hashable, Sendable {
  /// The pod's reference.
  public var pod: String
  public var from: String
  /// An existing node, a node of `ConsolidationPlan.nodeClaims`, or a replacement of this or an earlier command.
  public var to: String

  public init(pod: String, from: String, to: String) {
    self.pod = pod
    self.from = from
    self.to = to
  }
}

/// Why a node stays as it is.
public struct NodeVerdict: Hashable, Sendable {
  public var node: String
  /// Stable CamelCase, such as `PodDisruptionBudget`.
  public var reason: String
  public var message: String
  /// The object that holds the node, such as a pod's reference; empty where there is none.
  public var blockedBy: String

  public init(node: String, reason: String, message: String, blockedBy: String = "") {
    self.node = node
    self.reason = reason
    self.message = message
    self.blockedBy = blockedBy
  }
}

/// Prices of all priced nodes of the cluster, new nodes for pending pods included on both sides.
public struct ConsolidationCost: Hashable, Sendable {
  public var before = Money.zero
  public var after = Money.zero
  public var lowerBound = Money.zero

  public init(before: Money = .zero, after: Money = .zero, lowerBound: Money = .zero) {
    self.before = before
    self.after = after
    self.lowerBound = lowerBound
  }

  public var savings: Money { before - after }

  /// (after - lowerBound) / after; 0 where the cost is 0.
  public var gap: Double {
    after.nanos == 0 ? 0 : Double((after - lowerBound).nanos) / Double(after.nanos)
  }
}
