import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Karpenter's ways of finding a command, in the order in which it tries them: the first that finds one ends the pass.
struct Methods {
  /// At most so many nodes are looked at together; Karpenter's count is off by one where there are more.
  static let mostTogether = 100

  let state: ClusterState
  let deadline: Deadline
  let mostMoves: Int
  /// By node name: what kept it the last time it was looked at.
  private(set) var obstacles: [String: Obstacle] = [:]

  init(_ state: ClusterState, mostMoves: Int, deadline: Deadline) {
    self.state = state
    self.mostMoves = mostMoves
    self.deadline = deadline
  }

  private var cluster: Cluster { state.cluster }

  mutating func nextCommand() -> Disruption? {
    expiration() ?? emptiness() ?? drift() ?? multiNode() ?? singleNode()
  }

  // MARK: Who may go

  private mutating func candidates(for reason: DisruptionReason) -> [Candidate] {
    cluster.nodes.indices.compactMap { index in
      let node = cluster.nodes[index]
      if state.busy.contains(node.name) || state.rules.block(of: node, for: reason) != nil { return nil }
      let candidate = Candidate(index, in: cluster, rules: state.rules)
      if let obstacle = evictionObstacle([candidate]) {
        obstacles[node.name] = obstacle
        return nil
      }
      return candidate
    }
  }

  /// Karpenter asks each pod alone and lets the drain wait; a wave has to stay within the budgets as a whole.
  private func evictionObstacle(_ candidates: [Candidate]) -> Obstacle? {
    var ledger = state.evictions
    for candidate in candidates {
      for pod in cluster.nodes[candidate.node].pods where !cluster.running[pod].isLeaving {
        guard let overdrawn = ledger.evict(cluster.snapshot.pods[cluster.running[pod].pod]) else { continue }
        return Obstacle(
          code: .podBudget,
          message: "PodDisruptionBudget \(overdrawn.budget) allows \(overdrawn.allowed) evictions at once",
          blockedBy: overdrawn.budget)
      }
    }
    return nil
  }

  /// The candidates, in their order, that the budgets let go at once.
  private mutating func withinBudgets(
    _ candidates: [Candidate], reason: DisruptionReason
  ) -> [Candidate] {
    var left: [String: Int] = [:]
    var taken: [Candidate] = []
    for candidate in candidates {
      let rest =
        left[candidate.pool]
        ?? state.budgets.allowance(in: candidate.pool, for: reason)?.left ?? .max
      left[candidate.pool] = rest
      if rest == 0 {
        obstacles[candidate.name] = Obstacle(
          code: .nodeBudget,
          message: "the budgets of NodePool \(candidate.pool) allow no more of its nodes to be disrupted now",
          blockedBy: candidate.pool)
      } else if let obstacle = evictionObstacle(taken + [candidate]) {
        obstacles[candidate.name] = obstacle
      } else {
        taken.append(candidate)
        left[candidate.pool] = rest - 1
      }
    }
    return taken
  }

  // MARK: The methods

  /// One node after the other at the end of its life, whatever replaces it.
  private mutating func expiration() -> Disruption? {
    firstForced(candidates(for: .expired).byWorth(), reason: .expired)
  }

  /// All empty nodes at once. Pods whose eviction costs nothing leave a node empty, but still need a place.
  private mutating func emptiness() -> Disruption? {
    let empty = withinBudgets(candidates(for: .empty).filter(\.isEmpty).byWorth(), reason: .empty)
    if empty.isEmpty { return nil }
    for group in [empty, empty.filter(\.leaving.isEmpty)] where !group.isEmpty {
      if let command = attempt(group, reason: .empty, mostClaims: 0) { return command }
    }
    return nil
  }

