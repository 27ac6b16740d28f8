import Stowage
import StowageModel
import StowagePlan
import StowageTestKit
import StowageUnits
import Testing

/// The risk of spot nodes, and not all eggs in one basket.
@Suite struct SpotTests {
  private func scene(bands: (risky: Int?, calm: Int?)) -> Scene {
    func spot(_ band: Int?, _ price: Double) -> Offering {
      var offering = Offering(zone: "zone-a", capacityType: "spot", price: Money(dollars: price))
      offering.interruptionBand = band
      return offering
    }
    return cluster {
      type("risky", cpu: "4", memory: "16Gi").with { $0.offerings = [spot(bands.risky, 0.030)] }
      type("calm", cpu: "4", memory: "16Gi").with { $0.offerings = [spot(bands.calm, 0.032)] }
      type("large", cpu: "16", memory: "64Gi", price: 0.4)
      pool().with { $0.disruption.budgets = [Budget(nodes: "100%")] }
      node("n", type: "large").running(pod("a", cpu: "1")).claimed()
    }
  }

  @Test(arguments: [Policy.greedy, .optimal]) func interruptionsHaveAPrice(policy: Policy) {
    let scene = scene(bands: (4, 0))
    let cheap = DisruptionConformanceTests.plan(scene, policy)
    #expect(cheap.commands.first?.replacements.first?.offering.instanceType == "risky")
    #expect(cheap.cost.after == Money(dollars: 0.03))
    // A quarter and a fortieth of ten dollars a month.
    let calm = DisruptionConformanceTests.plan(scene, policy) { $0.interruptionPrice = 10 }
    #expect(calm.commands.first?.replacements.first?.offering.instanceType == "calm")
    #expect(calm.commands.first?.replacements.first?.instanceTypes == ["calm"])
    // The cost is what is paid.
    #expect(calm.cost.after == Money(dollars: 0.032))
    #expect(calm.cost.lowerBound <= Money(dollars: 0.03))
    #expect(calm.cost.lowerBound > .zero || policy == .greedy)
    #expect(calm.warnings.isEmpty)
  }

  @Test func aReplacementHasToBeWorthItsInterruptions() {
    let scene = scene(bands: (4, 4))
    #expect(!DisruptionConformanceTests.plan(scene, .optimal) { $0.interruptionPrice = 10 }.commands.isEmpty)
    // 0.37 dollars are saved, and 0.43 lost.
    let kept = DisruptionConformanceTests.plan(scene, .optimal) { $0.interruptionPrice = 1250 }
    #expect(kept.commands.isEmpty)
  }

  @Test func unknownBandsAreSaid() {
    let none = DisruptionConformanceTests.plan(scene(bands: (nil, nil)), .optimal) {
      $0.interruptionPrice = 10
    }
    #expect(none.warnings.map(\.reason) == ["InterruptionBandUnknown"])
    #expect(none.commands.first?.replacements.first?.offering.instanceType == "risky")
    let some = DisruptionConformanceTests.plan(scene(bands: (nil, 0)), .optimal) {
      $0.interruptionPrice = 10
    }
    #expect(some.warnings.first?.message.hasPrefix("1 of 2") == true)
    #expect(some.commands.first?.replacements.first?.offering.instanceType == "calm")
  }

  @Test(arguments: [Policy.greedy, .optimal]) func spotPoolsAreLimited(policy: Policy) {
    let scene = cluster {
      for index in 0..<4 {
        type("t-\(index)", cpu: "4", memory: "16Gi").spot(
          0.03 + Double(index) / 1000, zones: ["zone-a", "zone-b"])
      }
      type("large", cpu: "16", memory: "64Gi", price: 0.9)
      pool().with { $0.disruption.budgets = [Budget(nodes: "100%")] }
      for index in 0..<2 {
        node("n-\(index)", type: "large").running(pod("a-\(index)", cpu: "3", count: 5)).claimed()
      }
      pod("new", cpu: "3", count: 2)
    }
    let wide = DisruptionConformanceTests.plan(scene, policy)
    #expect(pools(wide).values.max() ?? 0 > 2)
    let report = Engine().check(
      wide, snapshot: scene.snapshot, catalog: scene.catalog,
      options: scene.with { $0.maxNodesPerSpotPool = 2 }.options)
    #expect(report.violations.contains { $0.code == "SpotPoolExceeded" })
    let spread = DisruptionConformanceTests.plan(scene, policy) { $0.maxNodesPerSpotPool = 2 }
    #expect(pools(spread).values.max() == 2)
    #expect(pools(spread).values.reduce(0, +) == 12)
  }

  /// A limit on spot pools, which nodes that leave take of until they are gone, leaves a bound that holds when they are.
  @Test(arguments: [Policy.greedy, .optimal], [false, true])
  func spotPoolsHaveABound(policy: Policy, spotToSpot: Bool) {
    let scene = cluster {
      type("spare", cpu: "4", memory: "16Gi").spot(0.03, zones: ["zone-a", "zone-b"])
      type("large", cpu: "16", memory: "64Gi", price: 0.9).spot(0.3, zones: ["zone-a"])
      pool().with { $0.disruption.budgets = [Budget(nodes: "100%")] }
      for index in 0..<4 {
        node("n-\(index)", type: "spare", capacityType: "spot").running(pod("a-\(index)", cpu: "2")).claimed()
      }
      node("m", type: "large").running(pod("b", cpu: "3")).claimed()
    }
    let plan = DisruptionConformanceTests.plan(scene, policy) {
      $0.maxNodesPerSpotPool = 4
      $0.spotToSpot = spotToSpot
    }
    #expect(plan.cost.lowerBound > .zero)
    #expect(plan.cost.lowerBound <= plan.cost.after)
  }

  /// New spot nodes by type and zone.
  private func pools(_ plan: ConsolidationPlan) -> [String: Int] {
    let claims = plan.nodeClaims + plan.commands.flatMap(\.replacements)
    return claims.filter { $0.offering.capacityType == "spot" }
      .reduce(into: [:]) { $0[$1.offering.instanceType + $1.offering.zone, default: 0] += 1 }
  }
}
