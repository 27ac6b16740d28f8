import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

extension Engine {
  /// What may be saved for how many moved pods: plans under growing limits of moves, each cheaper than the ones before
  /// it. The time until the deadline is shared among them.
  public func tradeOff(
    _ snapshot: Snapshot, catalog: Catalog, options: Options = Options(), deadline: Deadline? = nil
  ) -> [ConsolidationPlan] {
    let deadline = deadline ?? Deadline(after: options.timeLimit)
    let movable = snapshot.pods.count { !$0.spec.nodeName.isEmpty && $0.isReschedulable }
    let shares = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1]
    let limits = Set(shares.map { Int(($0 * Double(movable)).rounded(.up)) }).sorted()
    var plans: [ConsolidationPlan] = []
    for (index, limit) in limits.enumerated() {
      var options = options
      options.maxMoves = String(limit)
      let plan = consolidate(
        snapshot, catalog: catalog, options: options,
        deadline: deadline.share(1 / Double(limits.count - index)))
      if plan.cost.after < plans.last?.cost.after ?? plan.cost.before { plans.append(plan) }
    }
    return plans
  }
}
