import StowageModel
import StowageTestKit
import StowageUnits
import Testing

@Suite struct SpreadTests {
  /// Pods per zone, of claims.
  private func perZone(_ decision: Decision) -> [Int] {
    Dictionary(grouping: decision.plan.nodeClaims, by: \.offering.zone).values.map {
      $0.reduce(0) { $0 + $1.pods.count }
    }
    .sorted()
  }

  @Test("K129: pods balance over zones")
  func zones() {
    #expect(
      perZone(
        decide {
          large; pool(); pod("p", cpu: "1", count: 7).spread(over: Key.zone)
        }) == [2, 2, 3])
  }

  @Test("K132: pools bound the zones")
  func poolZones() {
    let decision = decide {
      large
      pool("a").requiring(Key.zone, "In", "zone-a")
      pool("b").requiring(Key.zone, "In", "zone-b")
      pod("p", cpu: "1", count: 4).spread(over: Key.zone)
    }
    #expect(perZone(decision) == [2, 2])
  }

  @Test("K133, K135: running pods count; a broken skew leaves the least domains only")
  func running() {
    let decision = decide {
      large
      pool()
      node("n1", type: "large").running(pod("old", cpu: "2", count: 3).labeled(["app": "p"]))
      pod("p", cpu: "1", count: 4).spread(over: Key.zone)
    }
    #expect(perZone(decision) == [2, 2])
    #expect(!decision.zones.contains("zone-a"))
  }

  @Test("K134: another zone than the least is used where only it is open")
  func onlyZone() {
    let decision = decide {
      large
      pool()
      node("n1", type: "large").running(pod("old", cpu: "8").labeled(["app": "p"]))
      pod("p", cpu: "1").selecting(Key.zone, "zone-a").spread(over: Key.zone)
    }
    #expect(decision.zones == ["zone-a"])
  }

  @Test("K136: DoNotSchedule is never broken")
  func neverBroken() {
    let decision = decide {
      large
      pool().requiring(Key.zone, "In", "zone-a", "zone-b").limited(.nodes, "1")
      pod("p", cpu: "1", count: 3).spread(over: Key.zone)
    }
    #expect(decision.claims == ["p-0"])
    #expect(decision.unplaced.count == 2)
  }

  @Test("K130: an unknown topology key keeps only its own pod out")
  func unknownKey() {
    let decision = decide {
      small; pool(); pod("p", cpu: "1").spread(over: "rack"); pod("q", cpu: "1")
    }
    #expect(decision.claims == ["q"])
    #expect(decision.unplaced == ["p UnknownTopologyKey"])
  }

  @Test("K131: without a selector nothing is counted")
  func nilSelector() {
    let decision = decide {
      large
      pool()
      pod("p", cpu: "1", count: 3).spread(over: Key.zone) { $0.labelSelector = nil }
    }
    #expect(decision.sizes == [3])
  }

  @Test("K140: too few domains make the least count zero")
  func minDomains() {
    func placed(_ minDomains: Int) -> Int {
      decide {
        large
        pool()
        pod("p", cpu: "1", count: 6).spread(over: Key.zone) { $0.minDomains = minDomains }
      }.plan.nodeClaims.reduce(0) { $0 + $1.pods.count }
    }
    #expect(placed(3) == 6)
    #expect(placed(4) == 3)
  }

  @Test("of rules that differ in their number of domains alone each keeps its own")
  func minDomainsOfEachRule() {
    let decision = decide {
      large
      pool().requiring(Key.zone, "In", "zone-a", "zone-b")
      pod("few", cpu: "1", count: 2).labeled(["app": "web"]).created(at: 1)
        .spread(over: Key.zone, matching: app("web"))
      pod("many", cpu: "1").labeled(["app": "web"]).created(at: 2)
        .spread(over: Key.zone, matching: app("web")) { $0.minDomains = 3 }
    }
    #expect(decision.sizes == [1, 1])
  }

  @Test("K141: hosts open up to the skew")
  func hosts() {
    #expect(
      decide {
        large; pool(); pod("p", cpu: "1", count: 5).spread(over: Key.host, maxSkew: 2)
      }.sizes == [2, 2, 1])
  }

  @Test("K142: deployments spread over hosts share them")
  func sharedHosts() {
    let decision = decide {
      large
      pool()
      pod("p", cpu: "1", count: 2).spread(over: Key.host)
      pod("q", cpu: "1", count: 2).spread(over: Key.host)
    }
    #expect(decision.sizes == [2, 2])
  }

  @Test("K143: capacity types and architectures are domains too")
  func capacityTypes() {
    let decision = decide {
      large.spot(0.1); pool(); pod("p", cpu: "1", count: 4).spread(over: Key.capacityType)
    }
    #expect(decision.plan.nodeClaims.map(\.offering.capacityType).sorted() == ["on-demand", "spot"])
    #expect(decision.sizes == [2, 2])
  }

  @Test("K144: labels of pools are domains")
  func customKey() {
    let decision = decide {
      large
      pool("a").labeling(["rack": "r1"])
      pool("b").requiring("rack", "In", "r2", "r3")
      pod("p", cpu: "1", count: 3).spread(over: "rack")
    }
    #expect(decision.plan.nodeClaims.compactMap { $0.labels["rack"] }.sorted() == ["r1", "r2", "r3"])
  }

  @Test("K145: several constraints hold together")
  func together() {
    let decision = decide {
      large.spot(0.1)
      pool()
      pod("p", cpu: "1", count: 6).spread(over: Key.zone).spread(over: Key.host, maxSkew: 3)
        .spread(over: Key.capacityType)
    }
    #expect(perZone(decision) == [2, 2, 2])
    #expect(
      decision.plan.nodeClaims.filter { $0.offering.capacityType == "spot" }.reduce(0) { $0 + $1.pods.count }
        == 3)
  }

  @Test("K139: a selector that does not match the pod itself")
  func otherSelector() {
    let decision = decide {
      large
      pool()
      pod("p", cpu: "1", count: 4).spread(over: Key.host, matching: app("q"))
    }
    #expect(decision.sizes == [4])
  }

  @Test("K103: existing nodes take part in the balance")
  func existing() {
    let decision = decide {
      large
      pool()
      node("n1", type: "large")
      node("n2", type: "large", zone: "zone-b")
      pod("p", cpu: "1", count: 3).spread(over: Key.zone)
    }
    #expect(decision.placements == ["n1: p-0", "n2: p-1"])
    #expect(decision.zones == ["zone-c"])
  }

  @Test("K128: the zones of volumes do not narrow the count")
  func volumes() {
    let decision = decide {
      large
      pool()
      volumeClaim("c", volume: "v")
      volume("v", zone: "zone-b")
      node("n1", type: "large").running(pod("old", cpu: "8").labeled(["app": "p"]))
      pod("p", cpu: "1").mounting("c").spread(over: Key.zone) { $0.minDomains = 3 }
    }
    #expect(decision.zones == ["zone-b"])
  }
}
