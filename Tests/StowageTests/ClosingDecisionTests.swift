import Stowage
import StowageModel
import StowagePlan
import StowageProblem
import StowageReduction
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

@Suite("Which nodes to close")
struct ClosingDecisionTests {
  /// A decision with what it comes to.
  private struct Outcome {
    let cluster: Cluster
    let result: Rearrangement
    var before = Money.zero
    var after: Money
    var blocked: [String] = []

    init(_ scene: Scene, milliseconds: Int64 = 250) {
      cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
      let settings = SearchSettings(gap: 0, deadline: Deadline(after: .milliseconds(milliseconds)))
      let consolidation = Consolidation(cluster)
      result = consolidation.solve(settings)
      let closed = Set(result.closed)
      after = result.plan.cost.hourly
      for (index, node) in cluster.nodes.enumerated() {
        before += node.price ?? .zero
        if !closed.contains(index) { after += node.price ?? .zero }
      }
      let reasons: [DisruptionReason] = [.underutilized, .empty, .drifted, .expired]
      blocked = result.closed.map { cluster.nodes[$0] }.filter { node in
        reasons.allSatisfy { consolidation.candidates.rules.block(of: node, for: $0) != nil }
      }.map(\.name)
    }

    /// Pods that have to leave their node and find no place, and pods that are spoken of twice.
    var misplaced: [String] {
      let freed = result.closed.flatMap { cluster.movingPods(of: $0) }.map { cluster.running[$0].reference }
      let placed =
        result.plan.nodeClaims.flatMap(\.pods) + result.plan.placements.flatMap(\.pods)
      let counts = Dictionary(grouping: placed, by: \.self).mapValues(\.count)
      return freed.filter { counts[$0] != 1 } + counts.filter { $0.value > 1 }.keys.sorted()
    }
  }

  /// The 227 clusters that Karpenter consolidated until it found nothing more: hardly ever dearer, no bound above what
  /// it reached, no blocked node touched. Left out of the comparison are the clusters in which v1.13 does what later
  /// versions do not, such as moving pods to nodes inside their consolidateAfter window.
  @Test func hardlyEverDearerThanKarpenter() throws {
    var count = 0
    var dearer: [String] = []
    for recorded in try RecordedConsolidation.all() {
      let scene = recorded.scene.with {
        $0.evictionPrice = .zero
        $0.maxWaves = 0
      }
      let outcome = Outcome(scene)
      #expect(outcome.blocked.isEmpty, "\(recorded.name)")
      #expect(outcome.misplaced.isEmpty, "\(recorded.name)")
      #expect(outcome.result.lowerBound <= outcome.after, "\(recorded.name)")
      guard let end = recorded.costAtEnd, recorded.note == nil, recorded.area != "consolidate-after",
        !Self.onlyInV113.contains(recorded.name)
      else { continue }
      count += 1
      if outcome.after > end {
        dearer.append("\(recorded.name): \(outcome.after.dollars), Karpenter \(end.dollars)")
      }
      #expect(
        outcome.result.lowerBound <= end,
        "\(recorded.name) \(recorded.area): bound \(outcome.result.lowerBound.dollars), Karpenter \(end.dollars)"
      )
    }
    #expect(count > 190)
    // The search is stopped by the clock here, so that a few may be worse on a busy machine.
    #expect(dearer.count <= count / 12, "\(dearer.joined(separator: "\n"))")
  }

  private static let onlyInV113: Set<String> = ["mixed-24"]

  @Test func randomClustersKeepTheirPods() {
    for seed in 1...80 as ClosedRange<UInt64> {
      let scene = RandomCluster(seed: seed, extent: .small).scene
      for price in [0, 0.0005, 0.01] {
        let outcome = Outcome(scene.with { $0.evictionPrice = Money(dollars: price) }, milliseconds: 40)
        #expect(outcome.blocked.isEmpty, "seed \(seed)")
        #expect(outcome.misplaced.isEmpty, "seed \(seed): \(outcome.misplaced)")
        #expect(outcome.result.lowerBound <= outcome.after, "seed \(seed)")
        #expect(outcome.after <= outcome.before || !outcome.cluster.pending.isEmpty, "seed \(seed)")
      }
    }
  }

  /// Counts end a search that nothing proves, so that a faster machine finds the same.
  @Test func aSearchEndsByItself() {
    var tried = 0
    for seed in 1...200 as ClosedRange<UInt64> where tried < 4 {
      let drawn = RandomCluster(seed: seed, extent: .fragmented, with: [.nodes]).scene
      let scene = drawn.with { $0.evictionPrice = .zero }
      let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
      // All choices of fewer are tried.
      if Consolidation(cluster).candidates.closable.count <= 10 { continue }
      tried += 1
      let settings = SearchSettings(gap: 0, deadline: .never)
      let (first, second) = (
        Consolidation(cluster).solve(settings), Consolidation(cluster).solve(settings)
      )
      #expect(first.closed == second.closed && first.plan == second.plan, "seed \(seed)")
      #expect(first.lowerBound == second.lowerBound, "seed \(seed)")
    }
    #expect(tried == 4)
  }

  @Test func aMoveHasToPay() {
    func scene(_ price: Double) -> Scene {
      cluster {
        type("m6.large", cpu: "2", memory: "8Gi", price: 0.1)
        pool().requiring(Key.capacityType, "In", "on-demand")
        node("a", type: "m6.large").running(pod("one", cpu: "500m"))
        node("b", type: "m6.large").running(pod("two", cpu: "500m"))
      }.with { $0.evictionPrice = Money(dollars: price) }
    }
    #expect(Outcome(scene(0.05)).result.closed.count == 1)
    #expect(Outcome(scene(0.05)).after == Money(dollars: 0.1))
    #expect(Outcome(scene(0.15)).result.closed.isEmpty)
  }
}
