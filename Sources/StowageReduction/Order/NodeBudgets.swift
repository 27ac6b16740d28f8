import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// `PoolBudgets` with the reasons that a kept node is given.
struct NodeBudgets {
  private var pools: PoolBudgets
  private let rules: DisruptionRules

  init(_ cluster: Cluster, _ rules: DisruptionRules) {
    self.rules = rules
    pools = PoolBudgets(cluster, rules: rules)
  }

  mutating func beginWave() { pools.beginWave() }

  mutating func launch(_ claim: PlannedClaim) {
    pools.launch(PoolBudgets.PlannedLaunch(pool: claim.nodePool, price: claim.offering.price))
  }

  /// A pod comes to a pool's nodes.
  mutating func receive(evictionCost: Double, pool: String, isAtOnce: Bool) {
    pools.receive(evictionCost: evictionCost, pool: pool, isAtOnce: isAtOnce)
  }

  /// Disrupts a node; what stands in the way, if anything.
  mutating func disrupt(_ node: ClusterNode, reason: DisruptionReason) -> Obstacle? {
    let pool = node.poolName
    let allowance = pools.allowance(in: pool, for: reason)
    pools.disrupt(node, rules: rules)
    guard let allowance, allowance.left == 0 else { return nil }
    return Obstacle(
      code: .nodeBudget,
      message:
        "the budgets of NodePool \(pool) allow \(allowance.allowed) of its \(allowance.nodes) nodes to be disrupted at once "
        + "as \(reason.rawValue)", blockedBy: pool)
  }

  /// A Balanced pool wants from a command at least half the share of its cost that it takes of its disruption.
  func balance(_ nodes: [ClusterNode], savings: Money) -> Obstacle? {
    let balances = pools.balances(nodes, savings: savings, rules: rules)
    guard let balance = balances.first(where: { !$0.isEven }) else { return nil }
    return Obstacle(
      code: .balanced,
      message:
        "it would save \(percent(balance.saved)) of what Balanced NodePool \(balance.pool) costs for "
        + "\(percent(balance.disrupted)) of its disruption, less than half", blockedBy: balance.pool)
  }

  private func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(abs(tenths % 10)) %"
  }
}

extension Cluster {
  /// Of nodes in order of preference, those that budgets of NodePools and PodDisruptionBudgets let go together.
  package func goingAtOnce(_ preferred: [Int], rules: DisruptionRules) -> [Int] {
    var budgets = NodeBudgets(self, rules)
    var evictions = rules.ledger
    var result: [Int] = []
    for index in preferred {
      guard let reason = rules.reasons(for: nodes[index]).reasons.first else { continue }
      var (trial, ledger) = (budgets, evictions)
      if trial.disrupt(nodes[index], reason: reason) != nil { continue }
      let pods = nodes[index].pods.map { running[$0] }.filter { !$0.isLeaving }
      if pods.contains(where: { ledger.evict(snapshot.pods[$0.pod]) != nil }) { continue }
      (budgets, evictions) = (trial, ledger)
      result.append(index)
    }
    return result
  }
}
