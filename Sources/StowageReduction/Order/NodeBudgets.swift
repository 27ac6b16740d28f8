import StowageModel
import StowageRules
import StowageUnits

/// What the disruption budgets of NodePools still allow in a wave, and what Balanced pools ask of a command.
struct NodeBudgets {
  private struct Stock {
    var source: NodePool?
    /// Managed and initialized nodes when the wave began.
    var nodes = 0
    /// Of them, those that are not ready; they use the budget in every wave.
    var unready = 0
    /// Being disrupted, those included.
    var disrupted = 0
    /// What the wave adds and takes away.
    var change = 0
    /// Of the whole pool, before the first wave.
    var price = Money.zero
    var disruptionCost = 0.0
  }

  private let now: Timestamp?
  private var stocks: [String: Stock] = [:]

  init(_ cluster: Cluster, _ rules: DisruptionRules) {
    now = cluster.options.now
    for pool in cluster.snapshot.nodePools { stocks[pool.metadata.name] = Stock(source: pool) }
    for node in cluster.nodes where node.isManaged && node.isInitialized {
      let claim = node.claim.map { cluster.snapshot.nodeClaims[$0] }
      if claim?.conditions.isTrue("InstanceTerminating") == true { continue }
      let isReady = node.node.map { cluster.snapshot.nodes[$0].conditions.isTrue("Ready") } ?? false
      var stock = stocks[node.poolName] ?? Stock()
      stock.nodes += 1
      if node.isDeleting || !isReady { stock.disrupted += 1 }
      if !node.isDeleting && !isReady { stock.unready += 1 }
      stock.price += node.price ?? .zero
      stock.disruptionCost += rules.disruptionCost(of: node)
      stocks[node.poolName] = stock
    }
  }

  /// All that was under way is done.
  mutating func beginWave() {
    stocks = stocks.mapValues { stock in
      var stock = stock
      stock.nodes += stock.change
      stock.change = 0
      stock.disrupted = stock.unready
      return stock
    }
  }

  mutating func launch(pool: String) { stocks[pool, default: Stock()].change += 1 }

  /// Disrupts a node; what stands in the way, if anything.
  mutating func disrupt(pool: String, reason: DisruptionReason) -> Obstacle? {
    var stock = stocks[pool] ?? Stock()
    // Nodes at the end of their life go whatever the budgets say.
    let allowed =
      reason == .expired ? nil : stock.source?.allowedDisruptions(for: reason, of: stock.nodes, now: now)
    stock.disrupted += 1
    stock.change -= 1
    stocks[pool] = stock
    guard let allowed, stock.disrupted > allowed else { return nil }
    return Obstacle(
      code: .nodeBudget,
      message:
        "the budgets of NodePool \(pool) allow \(allowed) of its \(stock.nodes) nodes to be disrupted at once "
        + "as \(reason.rawValue)", blockedBy: pool)
  }

  /// A Balanced pool wants from a command at least half the share of its cost that it takes of its disruption.
  func balance(_ nodes: [ClusterNode], savings: Money, rules: DisruptionRules) -> Obstacle? {
    let total = nodes.reduce(Money.zero) { $0 + ($1.price ?? .zero) }.dollars
    for pool in Set(nodes.map(\.poolName)).sorted() {
      guard let stock = stocks[pool], stock.source?.disruption.consolidationPolicy == "Balanced",
        stock.price > .zero, stock.disruptionCost > 0, total > 0
      else { continue }
      let mine = nodes.filter { $0.poolName == pool }
      let share = mine.reduce(Money.zero) { $0 + ($1.price ?? .zero) }.dollars / total
      let saved = savings.dollars * share / stock.price.dollars
      let disrupted = mine.reduce(0) { $0 + rules.disruptionCost(of: $1) } / stock.disruptionCost
      guard saved < disrupted / 2 else { continue }
      return Obstacle(
        code: .balanced,
        message:
          "it would save \(percent(saved)) of what Balanced NodePool \(pool) costs for \(percent(disrupted)) "
          + "of its disruption, less than half", blockedBy: pool)
    }
    return nil
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
      if trial.disrupt(pool: nodes[index].poolName, reason: reason) != nil { continue }
      let pods = nodes[index].pods.map { running[$0] }.filter { !$0.isLeaving }
      if pods.contains(where: { ledger.evict(snapshot.pods[$0.pod]) != nil }) { continue }
      (budgets, evictions) = (trial, ledger)
      result.append(index)
    }
    return result
  }
}
