import StowageModel
import StowageProblem
import StowageTestKit
import Testing

/// Rules over zones and other keys.
@Suite struct TopologyTests {
  let large = type("t.large", cpu: "2", memory: "8Gi", price: 0.1)

  @Test func zonalSpreadCountsRunningPodsAndOffersItsDomains() {
    let scene = cluster {
      large
      pool()
      node("n", type: "t.large", zone: "zone-b").running(pod("old", cpu: "2").labeled(["app": "web"]))
      pod("web", cpu: "1", count: 4).spread(over: Key.zone)
    }
    let topology = reduction(scene).problem.topologies[0]
    #expect(topology.domainCount == 3)
    #expect(topology.domainOfOffering == [0, 1, 2])
    #expect(topology.domainOfNode == [1])
    #expect(
      topology.spreads == [
        Spread(
          members: [ClassID(0)], subjects: [ClassID(0)], maxSkew: 1, domains: [0, 1, 2], present: [0, 1, 0])
      ])
    let zones = plan(scene).nodeClaims.flatMap { claim in claim.pods.map { _ in claim.offering.zone } }
    #expect(zones.sorted() == ["zone-a", "zone-a", "zone-b", "zone-c"] || zones.count == 4)
  }

  @Test func podsPinnedToZonesSpreadOverThose() {
    let result = reduction(
      cluster {
        large
        pool()
        pod("web", cpu: "1", count: 4).requiring(Key.zone, "In", "zone-a", "zone-b")
          .spread(over: Key.zone) { $0.minDomains = 3 }
      })
    #expect(result.problem.topologies[0].spreads[0].domains == [0, 1])
    #expect(result.problem.topologies[0].spreads[0].minDomains == 3)
  }

  @Test func classesUnderOneSpreadRuleShareIt() {
    let tier = ["tier": "web"] as Labels
    let result = reduction(
      cluster {
        large
        pool()
        pod("a", cpu: "1").labeled(tier).spread(over: Key.zone, matching: .init(matchLabels: tier))
        pod("b", cpu: "2").labeled(tier).spread(over: Key.zone, matching: .init(matchLabels: tier))
      })
    #expect(result.problem.topologies[0].spreads.map(\.subjects) == [[ClassID(0), ClassID(1)]])
  }

  /// A spread rule counts pods on nodes that its own pod could use; the others have no domain in its topology.
  @Test func spreadCountsOnlyWhereItsPodCouldRun() {
    let tier = ["tier": "web"] as Labels
    let scene = cluster {
      type("a.large", cpu: "2", memory: "8Gi", price: 0.1, zones: ["zone-a", "zone-b"]).arch("arm64")
      type("t.large", cpu: "2", memory: "8Gi", price: 0.1, zones: ["zone-a", "zone-b"])
      pool()
      pod("a", cpu: "1", count: 2).labeled(tier).selecting(Key.arch, "amd64")
        .spread(over: Key.zone, matching: .init(matchLabels: tier))
      pod("b", cpu: "2", count: 3).labeled(tier)
    }
    let topologies = reduction(scene).problem.topologies
    #expect(topologies.map(\.domainOfOffering) == [[-1, -1, 0, 1]])
    #expect(topologies[0].spreads[0].members.count == 2)
    #expect(plan(scene).unschedulable.isEmpty)
  }

  @Test func claimsOfCountedPodsStateTheirZone() {
    let made = plan(
      cluster {
        large
        pool()
        pod("web", cpu: "2", count: 3).spread(over: Key.zone)
      })
    let zones = made.nodeClaims.map { claim in claim.requirements.first { $0.key == Key.zone }?.values }
    #expect(zones.sorted { $0![0] < $1![0] } == [["zone-a"], ["zone-b"], ["zone-c"]])
  }

  @Test func zonalAntiAffinityIsARepulsion() {
    let scene = cluster {
      large
      pool()
      pod("web", cpu: "1", count: 4).apart(by: Key.zone)
    }
    #expect(
      reduction(scene).problem.topologies[0].repulsions == [
        Repulsion(subject: ClassID(0), targets: [ClassID(0)])
      ])
    let made = plan(scene)
    #expect(made.nodeClaims.count == 3)
    #expect(made.unschedulable.count == 1)
  }

  @Test func zonalAffinityIsAnAttractionToWhatRunsAndWhatWaits() {
    let result = reduction(
      cluster {
        large
        pool()
        node("n", type: "t.large", zone: "zone-b").running(pod("old", cpu: "1").labeled(["app": "db"]))
        pod("db", cpu: "1")
        pod("web", cpu: "2").near(app("db"), by: Key.zone)
        pod("own", cpu: "500m", count: 2).near(by: Key.zone)
      })
    let attractions = result.problem.topologies[0].attractions
    #expect(attractions.count == 2)
    #expect(attractions.map(\.mayFound).sorted { !$0 && $1 } == [false, true])
    #expect(attractions.first { !$0.mayFound }?.present == [false, true, false])
  }

  /// The leader founds where it is, and the others may come after it to any domain: the problem keeps them together,
  /// so that its bound may lie above a plan that the scheduler accepts.
  @Test func aGroupThatOthersMayLeaveWithdrawsTheBound() {
    func tightened(_ other: PodDraft) -> [String] {
      reduction(
        cluster {
          large
          pool()
          pod("lead", cpu: "1").labeled(["app": "band"]).near(app("band"), by: Key.zone)
          other.labeled(["app": "band"])
        }
      ).tightened
    }
    #expect(tightened(pod("free", cpu: "500m")) == ["podAffinity"])
    #expect(tightened(pod("bound", cpu: "500m").near(app("band"), by: Key.zone)) == [])
  }

  @Test func anUnknownKeyIsAVerdict() {
    let made = plan(
      cluster {
        large
        pool()
        pod("web", cpu: "1").spread(over: "rack")
      })
    #expect(made.unschedulable.map(\.reason) == ["UnknownTopologyKey"])
  }

  @Test func aKeyThatAPoolLeavesOpenHasNoDomains() {
    let made = plan(
      cluster {
        large
        pool().requiring("rack", "Exists")
        pod("web", cpu: "1").spread(over: "rack")
      })
    #expect(made.unschedulable.map(\.reason) == ["UnknownTopologyKey"])
  }

  @Test func spreadOverCapacityTypes() {
    let made = plan(
      cluster {
        large.spot(0.03)
        pool()
        pod("web", cpu: "2", count: 4).spread(over: Key.capacityType)
      })
    #expect(
      made.nodeClaims.map(\.offering.capacityType).sorted() == ["on-demand", "on-demand", "spot", "spot"])
  }

  @Test func spreadOverACustomLabelOpensAVariantPerValue() {
    let made = plan(
      cluster {
        large
        pool().requiring("rack", "In", "r1", "r2")
        pod("web", cpu: "1", count: 4).spread(over: "rack")
      })
    #expect(made.nodeClaims.map { $0.labels["rack"] }.sorted { $0! < $1! } == ["r1", "r2"])
  }
}
