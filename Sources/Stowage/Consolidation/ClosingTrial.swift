import StowageModel
import StowagePlan
import StowageProblem
import StowageReduction
import StowageRules
import StowageSolve
import StowageUnits

/// A choice of nodes to close, with a plan for the pods that this frees and for the pending ones.
struct ClosingTrial {
  /// Into `Cluster.nodes`, ascending.
  let closed: [Int]
  let plan: ProvisioningPlan
  /// What all priced nodes cost in the end.
  let cost: Money
  /// The cost, and the price of the evictions.
  let total: Money
  /// Pending pods without a place.
  let unplaced: Int

  /// nil where some pod that has to leave its node finds no place.
  init?(_ closed: [Int], of cluster: Cluster, _ candidates: DisruptionCandidates, settings: SearchSettings) {
    let changed = closed.isEmpty ? cluster : cluster.without(closed, candidates.moveRules)
    let reduction = Reduction(changed)
    let plan = reduction.plan(from: Portfolio.solve(reduction.problem, settings: settings))
    let waiting = Set(cluster.pending.map(\.reference) + cluster.ignored.map(\.reference))
    guard plan.unschedulable.allSatisfy({ waiting.contains($0.pod) }) else { return nil }
    self.closed = closed
    self.plan = plan
    cost = changed.nodes.reduce(plan.cost.hourly) { $0 + ($1.price ?? .zero) }
    let evictions = closed.reduce(0.0) { $0 + candidates.rules.disruptionCost(of: cluster.nodes[$1]) - 1 }
    total = cost + Money(nanos: Int64((evictions * Double(cluster.options.evictionPrice.nanos)).rounded()))
    unplaced = plan.unschedulable.count
  }

  func isBetter(than other: ClosingTrial) -> Bool {
    (unplaced, total, closed.count) < (other.unplaced, other.total, other.closed.count)
  }
}
