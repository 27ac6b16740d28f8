import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Decides as Karpenter v1.14 does which nodes to delete or replace: command after command, each the first that one
/// of its methods finds, with at most one replacement and only for nodes at the head of one list.
///
/// Unlike the real one it plans the pending pods first, keeps a wave within PodDisruptionBudgets as a whole, and takes
/// every pod to another place before its node goes.
package struct KarpenterConsolidator {
  private let cluster: Cluster
  private let reserved: Set<String>
  private let deadline: Deadline

  /// New nodes get none of the names in `reserved`.
  package init(_ cluster: Cluster, reserving reserved: Set<String> = [], deadline: Deadline = .never) {
    self.cluster = cluster
    self.reserved = reserved
    self.deadline = deadline
  }

  package func plan() -> ConsolidationPlan {
    var run = ConsolidationRun(cluster, reserving: reserved, deadline: deadline)
    run.placePending()
    run.disrupt()
    return run.finishedPlan()
  }
}

/// A consolidation plan in the making.
private struct ConsolidationRun {
  private let original: Cluster
  private let deadline: Deadline
  private var state: ClusterState
  private var plan = ConsolidationPlan()
  private var names: Set<String>
  private var numbers: [String: Int] = [:]
  private var movesLeft: Int
  private var obstacles: [String: Obstacle] = [:]

  init(_ cluster: Cluster, reserving reserved: Set<String>, deadline: Deadline) {
    original = cluster
    self.deadline = deadline
    state = ClusterState(cluster)
    names = reserved.union(cluster.nodes.map(\.name))
    movesLeft = cluster.moveLimit ?? .max
  }

  /// The pods that wait come first, as the provisioner decides.
  mutating func placePending() {
    let first = KarpenterProvisioner(original, deadline: deadline).plan()
    plan.nodeClaims = first.nodeClaims.map { claim in
      var claim = claim
      claim.name = newName(claim.nodePool)
      return claim
    }
    plan.placements = first.placements
    plan.unschedulable = first.unschedulable
    plan.warnings = first.warnings
    if original.pending.isEmpty { return }
    let podOfName = Dictionary(
      original.pending.map { ($0.reference, $0.pod) }, uniquingKeysWith: { first, _ in first })
    for claim in plan.nodeClaims { state.launch(claim) }
    let places =
      plan.nodeClaims.map { ($0.name, $0.pods) } + plan.placements.map { ($0.node, $0.pods) }
    for (node, pods) in places {
      for pod in pods { if let pod = podOfName[pod] { state.move(pod: pod, to: node) } }
    }
    state.settlePending()
  }

  mutating func disrupt() {
    let options = original.options
    var wave = 1
    var isNewWave = true
    while !deadline.isOver {
      var methods = Methods(state, mostMoves: movesLeft, deadline: deadline)
      let command = methods.nextCommand()
      obstacles.merge(methods.obstacles) { $1 }
      guard let command else {
        if isNewWave || wave == options.maxWaves { return }
        wave += 1
        isNewWave = true
        state.beginWave()
        continue
      }
      if plan.commands.count == options.maxCommands ?? .max {
        for candidate in command.candidates {
          obstacles[candidate.name] = Obstacle(
            code: .maxCommands, message: "it could go too, but --max-commands comes first")
        }
        return
      }
      take(command, wave: wave)
      isNewWave = false
    }
  }

  private mutating func take(_ disruption: Disruption, wave: Int) {
    let cluster = state.cluster
    var command = DisruptionCommand(
      action: disruption.replacements.isEmpty ? .delete : .replace, reason: disruption.reason,
      nodes: disruption.candidates.map(\.name).sorted())
    command.replacements = disruption.replacements.map { claim in
      var claim = claim
      claim.name = newName(claim.nodePool)
      return claim
    }
    command.moves = disruption.relocation.moves.map { move in
      let claim = move.place - cluster.nodes.count
      return PodMove(
        pod: cluster.running[move.pod].reference, from: cluster.nodes[cluster.running[move.pod].node].name,
        to: claim < 0 ? cluster.nodes[move.place].name : command.replacements[claim].name)
    }
    command.savings = disruption.savings
    command.disruptionCost = disruption.disruptionCost(state.rules)
    command.wave = wave
    for claim in command.replacements { state.launch(claim) }
    for (move, written) in zip(disruption.relocation.moves, command.moves) {
      state.move(pod: cluster.running[move.pod].pod, to: written.to)
    }
    for candidate in disruption.candidates { state.remove(candidate) }
    state.reread()
    command.moves.sort { $0.pod < $1.pod }
    movesLeft -= command.moves.count
    plan.commands.append(command)
  }

  private mutating func newName(_ pool: String) -> String {
    var name: String
    repeat {
      numbers[pool, default: 0] += 1
      name = "\(pool)-\(numbers[pool] ?? 0)"
    } while !names.insert(name).inserted
    return name
  }

  // MARK: The end

  mutating func finishedPlan() -> ConsolidationPlan {
    let pending = plan.nodeClaims.reduce(Money.zero) { $0 + $1.offering.price }
    plan.cost.before = original.nodes.reduce(pending) { $0 + ($1.price ?? .zero) }
    plan.cost.after = plan.commands.reduce(plan.cost.before) { $0 - $1.savings }
    plan.kept = verdicts()
    plan.statistics.counters = [
      Statistics.Counter(name: "pods", value: original.running.count + original.pending.count),
      Statistics.Counter(name: "nodes", value: original.nodes.count),
    ]
    return plan
  }

  /// Every managed node that stays, with what keeps it.
  private func verdicts() -> [NodeVerdict] {
    let gone = Set(plan.commands.flatMap(\.nodes))
    let rules = DisruptionRules(original, ledger: state.evictions)
    let isCutOff = deadline.isOver
    return original.nodes.filter { $0.isManaged && !gone.contains($0.name) }.map { node in
      if let block = rules.block(of: node, for: .underutilized) {
        return NodeVerdict(
          node: node.name, reason: block.code.rawValue, message: block.message, blockedBy: block.blockedBy)
      }
      let obstacle = obstacles[node.name] ?? silent(node, isCutOff: isCutOff)
      return NodeVerdict(
        node: node.name, reason: obstacle.code.rawValue, message: obstacle.message,
        blockedBy: obstacle.blockedBy)
    }.sorted { $0.node < $1.node }
  }

  private func silent(_ node: ClusterNode, isCutOff: Bool) -> Obstacle {
    if isCutOff { return Obstacle(code: .notReached, message: "the time limit came first") }
    return Obstacle(code: .inUse, message: "pods of this wave move to it")
  }
}
