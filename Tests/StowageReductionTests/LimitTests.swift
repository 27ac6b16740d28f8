import StowageTestKit
import StowageUnits
import Testing

@Suite struct LimitTests {
  let small = type("t.small", cpu: "2", memory: "8Gi", price: 0.1, zones: ["zone-a"])
  let large = type("t.large", cpu: "8", memory: "32Gi", price: 0.3, zones: ["zone-a"])

  @Test func limitsAreRowsOverCapacityLessPresentNodes() {
    let result = reduction(
      cluster {
        small
        large
        pool().limited(.cpu, "12")
        node("n", type: "t.small").running(pod("old", cpu: "2"))
        pod("web", cpu: "1", count: 9)
      })
    #expect(result.problem.limits.map(\.bound) == [10_000])
    #expect(result.problem.limits[0].coefficients == [8_000, 2_000])
  }

  @Test func typesBeyondTheLimitAreClosedAtOnce() {
    let made = plan(
      cluster {
        small
        large
        pool().limited(.cpu, "6")
        pod("big", cpu: "3")
        pod("web", cpu: "1", count: 2)
      })
    #expect(made.unschedulable.map(\.pod) == ["default/big"])
    #expect(made.unschedulable.map(\.reason) == ["LimitExceeded"])
    #expect(made.nodeClaims.map(\.instanceTypes) == [["t.small"]])
  }

  @Test func nodeLimitsCountNodes() {
    let made = plan(
      cluster {
        small
        pool().limited(.nodes, "2")
        pod("web", cpu: "2", count: 3)
      })
    #expect(made.nodeClaims.count == 2)
    #expect(made.unschedulable.map(\.reason) == ["LimitExceeded"])
  }

  /// Two nodes of 2 CPU leave 6 of 10: one of them may become the large type, the other may not.
  @Test func claimsShareTheFreedomThatLimitsLeave() {
    let made = plan(
      cluster {
        small
        large
        pool().limited(.cpu, "10")
        pod("web", cpu: "2", count: 2)
      })
    #expect(made.nodeClaims.map(\.instanceTypes) == [["t.small", "t.large"], ["t.small"]])
  }

  @Test func minValuesIsAChoiceAmongThePoolsTypes() {
    let scene = cluster {
      small
      large
      pool().requiring(Key.instanceType, "Exists", minValues: 2)
      pod("web", cpu: "1", count: 3)
    }
    let result = reduction(scene)
    #expect(result.problem.choices.map(\.minimum) == [2])
    #expect(result.problem.choices[0].valueOfOffering == [0, 1])
    // Three pods would need the large type alone; two in a node leave both.
    #expect(plan(scene).nodeClaims.map(\.instanceTypes.count) == [2, 2])
    let relaxed = scene.with { $0.minValues = .bestEffort }
    #expect(reduction(relaxed).problem.choices.isEmpty)
  }

  /// A type counts with all its zones, even where the pods need one of them.
  @Test func minValuesOverZonesIsNoChoiceOfOfferings() {
    let scene = cluster {
      type("t.small", cpu: "2", memory: "8Gi", price: 0.1)
      pool().requiring(Key.zone, "Exists", minValues: 3)
      pod("web", cpu: "1").selecting(Key.zone, "zone-b")
    }
    #expect(reduction(scene).problem.choices.isEmpty)
    #expect(plan(scene).nodeClaims.count == 1)
  }

  @Test func aPoolThatCannotKeepItsMinValuesIsClosed() {
    let made = plan(
      cluster {
        small
        pool().requiring(Key.instanceType, "Exists", minValues: 3)
        pod("web", cpu: "1")
      })
    #expect(made.unschedulable.map(\.reason) == ["MinValues"])
  }
}
