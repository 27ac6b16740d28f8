import Stowage
import StowageTestKit
import Testing

/// The search against what Karpenter's own scheduler decided for small clusters: at least as many pods, and no dearer
/// for the same number.
@Suite struct OptimalScenarioTests {
  /// Where the plan is worse than Karpenter's, with the reason.
  private static let expectedDifferences: [String: String] = [:]

  @Test func noWorseThanKarpenter() throws {
    var (mine, its) = (0, 0)
    for scenario in try RecordedScenario.all()
    where scenario.isDeterministic && scenario.note == nil && scenario.hasDefaultOptions {
      let plan = scenario.scene.plan(.optimal)
      let placed = placedCount(plan)
      let (wanted, most) = (scenario.answer.places.count, scenario.answer.hourly)
      mine += placed
      its += wanted
      let violations = scenario.scene.judge(plan).violations
      #expect(violations.isEmpty, "\(scenario.name): \(violations)")
      if Self.expectedDifferences[scenario.name] != nil { continue }
      #expect(placed >= wanted, "\(scenario.name) places \(placed) instead of \(wanted)\n\(scenario.scene)")
      if placed == wanted {
        #expect(plan.cost.hourly <= most, "\(scenario.name) costs \(plan.cost.hourly) instead of \(most)")
      }
    }
    #expect(mine >= its)
  }

  private func placedCount(_ plan: ProvisioningPlan) -> Int {
    plan.nodeClaims.reduce(0) { $0 + $1.pods.count } + plan.placements.reduce(0) { $0 + $1.pods.count }
  }
}
