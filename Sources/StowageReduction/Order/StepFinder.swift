import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Finds the steps that are possible next: nodes whose pods go to nodes that are there, each by itself, and groups of
/// nodes that new nodes tie together.
struct StepFinder {
  let leavers: [Leaver]
  let claims: [PlannedClaim]
  let cluster: Cluster
  let rules: DisruptionRules
  /// Spot nodes may be replaced by spot nodes where nodes of other kinds go with them.
  let mixesSpot: Bool

  /// `launched`: new nodes that are there already.
  func steps(of open: [Int], launched: Set<Int>) -> [Step] {
    var steps: [Step] = []
    for group in groups(of: open, launched: launched) {
      for (reason, members) in byReason(group) {
        var step = step(members, reason: reason, launched: launched)
        step.isOwnChoice = step.isOwnChoice && members.count == group.count
        steps.append(step)
      }
    }
    return mixesSpot ? inCompany(steps, launched: launched) : steps
  }

  /// What would replace spot nodes alone by spot nodes joins the first step that takes others.
  private func inCompany(_ steps: [Step], launched: Set<Int>) -> [Step] {
    let isAlone = steps.map { $0.needsSpotToSpot && !cluster.options.spotToSpot }
    let host = steps.indices.first { index in
      steps[index].reason == .underutilized && !isAlone[index]
        && steps[index].leavers.contains { !isSpot($0) }
    }
    guard let host, isAlone.contains(true) else { return steps }
    let joined = steps.indices.filter { isAlone[$0] || $0 == host }
    var result = steps.indices.filter { !joined.contains($0) }.map { steps[$0] }
    var whole = step(joined.flatMap { steps[$0].leavers }, reason: .underutilized, launched: launched)
    whole.isCompany = true
    result.append(whole)
    return result
  }

  private func isSpot(_ leaver: Int) -> Bool {
    cluster.nodes[leavers[leaver].node].labels[LabelKeys.capacityType] == "spot"
  }

  func step(_ members: [Int], reason: DisruptionReason, launched: Set<Int>) -> Step {
    let launches = Set(members.flatMap { leavers[$0].claims }).subtracting(launched).sorted()
    var step = Step(leavers: members.sorted(), launches: launches, reason: reason)
    step.isOwnChoice = members.allSatisfy { launched.isDisjoint(with: leavers[$0].claims) }
    for member in members {
      step.savings += cluster.nodes[leavers[member].node].price ?? .zero
      step.relief += cluster.risk(of: cluster.nodes[leavers[member].node])
      step.moves += leavers[member].moves.count
      for move in leavers[member].moves {
        step.disruptionCost += max(0, rules.evictionCost(ofRunning: move.pod))
      }
    }
    for claim in launches {
      step.savings -= claims[claim].offering.price
      step.relief -= cluster.risk(of: claims[claim])
    }
    step.needsSpotToSpot =
      members.allSatisfy(isSpot) && reason == .underutilized
      && launches.contains { claims[$0].offering.capacityType == "spot" }
    return step
  }

  /// Leavers that share new nodes which are still to be launched, in order of their first member.
  private func groups(of open: [Int], launched: Set<Int>) -> [[Int]] {
    var firstOfClaim: [Int: Int] = [:]
    var parent = Array(open.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parent[index] != index { index = parent[index] }
      return index
    }
    for (index, leaver) in open.enumerated() {
      for claim in leavers[leaver].claims where !launched.contains(claim) {
        guard let first = firstOfClaim[claim] else {
          firstOfClaim[claim] = index
          continue
        }
        let (mine, other) = (root(index), root(first))
        parent[max(mine, other)] = min(mine, other)
      }
    }
    var groups: [[Int]] = Array(repeating: [], count: open.count)
    for index in open.indices { groups[root(index)].append(open[index]) }
    return groups.filter { !$0.isEmpty }
  }

  /// A command has one reason: the first that all share, or else each reason with those that go for it; the others
  /// follow when what they wait for is launched.
  private func byReason(_ group: [Int]) -> [(DisruptionReason, [Int])] {
    let common = leavers[group[0]].reasons.first { reason in
      group.allSatisfy { leavers[$0].reasons.contains(reason) }
    }
    if let common { return [(common, group)] }
    var result: [(DisruptionReason, [Int])] = []
    for leaver in group {
      let reason = leavers[leaver].reasons[0]
      if let position = result.firstIndex(where: { $0.0 == reason }) {
        result[position].1.append(leaver)
      } else {
        result.append((reason, [leaver]))
      }
    }
    return result
  }
}
