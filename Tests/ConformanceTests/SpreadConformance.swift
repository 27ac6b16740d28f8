import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// Topology spread: K129 to K151.
@Suite struct SpreadConformance {
  private let small = type("small", cpu: "2", memory: "4Gi", price: 0.1)

  @Test("K129: pods are balanced over zones")
  func zones() {
    decide(
      cluster {
        small
        pool()
        pod("a", cpu: "1", count: 6).spread(over: Key.zone)
      }
    ) { #expect($0.podsByZone == [2, 2, 2]) }
  }

  @Test("K130: an unknown topology key leaves that pod alone without a place")
  func unknownKey() {
    decide(
      cluster {
        small
        pool()
        pod("a", cpu: "1").spread(over: "example.com/rack")
        pod("b", cpu: "1")
      }
    ) { decided in
      #expect(decided.reason("a") == "UnknownTopologyKey")
      #expect(decided.isPlaced("b"))
    }
  }

  @Test("K131: a missing selector counts nothing")
  func nilSelector() {
    decide(
      cluster {
        small
        pool()
        pod("a", cpu: "500m", count: 4).spread(over: Key.zone) { $0.labelSelector = nil }
      }
    ) { #expect($0.placedCount == 4) }
  }

  @Test("K132: the zones of the pools bound the domains, over several pools")
  func poolZones() {
    decide(
      cluster {
        small
        pool("one").requiring(Key.zone, "In", "zone-a")
        pool("two").requiring(Key.zone, "In", "zone-b")
        pod("a", cpu: "1", count: 4).spread(over: Key.zone)
      }
    ) { #expect($0.podsByZone == [2, 2, 0]) }
  }

  @Test("K133, K137: pods and nodes outside the pool's zones count")
  func existingPods() {
    decide(
      cluster {
        small
        pool().requiring(Key.zone, "In", "zone-a", "zone-b")
        node("n", type: "small", zone: "zone-c").claimed().running(pod("web", cpu: "2"))
        pod("a", cpu: "1500m", count: 4).labeled(["app": "web"]).spread(over: Key.zone, matching: app("web"))
      }
    ) { #expect($0.podsByZone == [2, 2, 0]) }
  }

  @Test("K134: a domain that is not the least is used where it is the only one within the skew")
  func onlyPossibleDomain() {
    decide(
      cluster {
        small
        pool().requiring(Key.zone, "In", "zone-b")
        node("n", type: "small", zone: "zone-a").claimed().running(pod("x", cpu: "2"))
        pod("a", cpu: "1").spread(over: Key.zone)
      }
    ) { #expect($0.zone(of: "a") == "zone-b") }
  }

  @Test("K135: where the skew is broken already, only the least domains are used")
  func brokenSkew() {
    decide(
      cluster {
        small
        pool()
        node("n1", type: "small", zone: "zone-a").claimed().running(
          pod("w1", cpu: "2").labeled(["app": "web"]))
        node("n2", type: "small", zone: "zone-a").claimed().running(
          pod("w2", cpu: "2").labeled(["app": "web"]))
        node("n3", type: "small", zone: "zone-a").claimed().running(
          pod("w3", cpu: "2").labeled(["app": "web"]))
        pod("a", cpu: "1500m", count: 2).labeled(["app": "web"]).spread(over: Key.zone, matching: app("web"))
      }
    ) { #expect($0.podsByZone == [0, 1, 1]) }
  }

  @Test("K136: DoNotSchedule is never broken")
  func doNotSchedule() {
    decide(
      cluster {
        small
        pool().requiring(Key.zone, "In", "zone-a")
        node("n", type: "small", zone: "zone-b").claimed().running(pod("x", cpu: "2"))
        pod("a", cpu: "1", count: 3).spread(over: Key.zone)
      }
    ) { #expect($0.placedCount == 1) }
  }

  @Test("K138: only running pods with the labels, in domains that are known, count")
  func counting() {
    decide(
      cluster {
        small
        pool()
        node("n1", type: "small", zone: "zone-a").claimed().running(
          pod("other", cpu: "1").labeled(["app": "other"]),
          pod("elsewhere", cpu: "500m").labeled(["app": "web"]).namespace("elsewhere"),
          pod("going", cpu: "500m").labeled(["app": "web"]).with {
            $0.metadata.deletionTimestamp = Timestamp(seconds: 1)
          })
        pod("web", cpu: "1500m", count: 3).spread(over: Key.zone)
      }
    ) { #expect($0.podsByZone == [1, 1, 1]) }
  }

  @Test("K139: pods whose selectors count one another are all placed")
  func interdependent() {
    decide(
      cluster {
        small
        pool()
        for number in 0..<5 {
          pod("p\(number)", cpu: "1").labeled(["group": "g"])
            .spread(over: Key.host, matching: LabelSelector(matchLabels: ["group": "g"]))
        }
      }
    ) { decided in
      #expect(decided.placedCount == 5)
      #expect(decided.claims.count == 5)
    }
  }

  @Test("K140: fewer domains than minDomains make the least zero")
  func minDomains() {
    decide(
      cluster {
        small
        pool().requiring(Key.zone, "In", "zone-a", "zone-b")
        pod("few", cpu: "1", count: 4).spread(over: Key.zone) { $0.minDomains = 3 }
      }
    ) { #expect($0.placedCount == 2) }
    decide(
      cluster {
        small
        pool()
        pod("enough", cpu: "1", count: 6).spread(over: Key.zone) { $0.minDomains = 3 }
      }
    ) { #expect($0.placedCount == 6) }
  }

  @Test("K141: spread over hosts opens nodes up to the skew")
  func hosts() {
    decide(
      cluster {
        type("large", cpu: "8", memory: "16Gi", price: 0.4)
        pool()
        pod("a", cpu: "100m", count: 4).spread(over: Key.host, maxSkew: 2)
      }
    ) { #expect($0.claims.map(\.pods.count) == [2, 2]) }
  }

  @Test("K142: deployments that spread over hosts share nodes")
  func sharedHosts() {
    decide(
      cluster {
        type("large", cpu: "8", memory: "16Gi", price: 0.4)
        pool()
        pod("a", cpu: "100m", count: 3).spread(over: Key.host)
        pod("b", cpu: "100m", count: 3).spread(over: Key.host)
      }
    ) { #expect($0.claims.count == 3) }
  }

  @Test(
    "K143: spread over capacity types and architectures",
    arguments: [
      (Key.capacityType, ["on-demand", "spot"]), (Key.arch, ["amd64", "arm64"]),
    ])
  func otherKeys(key: String, values: [String]) {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1).spot(0.03)
        type("arm", cpu: "2", memory: "4Gi", price: 0.09).spot(0.02).arch("arm64")
        pool()
        pod("a", cpu: "1", count: 4).spread(over: key)
      }
    ) { decided in
      var counts: [Int] = []
      for value in values {
        let claims = decided.claims.filter {
          key == Key.arch
            ? ($0.offering.instanceType == "arm") == (value == "arm64") : $0.offering.capacityType == value
        }
        counts.append(claims.reduce(0) { $0 + $1.pods.count })
      }
      #expect(counts == [2, 2], "\(decided.policy)")
    }
  }

  @Test("K144: spread over custom labels of pools")
  func customKey() {
    decide(
      cluster {
        small
        pool("one").labeling(["example.com/rack": "r1"])
        pool("two").labeling(["example.com/rack": "r2"])
        pod("a", cpu: "1", count: 4).spread(over: "example.com/rack")
      }
    ) { decided in
      for name in ["one", "two"] {
        #expect(decided.claims.filter { $0.nodePool == name }.reduce(0) { $0 + $1.pods.count } == 2)
      }
    }
  }

  @Test("K145: several constraints hold together")
  func together() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1).spot(0.03)
        pool()
        pod("a", cpu: "100m", count: 6).spread(over: Key.zone).spread(over: Key.host)
          .spread(over: Key.capacityType)
      }
    ) { decided in
      #expect(decided.placedCount == 6)
      #expect(decided.claims.count == 6)
      #expect(decided.podsByZone == [2, 2, 2])
      #expect(decided.claims.count { $0.offering.capacityType == "spot" } == 3)
    }
  }

  @Test("K146: matchLabelKeys tell generations apart")
  func matchLabelKeys() {
    decide(
      cluster {
        small
        pool()
        for hash in ["x", "y"] {
          pod("web-\(hash)", cpu: "100m", count: 1).labeled(["app": "web", "hash": hash])
            .spread(over: Key.host, matching: app("web")) { $0.matchLabelKeys = ["hash"] }
        }
      }
    ) { #expect($0.areTogether("web-x-0", "web-y-0")) }
  }

  @Test("K147: with nodeTaintsPolicy Honor, domains behind a taint that is not tolerated do not count")
  func taintsPolicy() {
    let pods = pod("a", cpu: "1", count: 3)
    for (policy, placed) in [("Honor", 3), ("Ignore", 1)] {
      decide(
        cluster {
          small
          pool("open").labeling(["example.com/rack": "r1"])
          pool("closed").labeling(["example.com/rack": "r2"]).tainted("example.com/dedicated")
          pods.spread(over: "example.com/rack") { $0.nodeTaintsPolicy = policy }
        }
      ) { #expect($0.placedCount == placed, "\(policy)") }
    }
  }

  @Test("K148, K149: required affinity limits the domains, unless nodeAffinityPolicy is Ignore")
  func affinityPolicy() {
    decide(
      cluster {
        small
        pool()
        pod("honor", cpu: "1", count: 4).requiring(Key.zone, "In", "zone-a", "zone-b").spread(over: Key.zone)
      }
    ) { #expect($0.podsByZone == [2, 2, 0]) }
    decide(
      cluster {
        small
        pool()
        node("n", type: "small", zone: "zone-c").claimed().with {
          $0.metadata.labels["example.com/old"] = "yes"
        }.running(pod("x", cpu: "2"))
        pod("a", cpu: "1", count: 2).requiring("example.com/old", "DoesNotExist").spread(over: Key.zone) {
          $0.nodeAffinityPolicy = "Ignore"
        }
      }
    ) { #expect($0.placedCount == 2) }
  }

  @Test("K150: preferred affinity does not limit the domains")
  func preferredAffinity() {
    decide(
      cluster {
        small
        pool()
        pod("a", cpu: "1", count: 3).preferring(Key.zone, "In", "zone-a").spread(over: Key.zone)
      }
    ) { #expect($0.podsByZone == [1, 1, 1]) }
  }

  @Test("K151: a ScheduleAnyway spread yields")
  func scheduleAnyway() {
    decide(
      cluster {
        small
        pool().requiring(Key.zone, "In", "zone-a")
        node("n", type: "small", zone: "zone-b").claimed().running(pod("x", cpu: "2"))
        pod("a", cpu: "1", count: 3).spread(over: Key.zone, anyway: true)
      }
    ) { #expect($0.placedCount == 3) }
  }
}
