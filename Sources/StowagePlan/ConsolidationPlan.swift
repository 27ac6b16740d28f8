import StowageModel
import StowageUnits

/// Which nodes to delete or replace, and where their pods go (`INTERFACE` kind ConsolidationPlan).
///
/// The pending pods come first: `nodeClaims` and `placements` are done before the first command runs.
public struct ConsolidationPlan: Hashable, Sendable {
  /// `optimal` where `cost.gap` is at most the gap asked for.
  public var status = PlanStatus.feasible
  /// In the order in which to run them; each is valid when the ones before it are done.
  public var commands: [DisruptionCommand] = []
  /// Nodes to launch for pending pods.
  public var nodeClaims: [PlannedClaim] = []
  /// Pending pods that go to nodes that exist already.
  public var placements: [Placement] = []
  /// Pending pods that have no place, with the reasons.
  public var unschedulable: [Verdict] = []
  /// Every managed node that stays although it might have gone, with the reason.
  public var kept: [NodeVerdict] = []
  /// Before and after all commands.
  public var cost = ConsolidationCost()
  /// How the plan came about.
  public var statistics = Statistics()
  /// What a user should know beside the plan itself.
  public var warnings: [Warning] = []

  /// A plan that changes nothing.
  public init() {}
}

/// Nodes that leave together, what is launched in their place, and where their pods go.
public struct DisruptionCommand: Hashable, Sendable {
  /// The values are what plans say in JSON.
  public enum Action: String, Hashable, Sendable {
    /// Nothing is launched: pods that have to move find room on nodes that are there by then.
    case delete
    /// Exactly when `replacements` is not empty.
    case replace
  }

  /// Follows from `replacements`; a plan that contradicts it is refused by the checker.
  public var action: Action
  /// Why the nodes may go, and so which rules and budgets hold.
  public var reason: DisruptionReason
  /// Names of the nodes that leave, sorted.
  public var nodes: [String]
  /// Nodes to launch first; their `pods` are the moved pods they receive.
  public var replacements: [PlannedClaim] = []
  /// Every pod that has to leave the nodes, each once.
  public var moves: [PodMove] = []
  /// Price of the nodes that leave minus price of the replacements.
  public var savings = Money.zero
  /// The eviction cost of the moved pods, in Karpenter's unit (an ordinary pod costs 1).
  public var disruptionCost = 0.0
  /// Commands of a wave may run at once; the next wave starts when all of the last is done. Counts from 1.
  public var wave = 1

  /// A command of the first wave that moves no pod and saves nothing yet.
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
  /// The name of the node that it leaves.
  public var from: String
  /// An existing node, a node of `ConsolidationPlan.nodeClaims`, or a replacement of this or an earlier command.
  public var to: String

  /// A move between nodes, by their names.
  public init(pod: String, from: String, to: String) {
    self.pod = pod
    self.from = from
    self.to = to
  }
}

/// Why a node stays as it is.
public struct NodeVerdict: Hashable, Sendable {
  /// The node's name, or that of a NodeClaim whose node has yet to join.
  public var node: String
  /// Stable CamelCase, such as `PodDisruptionBudget`.
  public var reason: String
  /// One line for people.
  public var message: String
  /// The object that holds the node, such as a pod's reference; empty where there is none.
  public var blockedBy: String

  /// A verdict that no other object is to blame for, unless one is named.
  public init(node: String, reason: String, message: String, blockedBy: String = "") {
    self.node = node
    self.reason = reason
    self.message = message
    self.blockedBy = blockedBy
  }
}

/// Prices of all priced nodes of the cluster, new nodes for pending pods included on both sides.
public struct ConsolidationCost: Hashable, Sendable {
  /// As the cluster is now, with new nodes for pending pods.
  public var before = Money.zero
  /// When all commands are done, with new nodes for pending pods.
  public var after = Money.zero
  /// Proven: no plan by the same rules makes the cluster cost less; zero where nothing is known.
  public var lowerBound = Money.zero

  /// Costs that are zero where they are not given.
  public init(before: Money = .zero, after: Money = .zero, lowerBound: Money = .zero) {
    self.before = before
    self.after = after
    self.lowerBound = lowerBound
  }

  /// What all commands save together; may be negative, as drifted nodes are replaced at any price.
  public var savings: Money { before - after }

  /// (after - lowerBound) / after; 0 where the cost is 0.
  public var gap: Double {
    after.nanos == 0 ? 0 : Double((after - lowerBound).nanos) / Double(after.nanos)
  }
}
