import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// A cluster while steps are taken, as far as it can stand in the way of one: budgets, limits, and the rules between
/// pods that hold for all together in the end but not on every way there.
///
/// Room, taints, labels, ports and host-level exclusion need no look here: pods only ever move to places that the
/// target gives them, and nobody else comes there.
struct Ground {
  let cluster: Cluster
  let rules: DisruptionRules
  let claims: [PlannedClaim]
  let leavers: [Leaver]
  private var evictions: EvictionLedger
  private var budgets: NodeBudgets
  private var limits: LimitStock
  private var topology: TopologyGround
  private(set) var launched: Set<Int> = []

  init(_ relocation: Relocation, claims: [PlannedClaim], cluster: Cluster, rules: DisruptionRules) {
    self.cluster = cluster
    self.rules = rules
    self.claims = claims
    leavers = relocation.leavers
    evictions = rules.ledger
    budgets = NodeBudgets(cluster, rules)
    limits = LimitStock(cluster)
    topology = TopologyGround(cluster, claims: claims, leavers: leavers)
    settlePending(relocation)
  }

  /// Pods that wait today come first.
  private mutating func settlePending(_ relocation: Relocation) {
    for (pod, place) in zip(cluster.pending, relocation.pending) {
      guard let place else { continue }
      topology.settle(shape: pod.shape, at: place)
      let claim = place - cluster.nodes.count
      if claim >= 0 && launched.insert(claim).inserted {
        _ = limits.launch(claims[claim])
        budgets.launch(claims[claim])
      }
      budgets.receive(
        evictionCost: rules.evictionCost(ofPod: pod.pod), pool: pool(of: place), isAtOnce: claim < 0)
    }
  }

  mutating func beginWave() {
    evictions.refill()
    budgets.beginWave()
  }

  /// Takes a step, unless something is in the way.
  mutating func take(_ step: Step) -> Obstacle? {
    var trial = self
    if let obstacle = trial.force(step) { return obstacle }
    self = trial
    return nil
  }

  private mutating func force(_ step: Step) -> Obstacle? {
    for leaver in step.leavers {
      let node = cluster.nodes[leavers[leaver].node]
      if let obstacle = budgets.disrupt(node, reason: step.reason) { return obstacle }
      // Terminating pods go by themselves.
      for pod in node.pods where !cluster.running[pod].isLeaving {
        if let obstacle = evict(cluster.snapshot.pods[cluster.running[pod].pod]) { return obstacle }
      }
      limits.free(node)
    }
    for claim in step.launches {
      launched.insert(claim)
      budgets.launch(claims[claim])
      if let obstacle = limits.launch(claims[claim]) { return obstacle }
    }
    if step.reason == .underutilized {
      let nodes = step.leavers.map { cluster.nodes[leavers[$0].node] }
      if let obstacle = budgets.balance(nodes, savings: step.savings) { return obstacle }
    }
    for move in step.leavers.flatMap({ leavers[$0].moves }) {
      budgets.receive(
        evictionCost: rules.evictionCost(ofRunning: move.pod), pool: pool(of: move.place),
        isAtOnce: false)
    }
    return topology.take(step.leavers.map { leavers[$0] })
  }

  private func pool(of place: Int) -> String {
    place < cluster.nodes.count ? cluster.nodes[place].poolName : claims[place - cluster.nodes.count].nodePool
  }

  private mutating func evict(_ pod: Pod) -> Obstacle? {
    guard let overdrawn = evictions.evict(pod) else { return nil }
    return Obstacle(
      code: .podBudget,
      message: "PodDisruptionBudget \(overdrawn.budget) allows \(overdrawn.allowed) evictions at once, and "
        + "\(pod.metadata.reference) would be one more", blockedBy: overdrawn.budget)
  }
}
