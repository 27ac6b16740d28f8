import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Writes steps as commands: names instead of indices, each new node where it is launched first.
struct CommandWriter {
  private(set) var plan = ConsolidationPlan()
  private let target: Rearrangement
  private let relocation: Relocation
  private let cluster: Cluster
  /// Per claim of the target its name in the plan, once it is launched.
  private var names: [String?]
  private var numbers: [String: Int] = [:]
  private let taken: Set<String>
  /// Per claim, what daemons ask for of its node.
  private let overheads: [ResourceVector]
  private let choice: ReplacementChoice

  init(
    _ target: Rearrangement, relocation: Relocation, cluster: Cluster, choice: ReplacementChoice,
    reserved: Set<String>
  ) {
    self.target = target
    self.relocation = relocation
    self.cluster = cluster
    self.choice = choice
    names = target.plan.nodeClaims.map { _ in nil }
    taken = reserved.union(cluster.nodes.map(\.name))
    var requests: [String: ResourceVector] = [:]
    for pod in cluster.pending { requests[pod.reference] = cluster.shape(of: pod).requests }
    for leaver in relocation.leavers {
      for pod in cluster.nodes[leaver.node].pods {
        guard let shape = cluster.running[pod].movingShape else { continue }
        requests[cluster.running[pod].reference] = cluster.shapes[shape].requests
      }
    }
    overheads = target.plan.nodeClaims.map { claim in
      claim.pods.reduce(claim.requests) { $0 - (requests[$1] ?? .zero) }
    }
  }

  // MARK: - Pods that wait today

  mutating func writePending() {
    var podsOfPlace: [Int: [Int]] = [:]
    for (pod, place) in relocation.pending.enumerated() {
      if let place { podsOfPlace[place, default: []].append(pod) }
    }
    for place in podsOfPlace.keys.sorted() {
      let pods = podsOfPlace[place] ?? []
      let references = pods.map { cluster.pending[$0].reference }
      if place < cluster.nodes.count {
        plan.placements.append(Placement(node: cluster.nodes[place].name, pods: references))
      } else {
        let requests = pods.reduce(ResourceVector.zero) {
          $0 + cluster.shape(of: cluster.pending[$1]).requests
        }
        plan.nodeClaims.append(
          launch(place - cluster.nodes.count, pods: references, requests: requests))
      }
    }
  }

  /// The claim as it is when it is launched for these pods; others may come later.
  private mutating func launch(_ index: Int, pods: [String], requests: ResourceVector) -> PlannedClaim {
    var claim = target.plan.nodeClaims[index]
    repeat {
      numbers[claim.nodePool, default: 0] += 1
      claim.name = "\(claim.nodePool)-\(numbers[claim.nodePool] ?? 0)"
    } while taken.contains(claim.name)
    names[index] = claim.name
    claim.pods = pods
    claim.requests = overheads[index] + requests
    return claim
  }

  // MARK: - Commands

  mutating func write(_ step: Step, wave: Int) {
    let leavers = step.leavers.map { relocation.leavers[$0] }
    var command = DisruptionCommand(
      action: step.launches.isEmpty ? .delete : .replace, reason: step.reason,
      nodes: leavers.map { cluster.nodes[$0.node].name }.sorted())
    let moves = leavers.flatMap { leaver in leaver.moves.map { (leaver.node, $0) } }
      .sorted { cluster.running[$0.1.pod].reference < cluster.running[$1.1.pod].reference }
    for claim in step.launches {
      let mine = moves.filter { $0.1.place == cluster.nodes.count + claim }.map { cluster.running[$0.1.pod] }
      let requests = mine.reduce(ResourceVector.zero) { sum, pod in
        sum + (pod.movingShape.map { cluster.shapes[$0].requests } ?? .zero)
      }
      var replacement = launch(claim, pods: mine.map(\.reference), requests: requests)
      if step.reason == .underutilized {
        replacement = choice.narrowed(replacement, for: step) ?? replacement
      }
      command.replacements.append(replacement)
    }
    command.moves = moves.map { node, move in
      PodMove(
        pod: cluster.running[move.pod].reference, from: cluster.nodes[node].name, to: name(of: move.place))
    }
    command.savings = step.savings
    command.disruptionCost = step.disruptionCost
    command.wave = wave
    plan.commands.append(command)
  }

  private func name(of place: Int) -> String {
    if place < cluster.nodes.count { return cluster.nodes[place].name }
    return names[place - cluster.nodes.count] ?? target.plan.nodeClaims[place - cluster.nodes.count].name
  }
}