  /// One drifted node, an empty one first, then the one that drifted first.
  private mutating func drift() -> Disruption? {
    let drifted = candidates(for: .drifted).filter { candidate in
      state.rules.nodePool(of: cluster.nodes[candidate.node])?.replicas == nil
    }
    let sorted = drifted.sorted { left, right in
      let (first, second) = (driftTime(left), driftTime(right))
      if left.leaving.isEmpty != right.leaving.isEmpty { return left.leaving.isEmpty }
      return first != second ? first < second : left.name < right.name
    }
    return firstForced(withinBudgets(sorted, reason: .drifted), reason: .drifted)
  }

  private func driftTime(_ candidate: Candidate) -> Int64 {
    let claim = cluster.nodes[candidate.node].claim.map { cluster.snapshot.nodeClaims[$0] }
    return claim?.conditions.first { $0.type == "Drifted" }?.lastTransitionTime?.seconds ?? 0
  }

  /// The longest run of the best candidates that fit elsewhere and in one new node, found by halving: where some
  /// length in between fails, longer ones are not tried.
  private mutating func multiNode() -> Disruption? {
    let candidates = withinBudgets(
      self.candidates(for: .underutilized).filter { !$0.isEmpty }.byWorth(), reason: .underutilized)
    if candidates.count < 2 { return nil }
    var low = 1
    var high = min(candidates.count - 1, Self.mostTogether)
    var best: Disruption?
    while low <= high && !deadline.isOver {
      let middle = (low + high) / 2
      if let command = attempt(Array(candidates[...middle]), reason: .underutilized, mostClaims: 1) {
        best = command
        low = middle + 1
      } else {
        high = middle - 1
      }
    }
    return best
  }

  private mutating func singleNode() -> Disruption? {
    for candidate in candidates(for: .underutilized).filter({ !$0.isEmpty }).interleaved() {
      if deadline.isOver { return nil }
      if withinBudgets([candidate], reason: .underutilized).isEmpty { continue }
      if let command = attempt([candidate], reason: .underutilized, mostClaims: 1) { return command }
    }
    return nil
  }

  // MARK: Trying

  private mutating func firstForced(_ candidates: [Candidate], reason: DisruptionReason) -> Disruption? {
    for candidate in candidates where !deadline.isOver {
      if let command = attempt([candidate], reason: reason, mostClaims: .max) { return command }
    }
    return nil
  }

  private mutating func attempt(
    _ candidates: [Candidate], reason: DisruptionReason, mostClaims: Int
  ) -> Disruption? {
    do throws(Obstacle) {
      return try disruption(of: candidates, reason: reason, mostClaims: mostClaims)
    } catch {
      if candidates.count == 1 { obstacles[candidates[0].name] = error }
      return nil
    }
  }

  private func disruption(
    of candidates: [Candidate], reason: DisruptionReason, mostClaims: Int
  ) throws(Obstacle) -> Disruption {
    var relocation = try state.relocation(of: candidates, mostClaims: mostClaims, until: deadline)
    if relocation.moves.count > mostMoves {
      throw Obstacle(code: .maxMoves, message: "its pods are more than --max-moves leaves")
    }
    if reason == .underutilized, !relocation.claims.isEmpty {
      try relocation.claims[0].replace(candidates, in: cluster)
    }
    let command = try Disruption(candidates, reason: reason, relocation: relocation, in: cluster)
    if reason == .underutilized { try checkSavings(of: command) }
    return command
  }

  private func checkSavings(of command: Disruption) throws(Obstacle) {
    if command.savings <= .zero {
      throw Obstacle(code: .notCheaper, message: "nothing would be saved")
    }
    if command.savings < cluster.options.minSavings {
      throw Obstacle(code: .minSavings, message: "it would save less than --min-savings asks for")
    }
    let nodes = command.candidates.map { cluster.nodes[$0.node] }
    if let pool = state.budgets.unbalancedPool(nodes, savings: command.savings, rules: state.rules) {
      throw Obstacle(
        code: .balanced,
        message: "its share of what would be saved is less than half its share of the disruption",
        blockedBy: pool)
    }
  }
}
