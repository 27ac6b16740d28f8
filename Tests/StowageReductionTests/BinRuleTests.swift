import StowageProblem
import StowageTestKit
import Testing

/// Rules within one bin.
@Suite struct BinRuleTests {
  let large = type("t.large", cpu: "8", memory: "32Gi", price: 0.1)

  @Test func hostPortsAreOnePerNodeAndConflictAcrossClasses() {
    let result = reduction(
      cluster {
        large
        pool()
        pod("a", cpu: "1", count: 3).hostPort(80)
        pod("b", cpu: "2").hostPort(80)
        pod("c", cpu: "3").hostPort(80, networkProtocol: "UDP")
      })
    #expect(result.problem.classes.map(\.maxPerBin) == [1, 1, 1])
    #expect(result.problem.conflicts[0, 1] && result.problem.conflicts[1, 0])
    #expect(!result.problem.conflicts[0, 2])
  }

  @Test func hostAntiAffinityToItsOwnKindIsOnePerNode() {
    let result = reduction(
      cluster {
        large
        pool()
        pod("web", cpu: "1", count: 3).apart(by: Key.host)
      })
    #expect(result.problem.classes[0].maxPerBin == 1)
    #expect(result.problem.topologies.isEmpty)
  }

  @Test func hostAntiAffinityToOthersIsAConflict() {
    let result = reduction(
      cluster {
        large
        pool()
        pod("db", cpu: "1", count: 2)
        pod("web", cpu: "2", count: 2).apart(from: app("db"), by: Key.host)
      })
    #expect(result.problem.conflicts[0, 1] && result.problem.conflicts[1, 0])
    #expect(result.problem.classes.map(\.maxPerBin) == [.max, .max])
  }

  @Test func hostSpreadOfOneClassIsAMultiplicity() {
    let result = reduction(
      cluster {
        large
        pool()
        pod("web", cpu: "1", count: 5).spread(over: Key.host, maxSkew: 2)
      })
    #expect(result.problem.classes[0].maxPerBin == 2)
    #expect(result.problem.binCaps.isEmpty)
  }

  @Test func hostSpreadOverSeveralClassesOrRunningPodsIsACap() {
    let result = reduction(
      cluster {
        large
        pool()
        node("n", type: "t.large").running(pod("old", cpu: "1").labeled(["tier": "web"]))
        pod("a", cpu: "1", count: 2).labeled(["tier": "web"])
          .spread(over: Key.host, maxSkew: 2, matching: .init(matchLabels: ["tier": "web"]))
        pod("b", cpu: "2", count: 2).labeled(["tier": "web"])
          .spread(over: Key.host, matching: .init(matchLabels: ["tier": "web"]))
        // Counted, but free to come last.
        pod("c", cpu: "3", count: 2).labeled(["tier": "web"])
      })
    #expect(
      result.problem.binCaps == [
        BinCap(members: [ClassID(0), ClassID(1)], subjects: [ClassID(0)], cap: 2, present: [1]),
        BinCap(members: [ClassID(1)], subjects: [ClassID(1)], cap: 1, present: [1]),
      ])
  }

  @Test func hostAffinityIsCompany() {
    let scene = cluster {
      large
      pool()
      node("n", type: "t.large").running(pod("old", cpu: "1").labeled(["app": "db"]))
      pod("db", cpu: "1")
      pod("web", cpu: "2", count: 2).near(app("db"), by: Key.host)
    }
    #expect(
      reduction(scene).problem.companions == [
        Companion(subject: ClassID(1), targets: [ClassID(0)], mayFound: false, satisfiedNodes: [true])
      ])
    #expect(plan(scene).placements.map(\.pods.count) == [3])
  }

  @Test func selfAffinityOverHostsMayFoundOneGroup() {
    let scene = cluster {
      type("t.large", cpu: "2", memory: "8Gi", price: 0.1)
      pool()
      pod("web", cpu: "1", count: 3).near(by: Key.host)
    }
    #expect(reduction(scene).problem.companions.map(\.mayFound) == [true])
    let made = plan(scene)
    #expect(made.nodeClaims.map(\.pods.count) == [2])
    #expect(made.unschedulable.count == 1)
  }

  @Test func affinityToPodsThatAreNowhereIsAVerdictAtOnce() {
    let scene = cluster {
      large
      pool()
      pod("web", cpu: "1").near(app("ghost"), by: Key.host)
      pod("fan", cpu: "2").near(app("web"), by: Key.zone)
    }
    #expect(reduction(scene).classes.isEmpty)
    #expect(plan(scene).unschedulable.map(\.reason) == ["PodAffinity", "PodAffinity"])
  }
}
