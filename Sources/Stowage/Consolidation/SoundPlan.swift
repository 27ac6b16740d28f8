import StowageBaseline
import StowageCheck
import StowageModel
import StowagePlan
import StowageReduction
import StowageRules
import StowageUnits

/// A plan as far as it can be carried out: commands from the first one that breaks a rule on are left out, and their
/// nodes say why they stay.
///
/// Planners see rules between pods as a final state keeps them; this is for those few that a way there does not.
struct SoundPlan {
  private(set) var plan: ConsolidationPlan
  private let cluster: Cluster

  init(_ plan: ConsolidationPlan, in cluster: Cluster) {
    self.cluster = cluster
    self.plan = plan
    if violations(plan).isEmpty { return }
    // What the places of waiting pods break is no matter of the commands.
    let excused = violations(prefix(0))
    func isSound(_ plan: ConsolidationPlan) -> Bool { violations(plan).isSubset(of: excused) }
    if isSound(plan) { return }
    // What is wrong after some commands stays wrong after more of them.
    var (sound, unsound) = (0, plan.commands.count)
    while unsound - sound > 1 {
      let middle = (sound + unsound) / 2
      if isSound(prefix(middle)) { sound = middle } else { unsound = middle }
    }
    self.plan = prefix(sound)
  }

  private func violations(_ plan: ConsolidationPlan) -> Set<Violation> {
    Set(Checker.check(plan: plan, cluster: cluster).violations)
  }

  private func prefix(_ count: Int) -> ConsolidationPlan {
    var result = plan
    result.commands = Array(plan.commands.prefix(count))
    result.cost.after = result.commands.reduce(plan.cost.before) { $0 - $1.savings }
    result.cost.lowerBound = min(plan.cost.lowerBound, result.cost.after)
    result.status = result.cost.gap <= cluster.options.gap ? .optimal : .feasible
    let known = Set(cluster.nodes.filter(\.isManaged).map(\.name))
    let stays = plan.commands.dropFirst(count).flatMap(\.nodes).filter(known.contains)
    result.kept += stays.map {
      NodeVerdict(
        node: $0, reason: Obstacle.Code.topology.rawValue,
        message: "rules between pods leave no safe way to move its pods now", blockedBy: "")
    }
    result.kept.sort { $0.node < $1.node }
    return result
  }
}

extension Cluster {
  /// Some pods wait, or ask something of others or of their node's ports and volumes, or NodePools are limited.
  var hasRulesBeyondRoom: Bool {
    !pending.isEmpty || !daemons.isEmpty || pools.contains { $0.remaining != nil }
      || shapes.contains { shape in
        !shape.spread.isEmpty || !shape.affinity.isEmpty || !shape.antiAffinity.isEmpty
          || !shape.hostPorts.isEmpty || !shape.volumes.isEmpty
      }
  }
}
