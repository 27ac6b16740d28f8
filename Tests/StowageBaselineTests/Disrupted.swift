import StowageBaseline
import StowageCheck
import StowageModel
import StowagePlan
import StowageRules
import StowageTestKit
import Testing

/// A scene consolidated as Karpenter would, in the words that cases use.
struct Disrupted {
  let plan: ConsolidationPlan

  /// Per command its nodes, in order.
  var nodes: [[String]] { plan.commands.map(\.nodes) }
  var first: DisruptionCommand? { plan.commands.first }
  /// The types of the first replacement, cheapest first.
  var types: [String] { first?.replacements.first?.instanceTypes ?? [] }
  /// What keeps a node.
  func kept(_ node: String) -> String? { plan.kept.first { $0.node == node }?.reason }
}

/// Consolidates the scene, holds the plan against the independent check, and looks at the outcome.
func disrupt(
  _ scene: Scene, _ change: (inout Options) -> Void = { _ in },
  sourceLocation: SourceLocation = #_sourceLocation, _ look: (Disrupted) -> Void
) {
  var options = scene.options
  options.policy = .karpenter
  change(&options)
  let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: options)
  let plan = KarpenterConsolidator(cluster).plan()
  let report = Checker.check(plan: plan, cluster: cluster)
  #expect(report.violations.isEmpty, sourceLocation: sourceLocation)
  look(Disrupted(plan: plan))
}

/// Two sizes and a pool that lets all of its nodes go.
func disruptable(
  _ change: @escaping @Sendable (inout NodePool) -> Void = { _ in },
  @SceneBuilder _ parts: () -> [any ScenePart]
) -> Scene {
  cluster {
    type("small", cpu: "4", memory: "16Gi", price: 0.1)
    type("large", cpu: "16", memory: "64Gi", price: 0.4)
    pool().requiring(Key.capacityType, "In", "on-demand").with { source in
      source.disruption.budgets = [Budget(nodes: "100%")]
      change(&source)
    }
    parts()
  }
}
