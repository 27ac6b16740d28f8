import Stowage
import StowageModel
import StowagePlan
import StowageReduction
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// The 227 clusters that Karpenter consolidated until it found nothing more, consolidated as a whole.
@Suite struct RecordedWayTests {
  /// Where Karpenter's end is no measure, with the reason.
  private static let excused = [
    "mixed-24": "v1.13 moves pods to nodes inside their consolidateAfter window; v1.14 would not",
    "mixed-32":
      "nodes hold more pods of a PodDisruptionBudget than may be evicted at once; Karpenter lets the drain wait",
  ]

  @Test(arguments: [Policy.optimal, .greedy]) func nothingIsLeftToDo(policy: Policy) throws {
    var compared = 0
    for recorded in try RecordedConsolidation.all() {
      let scene = recorded.scene.with {
        $0.policy = policy
        $0.evictionPrice = .zero
        $0.maxWaves = 0
        // Counts end every search long before.
        $0.timeLimit = .seconds(60)
      }
      let plan = Engine().consolidate(scene.snapshot, catalog: scene.catalog, options: scene.options)
      let report = Engine().check(
        plan, snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
      #expect(report.isOK, "\(recorded.name): \(report.violations)")
      let gone = Set(plan.commands.flatMap(\.nodes))
      let blocked = gone.filter { recorded.leftAlone[$0].map(Self.ownBlocks.contains) ?? false }
      #expect(blocked.isEmpty, "\(recorded.name): Karpenter leaves \(blocked) alone")

      var later = scene
      later.snapshot = scene.snapshot.applying(
        plan, in: Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options))
      let next = Engine().consolidate(later.snapshot, catalog: later.catalog, options: later.options)
      #expect(next.commands.isEmpty, "\(recorded.name): \(next.commands)")

      guard policy == .optimal, recorded.note == nil, recorded.area != "consolidate-after",
        Self.excused[recorded.name] == nil
      else { continue }
      for end in [recorded.costAtEnd, recorded.costAtFixedPointV114] {
        guard let end else { continue }
        compared += 1
        #expect(
          plan.cost.after <= end, "\(recorded.name): \(plan.cost.after.dollars), Karpenter \(end.dollars)")
        #expect(plan.cost.lowerBound <= end, "\(recorded.name): the bound is above Karpenter's end")
      }
    }
    #expect(policy == .greedy || compared > 380)
  }

  /// What holds a node by itself, whatever else there is.
  private static let ownBlocks: Set<String> = [
    "NodeDoNotDisrupt", "PodDoNotDisrupt", "PodDisruptionBudget", "MultiplePDBs", "OnlyWhenEmpty",
    "NotConsolidatable", "NotInitialized", "ConsolidationDisabled", "Deleting", "InstanceTypeNotFound",
    "NodePoolNotFound", "MissingLabel",
  ]
}
