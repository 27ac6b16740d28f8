import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// Affinity and anti-affinity between pods: K156 to K168.
@Suite struct AffinityConformance {
  private let large = type("large", cpu: "8", memory: "16Gi", price: 0.4)

  @Test("K156: affinity by host puts pods on one node")
  func sameHost() {
    decide(
      cluster {
        large
        pool()
        pod("target", cpu: "100m")
        pod("friend", cpu: "100m", count: 3).near(app("target"), by: Key.host)
      }
    ) { #expect($0.areTogether("target", "friend-0", "friend-1", "friend-2")) }
  }

  @Test("K157: affinity to itself keeps all on the first node; what does not fit there has no place")
  func selfAffinity() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1)
        pool()
        pod("a", cpu: "900m", count: 3).near(by: Key.host)
      }
    ) { decided in
      #expect(decided.claims.count == 1)
      #expect(decided.placedCount == 2)
    }
  }

  @Test("K158: affinity to itself by zone, where the pod is bound to some zones")
  func selfAffinityByZone() {
    decide(
      cluster {
        large
        pool()
        pod("a", cpu: "6", count: 3).requiring(Key.zone, "In", "zone-b", "zone-c").near(by: Key.zone)
      }
    ) { decided in
      #expect(decided.placedCount == 3)
      #expect(Set(decided.claims.map(\.offering.zone)).count == 1)
      #expect(decided.claims[0].offering.zone != "zone-a")
    }
  }

  @Test("K159: pods that share an affinity and contradict one another need not share a node")
  func incompatibleFriends() {
    decide(
      cluster {
        large
        pool()
        pod("x", cpu: "1").labeled(["group": "g"]).selecting(Key.zone, "zone-a")
          .near(LabelSelector(matchLabels: ["group": "g"]), by: Key.zone)
        pod("y", cpu: "1").labeled(["group": "g"]).selecting(Key.zone, "zone-b")
          .near(LabelSelector(matchLabels: ["group": "g"]), by: Key.zone)
      }, [.karpenter]
    ) { #expect($0.areApart("x", "y")) }
  }

  @Test("K160: preferred terms may be broken")
  func preferredTerms() {
    decide(
      cluster {
        large
        pool().limited(.nodes, "1")
        pod("a", cpu: "100m", count: 2).preferringApart(by: Key.host)
        pod("b", cpu: "100m").preferringNear(app("nobody"), by: Key.zone)
      }
    ) { #expect($0.placedCount == 3) }
  }

  @Test("K161: required anti-affinity by zone holds")
  func apartByZone() {
    decide(
      cluster {
        large
        pool()
        pod("a", cpu: "1").selecting(Key.zone, "zone-a")
        pod("b", cpu: "900m").apart(from: app("a"), by: Key.zone)
      }
    ) { decided in
      #expect(decided.isPlaced("a", "b") ? decided.zone(of: "b") != "zone-a" : true)
      #expect(decided.isPlaced("a"))
    }
  }

  @Test("K162: the anti-affinity of running pods binds others")
  func inverse() {
    decide(
      cluster {
        large
        pool()
        node("n", type: "large", zone: "zone-a").claimed().running(
          pod("hermit", cpu: "100m").apart(from: app("web"), by: Key.zone))
        pod("web", cpu: "1", count: 2)
      }
    ) { decided in
      #expect(decided.isPlaced("web-0", "web-1"))
      #expect(decided.claims.allSatisfy { $0.offering.zone != "zone-a" })
    }
  }

  @Test("K163: Karpenter lets a pod of open zone block every zone; a plan that pins zones need not")
  func undecidedZone() {
    let scene = cluster {
      large
      pool()
      pod("a", cpu: "2", count: 3).apart(by: Key.zone)
    }
    decide(scene, [.karpenter]) { #expect($0.placedCount == 1) }
    decide(scene, [.greedy, .optimal]) { #expect($0.podsByZone == [1, 1, 1]) }
  }

  @Test("K164: preferred anti-affinity of running pods binds nobody")
  func preferredInverse() {
    decide(
      cluster {
        large
        pool().requiring(Key.zone, "In", "zone-a")
        node("n", type: "large", zone: "zone-a").claimed().running(
          pod("hermit", cpu: "8").preferringApart(from: app("web"), by: Key.zone))
        pod("web", cpu: "1")
      }
    ) { #expect($0.isPlaced("web")) }
  }

  @Test("K165: affinity to a pod that does not exist leaves no place")
  func missingFriend() {
    decide(
      cluster {
        large
        pool()
        pod("a", cpu: "1").near(app("nobody"), by: Key.zone)
      }
    ) { #expect($0.reason("a") == "PodAffinity") }
  }

  @Test("K166: chains of affinity are followed")
  func chain() {
    decide(
      cluster {
        large
        pool()
        pod("a", cpu: "100m")
        pod("b", cpu: "200m").near(app("a"), by: Key.host)
        pod("c", cpu: "300m").near(app("b"), by: Key.host)
        pod("d", cpu: "400m").near(app("c"), by: Key.host)
      }
    ) { #expect($0.areTogether("a", "b", "c", "d")) }
  }

  @Test("K167: a term looks at the namespaces it lists")
  func namespaceList() {
    decide(
      cluster {
        large
        pool()
        namespace("other")
        node("n", type: "large", zone: "zone-b").claimed().running(
          pod("target", cpu: "8").namespace("other"))
        pod("blind", cpu: "1").near(app("target"), by: Key.zone)
        pod("seeing", cpu: "1").near(app("target"), by: Key.zone) { $0.namespaces = ["other"] }
      }
    ) { decided in
      #expect(!decided.isPlaced("blind"))
      #expect(decided.zone(of: "seeing") == "zone-b")
    }
  }

  @Test("K168: an empty namespace selector means every namespace")
  func everyNamespace() {
    decide(
      cluster {
        large
        pool()
        namespace("other")
        node("n", type: "large", zone: "zone-b").claimed().running(
          pod("target", cpu: "8").namespace("other"))
        pod("a", cpu: "1").near(app("target"), by: Key.zone) { $0.namespaceSelector = LabelSelector() }
      }
    ) { #expect($0.zone(of: "a") == "zone-b") }
  }

  @Test("K166: pods that wait for one another, on a node and in a zone, never start")
  func circleOfDifferentKeys() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1").near(app("b"), by: Key.host)
        pod("b", cpu: "1").near(app("a"), by: Key.zone)
        pod("c", cpu: "1")
      }
    ) { decided in
      #expect(decided.isPlaced("c"))
      #expect(decided.reason("a") == "PodAffinity")
      #expect(decided.reason("b") == "PodAffinity")
    }
  }
}
