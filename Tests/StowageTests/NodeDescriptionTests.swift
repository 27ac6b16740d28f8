import Stowage
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

@Suite struct NodeDescriptionTests {
  static let gibibyte: Int64 = 1 << 30

  @Test func aPlanSaysHowFullItsNodesWillBe() {
    let scene = cluster {
      type("large", cpu: "4", memory: "8Gi", price: 0.1).allocatable(cpu: "3900m", memory: "7Gi")
      pool()
      node("old", type: "large").running(pod("before", cpu: "1", memory: "1Gi"))
      daemonSet(pod("agent", cpu: "100m", memory: "0"))
      pod("first", cpu: "2", memory: "2Gi")
      pod("second", cpu: "3", memory: "1Gi")
    }
    let read = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    var plan = PlanDraft().launching("large", for: "second").placing(on: "old", "first").plan(in: read)
    plan.describeNodes(in: read)

    let claim = plan.nodeClaims[0]
    #expect(claim.allocatable.cpu == 3900)
    #expect(claim.allocatable.memory == 7 * Self.gibibyte)
    let placement = plan.placements[0]
    #expect(placement.instanceType == "large")
    #expect(placement.zone == "zone-a")
    #expect(placement.allocatable == read.nodes[0].allocatable)
    #expect(placement.requests.cpu == 3100, "before, first and the agent to come")
    #expect(placement.requests.memory == 3 * Self.gibibyte)
    #expect(placement.requests.pods == 3)
  }

  @Test func namesThatAreNotThereStayUndescribed() {
    let scene = cluster {
      type("large", cpu: "4", memory: "8Gi", price: 0.1)
      pool()
    }
    let read = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    var plan = PlanDraft().launching("other").placing(on: "gone").plan(in: read)
    plan.describeNodes(in: read)
    #expect(plan.nodeClaims[0].allocatable == .zero)
    #expect(plan.placements[0].allocatable == .zero)
  }
}
