import StowageBaseline
import StowageCheck
import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// The plan that Karpenter's own rules make, as something not to end dearer than: command after command they reach
/// places now and then that a search for one best target does not think of.
struct KnownWay {
  /// Its new nodes have none of the names in `reserving`. nil where the cluster is so large that it would take long,
  /// or where the plan does what the caller does not want.
  let plan: ConsolidationPlan?

  /// Nodes, and running pods, up to which it is a matter of milliseconds.
  private static let (mostNodes, mostPods) = (40, 1000)

  init(_ cluster: Cluster, reserving names: Set<String>, deadline: Deadline) {
    let options = cluster.options
    guard options.policy == .optimal, cluster.nodes.count <= Self.mostNodes,
      cluster.running.count + cluster.pending.count <= Self.mostPods
    else {
      plan = nil
      return
    }
    let consolidator = KarpenterConsolidator(cluster, reserving: names, deadline: deadline.share(0.2))
    let found = consolidator.plan()
    let isWorthIt = found.commands.allSatisfy { command in
      command.reason != .underutilized
        || command.savings.dollars >= command.disruptionCost * options.evictionPrice.dollars
    }
    let isRight = isWorthIt && Checker.check(plan: found, cluster: cluster).isOK
    plan = isRight && !found.commands.isEmpty ? found : nil
  }
}
