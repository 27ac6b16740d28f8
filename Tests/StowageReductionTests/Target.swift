import StowageCheck
import StowageModel
import StowagePlan
import StowageReduction
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// A cluster and a target written by hand, put into order.
struct OrderedScene {
  let cluster: Cluster
  let plan: ConsolidationPlan

  /// `moves` says where the pods of the closed nodes, and those that wait, are in the end.
  init(_ scene: Scene, closing names: [String], _ moves: PlanDraft) {
    let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    let closed = cluster.nodes.indices.filter { names.contains(cluster.nodes[$0].name) }
    var draft = moves.plan(in: cluster)
    var requests: [String: ResourceVector] = [:]
    for pod in cluster.running { requests[pod.reference] = pod.requests }
    for index in draft.nodeClaims.indices {
      draft.nodeClaims[index].requests += draft.nodeClaims[index].pods.reduce(.zero) {
        $0 + (requests[$1] ?? .zero)
      }
    }
    let target = Rearrangement(closed: closed, plan: draft, lowerBound: .zero)
    self.cluster = cluster
    plan = target.plan(in: cluster, rules: DisruptionRules(cluster))
  }

  var report: CheckReport { Checker.check(plan: plan, cluster: cluster) }

  /// One word a command: `1 delete a,b` or `1 replace a,b by large`.
  var commands: [String] {
    plan.commands.map { command in
      let types = command.replacements.map(\.offering.instanceType).sorted().joined(separator: ",")
      return "\(command.wave) \(command.action.rawValue) \(command.nodes.joined(separator: ","))"
        + (types.isEmpty ? "" : " by \(types)")
    }
  }

  func reason(_ node: String) -> String? { plan.kept.first { $0.node == node }?.reason }
}

/// The plan passes its check and has these commands.
func expect(
  _ scene: OrderedScene, _ commands: String..., sourceLocation: SourceLocation = #_sourceLocation
) {
  let report = scene.report
  let lines = report.violations.map { "\($0.code) \($0.object): \($0.message)" }.joined(separator: "\n")
  #expect(report.isOK, "\(lines)", sourceLocation: sourceLocation)
  #expect(scene.commands == commands, sourceLocation: sourceLocation)
}
