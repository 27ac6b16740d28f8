import StowageCheck
import StowagePlan
import StowageTestKit
import StowageUnits
import Testing

@Suite struct NamesAndCountsTests {
  let scene = cluster {
    type("large", cpu: "4", memory: "16Gi", price: 0.2)
    pool()
    node("n1", type: "large").running(pod("old", cpu: "1"))
    pod("web", cpu: "1", count: 3)
    pod("gated", cpu: "1").with { $0.spec.schedulingGates = ["wait"] }
    pod("device", cpu: "1").with { $0.spec.resourceClaims = ["gpu"] }
  }
  let good = PlanDraft().launching("large", for: "web-0", "web-1").placing(on: "n1", "web-2").leaving(
    "device")

  @Test func goodPlanPasses() {
    let report = scene.check(good)
    expect(report)
    #expect(report.cost == Money(dollars: 0.2))
  }

  @Test func unplacedPodsAreNoViolation() {
    expect(scene.check(PlanDraft().leaving("web-0", "web-1", "web-2", "device")))
  }

  @Test func silenceAboutAPod() {
    expect(scene.check(PlanDraft().launching("large", for: "web-0", "web-1").leaving("device")), .podMissing)
    expect(scene.check(PlanDraft().placing(on: "n1", "web-0", "web-1", "web-2")), .podMissing)
  }

  @Test func podInTwoPlaces() {
    expect(scene.check(good.placing(on: "n1", "web-0")), .podPlacedTwice)
    expect(scene.check(good.leaving("web-0")), .podPlacedTwice)
  }

  @Test func podsThatDoNotWait() {
    expect(scene.check(good.placing(on: "n1", "old")), .podNotPending)
    expect(scene.check(good.placing(on: "n1", "gated")), .podNotPending)
    expect(scene.check(good.placing(on: "n1", "nobody")), .unknownPod)
    let placed = PlanDraft().launching("large", for: "web-0", "web-1").placing(on: "n1", "web-2", "device")
    expect(scene.check(placed), .podNotPlannable)
  }

  @Test func nodesThatAreNotThere() {
    let elsewhere = PlanDraft().launching("large", for: "web-0", "web-1").leaving("device")
    expect(scene.check(elsewhere.placing(on: "n2", "web-2")), .unknownNode)
  }

  @Test func deletingNodeTakesNoPods() {
    let scene = cluster {
      type("large", cpu: "4", memory: "16Gi", price: 0.2)
      pool()
      node("n1", type: "large").deleting().running(pod("old", cpu: "1"))
    }
    expect(scene.check(PlanDraft().launching("large", for: "old")))
    expect(scene.check(PlanDraft().placing(on: "n1", "old")), .nodeNotUsable)
  }

  @Test func claimNamesAreUniqueAndClaimsHoldPods() {
    var plan = good.plan(for: scene)
    plan.nodeClaims[0].name = "n1"
    expect(scene.check(plan), .duplicateClaimName)
    var empty = good.launching("large", for: []).plan(for: scene)
    expect(scene.check(empty), .emptyClaim)
    empty.nodeClaims[1].name = empty.nodeClaims[0].name
    expect(scene.check(empty), .emptyClaim, .duplicateClaimName)
  }

  @Test func costAndBound() {
    var plan = good.plan(for: scene)
    plan.cost.lowerBound = Money(dollars: 0.2)
    expect(scene.check(plan))
    plan.cost.lowerBound.nanos += 1
    expect(scene.check(plan), .boundAboveCost)
    plan.cost = PlanCost(hourly: Money(dollars: 0.1))
    expect(scene.check(plan), .wrongCost)
  }

  @Test func obviousPlaceIsAWarning() {
    let report = scene.check(PlanDraft().leaving("web-0", "web-1", "web-2", "device"))
    #expect(report.warnings.map(\.reason) == ["PodHasObviousPlace"])
    #expect(report.warnings.first?.object == "default/web-0")
    #expect(report.warnings.first?.message.contains("node n1") == true)
    let crowded = cluster {
      type("large", cpu: "4", memory: "16Gi", price: 0.2)
      pool()
      pod("web", cpu: "5")
    }
    #expect(crowded.check(PlanDraft().leaving("web")).warnings.isEmpty)
  }
}
