import Foundation
import Stowage
import StowageRules
import StowageTestKit
import Testing

/// Random clusters of all rules, planned under every policy; every plan goes through the checker, every bound below
/// every known plan for the same pods.
///
/// `STOWAGE_RANDOM_CLUSTERS` sets the number of clusters (nightly runs take tens of thousands),
/// `STOWAGE_RANDOM_SEED` the first seed, `STOWAGE_RANDOM_POLICY` the only policy. A failure prints its seed and the smallest cluster that still fails.
@Suite struct RandomClusterTests {
  @Test func tinyClustersAgainstEveryPossiblePlan() throws {
    let count = clusterCount(debug: 40, release: 600)
    var solved = 0
    var optimal = 0
    for seed in seeds(count) {
      let scene = RandomCluster(seed: seed, extent: .tiny).scene
      let trial = BestPlanTrial(scene)
      report(scene, seed: seed, PlanTrial(scene).failure ?? trial.failure) {
        PlanTrial($0).failure ?? BestPlanTrial($0).failure
      }
      if trial.best != nil { solved += 1 }
      if trial.isOptimal { optimal += 1 }
    }
    #expect(solved > count * 9 / 10, "the enumeration gave up on \(count - solved) of \(count)")
    #expect(optimal >= solved * 97 / 100, "\(optimal) of \(solved) plans are the best possible")
  }

  @Test func smallClusters() {
    let count = clusterCount(debug: 20, release: 300)
    var shortfalls: [String] = []
    for seed in seeds(count) {
      let scene = RandomCluster(seed: seed, extent: .small).scene
      let trial = PlanTrial(scene)
      report(scene, seed: seed, trial.failure) { PlanTrial($0).failure }
      if let text = trial.shortfall { shortfalls.append("seed \(seed): \(text)") }
    }
    #expect(shortfalls.count <= count / 50, "\(shortfalls.joined(separator: "\n"))")
  }

  @Test func mediumClusters() {
    for seed in seeds(clusterCount(debug: 0, release: 20)) {
      let scene = RandomCluster(seed: seed, extent: .medium).scene
      report(scene, seed: seed, PlanTrial(scene).failure) { PlanTrial($0).failure }
    }
  }

  @Test func samePlanAgain() {
    for seed in seeds(clusterCount(debug: 5, release: 60)) {
      let scene = RandomCluster(seed: seed, extent: .small).scene
      for policy in Policy.allCases {
        let (first, second) = (scene.plan(policy), scene.plan(policy))
        // A search that the deadline ended may end elsewhere the next time.
        if policy == .optimal && first.status == .feasible && second.status == .feasible { continue }
        #expect(first == second, "seed \(seed), \(policy)")
      }
    }
  }

  /// Records a failure with the smallest cluster that still fails, which takes a while to find;
  /// `STOWAGE_RANDOM_SHRINK=0` records the failure alone.
  private func report(_ scene: Scene, seed: UInt64, _ found: String?, failure: (Scene) -> String?) {
    guard let found else { return }
    if ProcessInfo.processInfo.environment["STOWAGE_RANDOM_SHRINK"] == "0" {
      Issue.record("seed \(seed): \(found)")
      return
    }
    let small = scene.shrunk { failure($0) != nil }
    Issue.record("seed \(seed): \(found)\n\nsmallest: \(failure(small) ?? "")\n\(small)")
  }

  private func seeds(_ count: Int) -> [UInt64] {
    let first = ProcessInfo.processInfo.environment["STOWAGE_RANDOM_SEED"].flatMap { UInt64($0) } ?? 1
    return (0..<count).map { first + UInt64($0) }
  }

  private func clusterCount(debug: Int, release: Int) -> Int {
    #if DEBUG
      let usual = debug
    #else
      let usual = release
    #endif
    guard let text = ProcessInfo.processInfo.environment["STOWAGE_RANDOM_CLUSTERS"] else { return usual }
    // The usual numbers keep their proportion: the largest is that of tiny clusters in release builds.
    return (Int(text) ?? 0) * release / 600
  }
}
