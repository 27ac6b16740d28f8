import StowageProblem
import StowageTestKit
import StowageUnits
import Testing

@Suite struct ClassTests {
  @Test func podsOfOneDeploymentAreOneClass() {
    let result = reduction(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1)
        pool()
        pod("web", cpu: "500m", memory: "1Gi", count: 7)
      })
    #expect(result.problem.classes.map(\.count) == [7])
    #expect(result.classes[0].pods.count == 7)
  }

  @Test func labelsThatNoSelectorReadsDoNotSeparatePods() {
    let result = reduction(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1)
        pool()
        pod("web", cpu: "500m", count: 2)
        pod("api", cpu: "500m", count: 3).namespace("other").labeled(["tier": "back"])
      })
    #expect(result.problem.classes.map(\.count) == [5])
  }

  @Test func selectorsThatExcludeNothingDoNotSeparatePods() {
    let result = reduction(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1)
        pool()
        pod("web", cpu: "500m")
        pod("api", cpu: "500m").selecting(Key.arch, "amd64")
        pod("arm", cpu: "250m").requiring(Key.zone, "In", "zone-a")
      })
    #expect(result.problem.classes.map(\.count) == [2, 1])
    #expect(result.problem.offeringMask.count(row: 0) == 3)
    #expect(result.problem.offeringMask.count(row: 1) == 1)
  }

  @Test func priorityAndRequestsSeparatePods() {
    let result = reduction(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1)
        pool()
        pod("a", cpu: "500m")
        pod("b", cpu: "500m").priority(1_000)
        pod("c", cpu: "1")
      })
    #expect(result.problem.classes.count == 3)
    #expect(result.problem.classes.map(\.priority).sorted() == [0, 0, 1_000])
  }

  @Test func podsThatFitNowhereNeverReachTheProblem() {
    let made = plan(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1)
        pool()
        pod("huge", cpu: "3")
        pod("small", cpu: "1")
      })
    #expect(made.unschedulable.map(\.pod) == ["default/huge"])
    #expect(made.nodeClaims.map(\.pods) == [["default/small"]])
  }
}
