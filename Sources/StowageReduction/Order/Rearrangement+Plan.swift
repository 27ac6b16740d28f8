import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

extension Rearrangement {
  /// The plan that leads to this target: commands in a safe order, and a reason for every node that stays. New nodes
  /// get none of the names in `reserved`.
  package func plan(
    in cluster: Cluster, rules: DisruptionRules, reserving reserved: Set<String> = []
  ) -> ConsolidationPlan {
    let relocation = Relocation(self, in: cluster, rules: rules)
    let choice = ReplacementChoice(cluster: cluster)
    let order = CommandOrder(relocation, target: self, cluster: cluster, rules: rules, choice: choice)
    var writer = CommandWriter(
      self, relocation: relocation, cluster: cluster, choice: choice, reserved: reserved)
    writer.writePending()
    for (wave, steps) in order.waves.enumerated() {
      for step in steps { writer.write(step, wave: wave + 1) }
    }
    var plan = writer.plan
    plan.unschedulable = verdicts(relocation, cluster)
    let gone = Set(order.waves.flatMap { $0 }.flatMap(\.leavers))
    plan.kept = kept(relocation, order, gone, cluster, rules)
    plan.cost.before = cluster.nodes.reduce(plan.nodeClaims.reduce(.zero) { $0 + $1.offering.price }) {
      $0 + ($1.price ?? .zero)
    }
    plan.cost.after = plan.commands.reduce(plan.cost.before) { $0 - $1.savings }
    plan.cost.lowerBound = min(lowerBound, plan.cost.after)
    plan.status = plan.cost.gap <= cluster.options.gap ? .optimal : .feasible
    plan.statistics = self.plan.statistics
    plan.warnings = self.plan.warnings
    return plan
  }

  /// Pods that wait today and have no place.
  private func verdicts(_ relocation: Relocation, _ cluster: Cluster) -> [Verdict] {
    let stated = Dictionary(plan.unschedulable.map { ($0.pod, $0) }) { first, _ in first }
    var result: [(pod: Int, verdict: Verdict)] = []
    for (pod, place) in zip(cluster.pending, relocation.pending) where place == nil {
      let verdict =
        stated[pod.reference]
        ?? Verdict(
          pod: pod.reference, reason: Reason.notReached.rawValue,
          message: "no place was found for it beside the other pods in the time given",
          hint: "raise --time-limit")
      result.append((pod.pod, verdict))
    }
    for ignored in cluster.ignored {
      result.append((ignored.pod, Verdict(pod: ignored.reference, finding: ignored.finding)))
    }
    return result.sorted { $0.pod < $1.pod }.map(\.verdict)
  }

  /// What may be cheaper was not looked for where spot nodes take no part.
  private func notCheaper(_ node: ClusterNode, _ cluster: Cluster) -> Obstacle {
    let isHeld = !cluster.options.spotToSpot && node.labels[LabelKeys.capacityType] == "spot"
    return isHeld ? .notCheaperThanSpot : .notCheaper
  }

  /// Every managed node that stays, with the reason.
  private func kept(
    _ relocation: Relocation, _ order: CommandOrder, _ gone: Set<Int>, _ cluster: Cluster,
    _ rules: DisruptionRules
  ) -> [NodeVerdict] {
    var leaverOfNode: [Int: Int] = [:]
    for (index, leaver) in relocation.leavers.enumerated() { leaverOfNode[leaver.node] = index }
    var result: [NodeVerdict] = []
    for (index, node) in cluster.nodes.enumerated() where node.isManaged && !node.isDeleting {
      let leaver = leaverOfNode[index]
      if let leaver, gone.contains(leaver) { continue }
      if let block = rules.reasons(for: node).block {
        result.append(
          NodeVerdict(
            node: node.name, reason: block.code.rawValue, message: block.message, blockedBy: block.blockedBy))
        continue
      }
      let obstacle = leaver.flatMap { order.obstacles[$0] } ?? notCheaper(node, cluster)
      result.append(
        NodeVerdict(
          node: node.name, reason: obstacle.code.rawValue, message: obstacle.message,
          blockedBy: obstacle.blockedBy))
    }
    return result.sorted { $0.node < $1.node }
  }
}
