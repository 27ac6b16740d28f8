import StowageCheck
import StowageReduction
import StowageRules
import StowageTestKit
import Testing

/// Random clusters of all rules: reduced, solved by first fit, lifted, and judged by the independent checker.
@Suite struct RoundTripTests {
  @Test func tinyClusters() { roundTrips(seeds: 1...500, extent: .tiny) }
  @Test func smallClusters() { roundTrips(seeds: 10_001...10_100, extent: .small) }

  private func roundTrips(seeds: ClosedRange<UInt64>, extent: RandomCluster.Extent) {
    for seed in seeds {
      let scene = RandomCluster(seed: seed, extent: extent).scene
      let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
      let reduction = Reduction(cluster)
      #expect(reduction.problem.checkInvariants() == [], "seed \(seed)")
      let result = firstFit(reduction.problem)
      #expect(reduction.problem.violations(of: result.solution) == [], "seed \(seed)")
      let plan = reduction.plan(from: result)
      let report = Checker.check(plan: plan, cluster: cluster)
      #expect(report.violations == [], "seed \(seed)")
      #expect(plan.cost.hourly <= result.solution.cost(in: reduction.problem), "seed \(seed)")
    }
  }
}
