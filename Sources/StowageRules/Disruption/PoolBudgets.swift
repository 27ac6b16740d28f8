import StowageModel
import StowageUnits

/// How many nodes of each NodePool may still be disrupted while a wave of commands is under way, and what Balanced
/// pools ask of a command.
package struct PoolBudgets: Sendable {
  private struct Count: Sendable {
    var source: NodePool?
    /// Managed and initialized when the wave began.
    var nodes = 0
    /// Of them, those that are not ready: they use the budget in every wave.
    var unready = 0
    /// Being disrupted, those included.
    var disrupted = 0
    /// What the wave adds and takes away.
    var change = 0
    /// Of the whole pool before the first wave.
    var price = Money.zero
    var disruptionCost = 0.0
  }

  private let now: Timestamp?
  private var counts: [String: Count] = [:]

  package init(_ cluster: Cluster, rules: DisruptionRules) {
    now = cluster.options.now
    for pool in cluster.snapshot.nodePools { counts[pool.metadata.name] = Count(source: pool) }
    for node in cluster.nodes where node.isManaged && node.isInitialized {
      let claim = node.claim.map { cluster.snapshot.nodeClaims[$0] }
      if claim?.conditions.isTrue("InstanceTerminating") == true { continue }
      let isReady = node.node.map { cluster.snapshot.nodes[$0].conditions.isTrue("Ready") } ?? false
      var count = counts[node.poolName] ?? Count()
      count.nodes += 1
      if node.isDeleting || !isReady { count.disrupted += 1 }
      if !node.isDeleting && !isReady { count.unready += 1 }
      count.price += node.price ?? .zero
      count.disruptionCost += rules.disruptionCost(of: node)
      counts[node.poolName] = count
    }
  }

  /// All that was under way is done.
  package mutating func beginWave() {
    counts = counts.mapValues { count in
      var count = count
      count.nodes += count.change
      count.change = 0
      count.disrupted = count.unready
      return count
    }
  }

  package mutating func launch(pool: String) { counts[pool, default: Count()].change += 1 }

  package mutating func disrupt(pool: String) {
    counts[pool, default: Count()].disrupted += 1
    counts[pool, default: Count()].change -= 1
  }

  /// Nodes of a pool that may still go in this wave; those at the end of their life go whatever the budgets say.
  package func left(in pool: String, for reason: DisruptionReason) -> Int {
    guard reason != .expired, let count = counts[pool],
      let allowed = count.source?.allowedDisruptions(for: reason, of: count.nodes, now: now)
    else { return .max }
    return max(0, allowed - count.disrupted)
  }

  /// The first Balanced pool for which the nodes' share of its cost that is saved is less than half their share of its
  /// disruption; nil where all are content.
  package func unbalancedPool(_ nodes: [ClusterNode], savings: Money, rules: DisruptionRules) -> String? {
    let total = nodes.reduce(Money.zero) { $0 + ($1.price ?? .zero) }.dollars
    return Set(nodes.map(\.poolName)).sorted().first { pool in
      guard let count = counts[pool], count.source?.disruption.consolidationPolicy == "Balanced",
        count.price > .zero, count.disruptionCost > 0, total > 0
      else { return false }
      let mine = nodes.filter { $0.poolName == pool }
      let share = mine.reduce(Money.zero) { $0 + ($1.price ?? .zero) }.dollars / total
      let saved = savings.dollars * share / count.price.dollars
      let disrupted = mine.reduce(0) { $0 + rules.disruptionCost(of: $1) } / count.disruptionCost
      return saved <= 0 || saved < disrupted / 2
    }
  }
}
