import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// What the commands of one wave do at once: evictions against PodDisruptionBudgets, nodes against the budgets of
/// their pools, and nodes that one command must leave to another.
struct WaveCheck {
  private let rules: DisruptionRules
  private let cluster: Cluster
  private var ledger: EvictionLedger
  private var number = 0
  private var launched: Set<Int> = []
  private var filled: Set<Int> = []
  /// NodePools of the new nodes for pending pods, which are up when the first wave is done.
  private var expected: [String] = []
  /// Per NodePool name: managed and initialized nodes at the start of the wave, and those being disrupted so far.
  private var pools: [String: PoolCount] = [:]
  /// Sites of nodes that are gone.
  private var gone: Set<Int> = []

  private struct PoolCount {
    var nodes = 0
    var disrupted = 0
    /// Nodes that this wave takes away and brings.
    var change = 0
    var cost = Money.zero
    var disruptionCost = 0.0
  }

  init(_ rules: DisruptionRules, cluster: Cluster) {
    self.rules = rules
    self.cluster = cluster
    ledger = rules.ledger
    for node in cluster.nodes where node.isManaged && node.isInitialized {
      let claim = node.claim.map { cluster.snapshot.nodeClaims[$0] }
      if claim?.conditions.isTrue("InstanceTerminating") == true { continue }
      pools[node.poolName, default: PoolCount()].nodes += 1
      if node.isDeleting || !isReady(node) { pools[node.poolName]?.disrupted += 1 }
    }
  }

  private func isReady(_ node: ClusterNode) -> Bool {
    node.node.map { cluster.snapshot.nodes[$0].conditions.isTrue("Ready") } ?? false
  }

  /// Some wave is under way or done: asked before a wave begins.
  var hasBegun: Bool { number > 0 }

  /// Begins a command; a new wave starts when all of the last is done, with the nodes of `shares`.
  mutating func enter(
    _ command: DisruptionCommand, number position: Int, shares: () -> [PoolShare],
    _ findings: inout Findings
  ) {
    if command.wave == number { return }
    if command.wave != number + 1 {
      findings.add(
        .wrongWave, "command \(position)",
        "its wave is \(command.wave), the last command's \(number); waves count from 1")
    }
    number = command.wave
    ledger.refill()
    launched = []
    filled = []
    pools = pools.mapValues { count in
      var count = count
      count.nodes += count.change
      count.change = 0
      // Between waves only nodes that are not ready stay disrupted; those that were being deleted are gone by then.
      if number > 1 { count.disrupted = 0 }
      count.cost = .zero
      count.disruptionCost = 0
      return count
    }
    for pool in expected { pools[pool, default: PoolCount()].change += 1 }
    expected = []
    if number > 1 { countUnready() }
    for share in shares() {
      pools[share.pool, default: PoolCount()].cost += share.cost
      pools[share.pool]?.disruptionCost += share.disruptionCost
    }
  }

  private mutating func countUnready() {
    for (index, node) in cluster.nodes.enumerated()
    where node.isManaged && node.isInitialized && !node.isDeleting && !isReady(node) && !gone.contains(index)
    {
      pools[node.poolName]?.disrupted += 1
    }
  }

  mutating func remove(
    _ site: Site, _ index: Int, reason: DisruptionReason, _ name: String, _ findings: inout Findings
  ) {
    if launched.contains(index) || filled.contains(index) {
      findings.add(.waveConflict, site.name, "\(name) removes a node that its wave launches or fills")
    }
    let poolName = poolName(of: site)
    var count = pools[poolName] ?? PoolCount()
    if reason != .expired,
      let pool = cluster.snapshot.nodePools.first(where: { $0.metadata.name == poolName }),
      let allowed = pool.allowedDisruptions(for: reason, of: count.nodes, now: cluster.options.now),
      count.disrupted + 1 > allowed
    {
      findings.add(
        .nodeBudgetExceeded, poolName,
        "\(name) disrupts \(site.name) as \(reason.rawValue) when \(count.disrupted) of \(count.nodes) nodes are "
          + "disrupted already; the budget allows \(allowed)")
    }
    count.disrupted += 1
    count.change -= 1
    pools[poolName] = count
    gone.insert(index)
  }

  private func poolName(of site: Site) -> String {
    switch site.origin {
    case .node(let index): cluster.nodes[index].poolName
    case .claim(let claim): claim.nodePool
    }
  }

  mutating func evict(_ pod: Pod, _ name: String, _ findings: inout Findings) {
    guard let overdrawn = ledger.evict(pod) else { return }
    findings.add(
      .disruptionBudgetExceeded, pod.metadata.reference,
      "\(name) evicts the pod when its wave has spent PodDisruptionBudget \(overdrawn.budget), which allows "
        + "\(overdrawn.allowed)")
  }

  /// These come up while the first wave is under way.
  mutating func expect(_ claims: [PlannedClaim]) { expected = claims.map(\.nodePool) }

  mutating func launch(_ sites: Range<Int>, of claims: [PlannedClaim]) {
    launched.formUnion(sites)
    for claim in claims { pools[claim.nodePool, default: PoolCount()].change += 1 }
  }

  mutating func fill(
    _ site: Int, _ siteName: String, isOwn: Bool, _ name: String, _ findings: inout Findings
  ) {
    if !isOwn && launched.contains(site) {
      findings.add(
        .waveConflict, siteName, "\(name) moves pods to a node that another command of its wave launches")
    }
    filled.insert(site)
  }

  /// Balanced NodePools ask that a command's share of the savings is at least half its share of the disruption.
  /// `shares`: the nodes that it removes.
  func score(
    _ command: DisruptionCommand, shares: [PoolShare], savings: Money, _ name: String,
    _ findings: inout Findings
  ) {
    guard command.reason == .underutilized else { return }
    let total = shares.reduce(0.0) { $0 + $1.cost.dollars }
    let byPool = Dictionary(grouping: shares, by: \.pool)
    for (poolName, mine) in byPool.sorted(by: { $0.key < $1.key }) {
      guard let pool = cluster.snapshot.nodePools.first(where: { $0.metadata.name == poolName }),
        pool.disruption.consolidationPolicy == "Balanced", let count = pools[poolName],
        count.cost.nanos > 0, count.disruptionCost > 0, total > 0
      else { continue }
      let share = mine.reduce(0.0) { $0 + $1.cost.dollars } / total
      let saved = savings.dollars * share / count.cost.dollars
      let disrupted = mine.reduce(0.0) { $0 + $1.disruptionCost } / count.disruptionCost
      if disrupted > 0 && saved / disrupted < 0.5 - 1e-9 {
        findings.add(
          .balancedScore, name,
          "it saves \(saved) of what NodePool \(poolName) costs for \(disrupted) of its disruption, less than half"
        )
      }
    }
  }
}

/// A node as a part of its NodePool.
struct PoolShare {
  var pool: String
  var cost: Money
  /// 1 and the eviction costs of the pods that have to move.
  var disruptionCost: Double
}
