import StowageModel
import StowageTestKit
import StowageUnits
import Testing

@Suite struct AffinityTests {
  @Test("K156: affinity over hosts follows the partner")
  func host() {
    let decision = decide {
      large
      pool()
      pod("db", cpu: "4")
      pod("other", cpu: "5")
      pod("p", cpu: "1", count: 2).near(app("db"), by: Key.host)
    }
    #expect(decision.claims == ["db p-0 p-1", "other"])
  }

  @Test("K157: affinity to its own kind keeps all on the first host, and the rest out")
  func selfHost() {
    let decision = decide {
      small; pool(); pod("p", cpu: "1", count: 3).near(by: Key.host)
    }
    #expect(decision.claims == ["p-0 p-1"])
    #expect(decision.unplaced == ["p-2 PodAffinity"])
  }

  @Test("K158: affinity to its own kind by zone")
  func selfZone() {
    let decision = decide {
      small; pool(); pod("p", cpu: "1", count: 4).near(by: Key.zone)
    }
    #expect(Set(decision.zones).count == 1 && decision.sizes == [2, 2])
    let pinned = decide {
      small
      pool()
      pod("p", cpu: "1", count: 4).near(by: Key.zone).selecting(Key.zone, "zone-b")
    }
    #expect(pinned.zones == ["zone-b", "zone-b"])
  }

  @Test("K159: pods with one affinity that cannot share a zone open one each")
  func incompatible() {
    let group = LabelSelector(matchLabels: ["group": "x"])
    let decision = decide {
      large
      pool()
      for zone in ["zone-a", "zone-b"] {
        pod(zone, cpu: "1").labeled(["group": "x"]).selecting(Key.zone, zone).near(group, by: Key.zone)
      }
    }
    #expect(decision.claims == ["zone-a", "zone-b"])
  }

  @Test("K161: anti-affinity over zones against pods that run")
  func antiZone() {
    let decision = decide {
      large
      pool()
      node("n1", type: "large").running(pod("db", cpu: "1"))
      pod("p", cpu: "1").apart(from: app("db"), by: Key.zone)
    }
    #expect(decision.placements.isEmpty)
    #expect(decision.zones.first != "zone-a" && decision.zones.count == 1)
  }

  @Test("K162: the anti-affinity of running pods binds those they select")
  func inverse() {
    let decision = decide {
      large
      pool()
      node("n1", type: "large").running(pod("db", cpu: "1").apart(from: app("p"), by: Key.zone))
      pod("p", cpu: "1")
      pod("q", cpu: "1")
    }
    #expect(decision.placements == ["n1: q"])
    #expect(decision.zones == ["zone-b"])
  }

  @Test("K163: a zone that is not decided closes all zones in this round")
  func undecided() {
    let decision = decide {
      large; pool(); pod("p", cpu: "1", count: 3).apart(by: Key.zone)
    }
    #expect(decision.claims == ["p-0"])
    #expect(decision.unplaced == ["p-1 PodAntiAffinity", "p-2 PodAntiAffinity"])
  }

  @Test("K164: preferred anti-affinity of running pods binds nobody")
  func inversePreference() {
    let decision = decide {
      large
      pool()
      node("n1", type: "large").running(pod("db", cpu: "1").preferringApart(from: app("p"), by: Key.zone))
      pod("p", cpu: "1")
    }
    #expect(decision.placements == ["n1: p"])
  }

  @Test("anti-affinity over hosts takes a host each")
  func antiHost() {
    #expect(
      decide {
        large; pool(); pod("p", cpu: "1", count: 3).apart(by: Key.host)
      }.sizes == [1, 1, 1])
  }

  @Test("K165: affinity to pods that are nowhere")
  func nobody() {
    let decision = decide {
      small; pool(); pod("p", cpu: "1").near(app("db"), by: Key.zone)
    }
    #expect(decision.unplaced == ["p PodAffinity"])
  }

  @Test("K166: chains of affinity resolve one after the other")
  func chain() {
    let decision = decide {
      large
      pool()
      pod("a", cpu: "1")
      pod("b", cpu: "2").near(app("a"), by: Key.host)
      pod("c", cpu: "3").near(app("b"), by: Key.host)
    }
    #expect(decision.claims == ["a b c"])
  }

  @Test("K167: affinity looks into the namespaces it names")
  func namespaces() {
    let decision = decide {
      large
      pool()
      node("n1", type: "large", zone: "zone-b").running(pod("db", cpu: "8").namespace("blue"))
      pod("p", cpu: "1").near(app("db"), by: Key.zone) { $0.namespaces = ["blue"] }
      pod("q", cpu: "1").near(app("db"), by: Key.zone)
    }
    #expect(decision.zones == ["zone-b"])
    #expect(decision.unplaced == ["q PodAffinity"])
  }
}
