import StowageCheck
import StowageModel
import StowagePlan
import StowageRules
import StowageTestKit
import Testing

/// What the real Karpenter did to 227 small clusters: its commands are right, and the nodes that it left alone for a
/// reason of their own are blocked.
@Suite struct RecordedConsolidationTests {
  /// What a plan may not do although Karpenter does it, with the reason.
  private static let excused: [String: Set<Code>] = [
    // A plan keeps within PodDisruptionBudgets; Karpenter lets the drain wait.
    "pdb": [.disruptionBudgetExceeded], "mixed": [.disruptionBudgetExceeded],
    // v1.13 moves pods to nodes inside their consolidateAfter window, later versions do not.
    "consolidate-after": [.targetNotUsable],
  ]

  @Test func firstCommandsAreRight() throws {
    var count = 0
    for recorded in try RecordedConsolidation.all() where recorded.isDeterministic {
      let scene = recorded.scene
      let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
      let deleting = Set(cluster.nodes.filter(\.isDeleting).map(\.name))
      let pending = cluster.pending.map(\.reference) + cluster.ignored.map(\.reference)
      guard let plan = recorded.firstCommandAsPlan(pending: pending, deleting: deleting) else { continue }
      count += 1
      let report = Checker.check(plan: plan, cluster: cluster)
      let excused = Self.excused[recorded.area] ?? []
      let violations = report.violations.filter { violation in
        Code(rawValue: violation.code).map { !excused.contains($0) } ?? true
      }
      #expect(violations.isEmpty, "\(recorded.name) \(recorded.note ?? ""): \(violations)")
    }
    #expect(count > 180)
  }

  @Test func nodesLeftAloneAreBlocked() throws {
    let own: Set<String> = [
      "NodeDoNotDisrupt", "PodDoNotDisrupt", "PodDisruptionBudget", "MultiplePDBs", "OnlyWhenEmpty",
      "NotConsolidatable", "NotInitialized", "ConsolidationDisabled", "Deleting", "InstanceTypeNotFound",
      "NodePoolNotFound", "MissingLabel",
    ]
    var count = 0
    for recorded in try RecordedConsolidation.all() {
      let scene = recorded.scene
      let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
      let rules = DisruptionRules(cluster)
      for node in cluster.nodes {
        guard let code = recorded.leftAlone[node.name], own.contains(code) else { continue }
        count += 1
        let block = rules.block(of: node, for: .underutilized)
        #expect(block?.code.rawValue == code, "\(recorded.name) \(node.name): \(String(describing: block))")
      }
    }
    #expect(count > 120)
  }
}
