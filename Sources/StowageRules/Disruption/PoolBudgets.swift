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
    var weight = Weight()
    var weightChange = Weight()
  }

  /// What the nodes of a pool are for a Balanced one: their price, and the cost of disrupting them.
  fileprivate struct Weight: Sendable {
    var price = Money.zero
    var disruptionCost = 0.0

    static func += (left: inout Weight, right: Weight) {
      left.price += right.price
      left.disruptionCost += right.disruptionCost
    }

    static func -= (left: inout Weight, right: Weight) {
      left.price -= right.price
      left.disruptionCost -= right.disruptionCost
    }
  }

  /// A new node of a pool.
  package struct PlannedLaunch {
    var pool: String
    var price: Money

    package init(pool: String, price: Money) {
      self.pool = pool
      self.price = price
    }
  }

  private let now: Timestamp?
  private var counts: [String: Count] = [:]
  /// Names of those that are not ready.
  private var unready: Set<String> = []

  package init(_ cluster: Cluster, rules: DisruptionRules) {
    now = cluster.options.now
    for pool in cluster.snapshot.nodePools { counts[pool.metadata.name] = Count(source: pool) }
    for node in cluster.nodes where cluster.countsForBudgets(node) {
      let weight = Weight(of: node, rules)
      if cluster.arriving.contains(node.name) {
        counts[node.poolName, default: Count()].change += 1
        counts[node.poolName]?.weightChange += weight
        continue
      }
      let isReady = node.node.map { cluster.snapshot.nodes[$0].conditions.isTrue("Ready") } ?? false
      var count = counts[node.poolName] ?? Count()
      count.nodes += 1
      if node.isDeleting || !isReady { count.disrupted += 1 }
      if !node.isDeleting && !isReady {
        count.unready += 1
        unready.insert(node.name)
      }
      count.weight += weight
      counts[node.poolName] = count
    }
  }

  /// All that was under way is done.
  package mutating func beginWave() {
    counts = counts.mapValues { count in
      var count = count
      count.nodes += count.change
      count.change = 0
      count.weight += count.weightChange
      count.weightChange = Weight()
      count.disrupted = count.unready
      return count
    }
  }

  /// A new node comes up while the wave is under way.
  package mutating func launch(_ claim: PlannedLaunch) {
    counts[claim.pool, default: Count()].change += 1
    counts[claim.pool]?.weightChange += Weight(price: claim.price, disruptionCost: 1)
  }

  package mutating func disrupt(_ node: ClusterNode, rules: DisruptionRules) {
    var count = counts[node.poolName] ?? Count()
    count.disrupted += 1
    count.change -= 1
    count.weightChange -= Weight(of: node, rules)
    if unready.remove(node.name) != nil { count.unready -= 1 }
    counts[node.poolName] = count
  }

  /// A pod with this eviction cost comes to a pool's nodes: before the first wave, or while one is under way.
  package mutating func receive(evictionCost: Double, pool: String, isAtOnce: Bool) {
    let weight = Weight(disruptionCost: max(0, evictionCost))
    if isAtOnce {
      counts[pool, default: Count()].weight += weight
    } else {
      counts[pool, default: Count()].weightChange += weight
    }
  }

  /// Takes prices and costs of disruption as they are in a state of the cluster.
  package mutating func weigh(_ cluster: Cluster, rules: DisruptionRules) {
    for pool in counts.keys { counts[pool]?.weight = Weight() }
    for node in cluster.nodes where cluster.countsForBudgets(node) {
      counts[node.poolName, default: Count()].weight += Weight(of: node, rules)
    }
    for pool in counts.keys { counts[pool]?.weightChange = Weight() }
  }

  /// What the budgets of a pool say in this wave.
  package struct Allowance {
    /// Of `nodes`, those that may be disrupted at once.
    package var allowed: Int
    package var nodes: Int
    /// Those that may still go.
    package var left: Int
  }

  /// nil where no budget says anything. Nodes at the end of their life go whatever the budgets say.
  package func allowance(in pool: String, for reason: DisruptionReason) -> Allowance? {
    guard reason != .expired, let count = counts[pool],
      let allowed = count.source?.allowedDisruptions(for: reason, of: count.nodes, now: now)
    else { return nil }
    return Allowance(allowed: allowed, nodes: count.nodes, left: max(0, allowed - count.disrupted))
  }

  /// What a command is to a Balanced pool: the share of its cost that is saved, and the share of its disruption.
  package struct Balance {
    package var pool: String
    package var saved: Double
    package var disrupted: Double
    package var isEven: Bool { saved >= disrupted / 2 }
  }

  /// Of the Balanced pools that have some of the nodes, by name.
  package func balances(_ nodes: [ClusterNode], savings: Money, rules: DisruptionRules) -> [Balance] {
    let total = nodes.reduce(Money.zero) { $0 + ($1.price ?? .zero) }.dollars
    return Set(nodes.map(\.poolName)).sorted().compactMap { pool in
      guard let count = counts[pool], count.source?.disruption.consolidationPolicy == "Balanced",
        count.weight.price > .zero, count.weight.disruptionCost > 0, total > 0
      else { return nil }
      let mine = nodes.filter { $0.poolName == pool }
      let share = mine.reduce(Money.zero) { $0 + ($1.price ?? .zero) }.dollars / total
      return Balance(
        pool: pool, saved: savings.dollars * share / count.weight.price.dollars,
        disrupted: mine.reduce(0) { $0 + rules.disruptionCost(of: $1) } / count.weight.disruptionCost)
    }
  }

  /// The first Balanced pool for which the nodes' share of its cost that is saved is less than half their share of its
  /// disruption; nil where all are content.
  package func unbalancedPool(_ nodes: [ClusterNode], savings: Money, rules: DisruptionRules) -> String? {
    balances(nodes, savings: savings, rules: rules).first { $0.saved <= 0 || !$0.isEven }?.pool
  }
}

extension PoolBudgets.Weight {
  fileprivate init(of node: ClusterNode, _ rules: DisruptionRules) {
    self.init(price: node.price ?? .zero, disruptionCost: rules.disruptionCost(of: node))
  }
}

extension Cluster {
  /// Nodes of NodePools that have come up and are not being terminated.
  fileprivate func countsForBudgets(_ node: ClusterNode) -> Bool {
    guard node.isManaged && node.isInitialized else { return false }
    let claim = node.claim.map { snapshot.nodeClaims[$0] }
    return claim?.conditions.isTrue("InstanceTerminating") != true
  }
}
