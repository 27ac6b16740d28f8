import Stowage
import StowageTestKit
import Testing

/// What a plan says of Karpenter's way beside it.
@Suite struct ComparisonTests {
  /// Karpenter's plan is the search's rival here as well: the order of arrival decides about the spread.
  private let scene = cluster {
    type("small", cpu: "2", memory: "4Gi", price: 0.1)
    type("large", cpu: "8", memory: "16Gi", price: 0.4)
    pool()
    pod("a", cpu: "1500m", count: 4).spread(over: Key.zone)
    pod("b", cpu: "1", count: 3).labeled(["app": "a"])
    pod("huge", cpu: "100")
  }

  private func plan(_ policy: Policy, isCompared: Bool) -> ProvisioningPlan {
    var options = scene.options
    options.policy = policy
    var plan = Engine().provision(
      scene.snapshot, catalog: scene.catalog, options: options, isCompared: isCompared)
    plan.statistics.stages = []
    return plan
  }

  @Test(arguments: [Policy.optimal, .greedy])
  func comparingChangesNothingButTheStatistics(policy: Policy) {
    let karpenter = plan(.karpenter, isCompared: true)
    #expect(karpenter.statistics.karpenterHourly == nil)
    var compared = plan(policy, isCompared: true)
    #expect(compared.statistics.karpenterHourly == karpenter.cost.hourly)
    #expect(compared.statistics.karpenterPlaced == karpenter.placedCount)
    compared.statistics.karpenterHourly = nil
    compared.statistics.karpenterPlaced = nil
    #expect(compared == plan(policy, isCompared: false))
  }

  @Test func whatIsNotKnownInTimeIsNotSaid() {
    let plan = Engine().provision(
      scene.snapshot, catalog: scene.catalog, deadline: Deadline(after: .zero), isCompared: true)
    #expect(plan.statistics.karpenterHourly == nil)
    #expect(plan.nodeClaims.isEmpty == false)
  }
}
