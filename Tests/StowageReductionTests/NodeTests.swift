import StowageTestKit
import StowageUnits
import Testing

/// Existing nodes: what keeps a class off them.
@Suite struct NodeTests {
  let large = type("t.large", cpu: "2", memory: "8Gi", price: 0.1)

  /// The names of the nodes that the only class may use.
  func allowed(_ scene: Scene) -> [String] {
    let result = reduction(scene)
    if result.classes.isEmpty { return [] }
    return result.problem.nodeMask.columns(of: 0).map { result.cluster.nodes[result.nodes[$0]].name }
  }

  @Test func roomIsWhatRunningPodsAndMissingDaemonsLeave() {
    let result = reduction(
      cluster {
        large
        pool()
        daemonSet(pod("agent", cpu: "100m"))
        node("n", type: "t.large").running(pod("old", cpu: "900m"))
        pod("web", cpu: "100m", count: 50)
      })
    #expect(result.problem.nodes[0].free[0] == 10)
    #expect(result.problem.nodes[0].price == .zero)
  }

  @Test func fullNodesAndWrongLabelsAndTaintsAreMasks() {
    let names = allowed(
      cluster {
        large
        pool()
        node("full", type: "t.large").running(pod("old", cpu: "1500m"))
        node("far", type: "t.large", zone: "zone-b")
        node("tainted", type: "t.large").tainted("dedicated")
        node("soft", type: "t.large").tainted("dedicated", effect: "PreferNoSchedule")
        node("good", type: "t.large")
        pod("web", cpu: "1").selecting(Key.zone, "zone-a")
      })
    #expect(names == ["good", "soft"])
  }

  @Test func deletingNodesTakeNothing() {
    let result = reduction(
      cluster {
        large
        pool()
        node("n", type: "t.large").deleting()
        pod("web", cpu: "1")
      })
    #expect(result.nodes == [])
  }

  @Test func hostPortsInUseCloseANode() {
    let names = allowed(
      cluster {
        large
        pool()
        node("n", type: "t.large").running(pod("old", cpu: "100m").hostPort(80))
        node("m", type: "t.large").running(pod("new", cpu: "100m").hostPort(81))
        pod("web", cpu: "1").hostPort(80)
      })
    #expect(names == ["m"])
  }

  @Test func antiAffinityTowardsRunningPodsClosesTheirNode() {
    let names = allowed(
      cluster {
        large
        pool()
        node("n", type: "t.large").running(pod("db", cpu: "100m"))
        node("m", type: "t.large")
        pod("web", cpu: "1").apart(from: app("db"), by: Key.host)
      })
    #expect(names == ["m"])
  }

  @Test func antiAffinityOfRunningPodsClosesTheirZone() {
    let scene = cluster {
      large
      pool()
      node("n", type: "t.large").running(pod("db", cpu: "100m").apart(from: app("web"), by: Key.zone))
      node("m", type: "t.large")
      node("o", type: "t.large", zone: "zone-b")
      pod("web", cpu: "1")
    }
    #expect(allowed(scene) == ["o"])
    #expect(reduction(scene).problem.offeringMask.count(row: 0) == 2)
  }

  @Test func affinityToRunningPodsAloneOpensTheirDomainOnly() {
    let scene = cluster {
      large
      pool()
      node("n", type: "t.large", zone: "zone-b").running(pod("db", cpu: "100m"))
      node("m", type: "t.large")
      pod("web", cpu: "1").near(app("db"), by: Key.zone)
    }
    #expect(allowed(scene) == ["n"])
    #expect(reduction(scene).problem.offeringMask.count(row: 0) == 1)
  }

  @Test func attachLimitsAreADimension() {
    let scene = cluster {
      large
      pool()
      storageClass("fast")
      volumeClaim("one", storageClass: "fast")
      volumeClaim("two", storageClass: "fast")
      node("n", type: "t.large")
      attachLimit("n", 1)
      pod("a", cpu: "100m").mounting("one")
      pod("b", cpu: "100m").mounting("two")
    }
    let result = reduction(scene)
    #expect(result.problem.nodes[0].free.last == 1)
    #expect(result.problem.classes[0].size.last == 1)
    let made = plan(scene)
    #expect(made.placements.map(\.pods.count) == [1])
    #expect(made.nodeClaims.map(\.pods.count) == [1])
  }

  @Test func oneClaimOfManyPodsIsAttachedOnce() {
    let scene = cluster {
      large
      pool()
      storageClass("fast")
      volumeClaim("shared", storageClass: "fast")
      node("n", type: "t.large")
      attachLimit("n", 1)
      pod("web", cpu: "100m", count: 4).mounting("shared")
    }
    #expect(reduction(scene).dimensions.count == 2)
    #expect(plan(scene).placements.map(\.pods.count) == [4])
  }

  /// With two claims for one attachment each pod counts, which may be stricter than reality.
  @Test func sharedClaimsThatDoNotAllFitWithdrawTheBound() {
    let scene = cluster {
      large
      pool()
      storageClass("fast")
      volumeClaim("one", storageClass: "fast")
      volumeClaim("two", storageClass: "fast")
      node("n", type: "t.large")
      attachLimit("n", 1)
      pod("a", cpu: "100m", count: 2).mounting("one")
      pod("b", cpu: "200m", count: 2).mounting("two")
    }
    let reduced = reduction(scene)
    #expect(reduced.tightened == ["sharedVolumes"])
    let result = firstFit(reduced.problem)
    let made = reduced.plan(
      from: .init(solution: result.solution, bound: .init(cost: result.solution.cost(in: reduced.problem))))
    #expect(made.cost.lowerBound == .zero)
    #expect(made.statistics.relaxedRules == ["sharedVolumes"])
  }

  @Test func volumesPinTheirZone() {
    let scene = cluster {
      large
      pool()
      volume("v", zone: "zone-c")
      volumeClaim("data", volume: "v")
      node("n", type: "t.large")
      node("m", type: "t.large", zone: "zone-c")
      pod("db", cpu: "1").mounting("data")
    }
    #expect(allowed(scene) == ["m"])
    #expect(reduction(scene).problem.offeringMask.count(row: 0) == 1)
  }
}
