import StowageCheck
import StowageModel
import StowagePlan
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

@Suite struct BruteForceTests {
  private func bestPlan(_ scene: Scene) throws -> ProvisioningPlan {
    let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    var search = BruteForce(cluster) { Checker.check(plan: $0, cluster: cluster) }
    return try search.bestPlan()
  }

  @Test func findsTheCheapestMix() throws {
    let scene = cluster {
      type("small", cpu: "2", memory: "8Gi", price: 0.1)
      type("large", cpu: "6", memory: "24Gi", price: 0.25)
      pool().requiring(Key.capacityType, "In", "on-demand")
      pod("web", cpu: "1900m", count: 4)
    }
    let plan = try bestPlan(scene)
    #expect(plan.cost.hourly == Money(dollars: 0.35))
    #expect(plan.unschedulable.isEmpty)
  }

  @Test func prefersExistingRoomAndHigherPriority() throws {
    let scene = cluster {
      type("small", cpu: "2", memory: "8Gi", price: 0.1)
      pool().limited(.nodes, "2")
      node("n1", type: "small").running(pod("old", cpu: "1"))
      pod("low", cpu: "900m", count: 3).priority(1)
      pod("high", cpu: "1900m").priority(10)
    }
    let plan = try bestPlan(scene)
    #expect(plan.unschedulable.map(\.pod) == ["default/low-1", "default/low-2"])
    #expect(plan.placements.map(\.pods) == [["default/low-0"]])
    #expect(plan.nodeClaims.map(\.pods) == [["default/high"]])
  }

  @Test func listsEnoughTypesForMinValues() throws {
    let scene = cluster {
      type("a", cpu: "2", memory: "8Gi", price: 0.1)
      type("b", cpu: "4", memory: "8Gi", price: 0.2)
      type("c", cpu: "1", memory: "8Gi", price: 0.05)
      pool().requiring(Key.instanceType, "Exists", minValues: 2)
      pod("web", cpu: "1500m")
    }
    let plan = try bestPlan(scene)
    #expect(plan.nodeClaims.map(\.instanceTypes) == [["a", "b"]])
  }

  @Test func spreadNeedsPodsThatComeLater() throws {
    let scene = cluster {
      type("small", cpu: "4", memory: "8Gi", price: 0.1)
      pool()
      pod("web", cpu: "1", count: 3).spread(over: Key.zone)
    }
    #expect(try bestPlan(scene).nodeClaims.count == 3)
  }

  /// Random clusters give every rule a turn; what comes out must pass the judge that was asked on the way.
  @Test func randomClustersHaveABestPlan() throws {
    var placed = 0
    var tooLarge = 0
    for seed in UInt64(1)...60 {
      let scene = RandomCluster(seed: seed, extent: .tiny).scene
      let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
      var search = BruteForce(cluster, budget: 2000) { Checker.check(plan: $0, cluster: cluster) }
      do {
        let plan = try search.bestPlan()
        let report = Checker.check(plan: plan, cluster: cluster)
        #expect(report.isOK, "seed \(seed): \(report.violations)")
        placed += cluster.pending.count - plan.unschedulable.count
      } catch {
        tooLarge += 1
      }
    }
    #expect(placed >= 40)
    #expect(tooLarge < 20)
  }
}
