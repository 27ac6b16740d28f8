import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// What Karpenter's AWS provider adds: K308 to K320.
@Suite struct ProviderConformance {
  @Test("K308: a claim lists the cheapest types only, as many as asked for")
  func cheapestTypes() {
    let scene = cluster {
      for number in 1...80 { type("t\(100 + number)", cpu: "4", memory: "8Gi", price: Double(number) / 100) }
      pool()
      pod("a", cpu: "1")
    }
    decide(scene) { decided in
      #expect(decided.claim(of: "a")?.instanceTypes == (1...60).map { "t\(100 + $0)" })
    }
  }

  @Test("K313: where spot and on demand are both allowed, the cheaper is taken")
  func spotWhereFlexible() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1).spot(0.03)
        pool()
        pod("a", cpu: "1")
      }
    ) { #expect($0.capacityType(of: "a") == "spot") }
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1).spot(0.03)
        pod("a", cpu: "1")
      }
    ) { #expect($0.capacityType(of: "a") == "on-demand", "without any NodePool: on demand") }
  }

  @Test("K311, K312, K320: what is not available is passed over: type, zone, capacity type")
  func unavailable() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi").offering("zone-a", "spot", 0.01, available: false)
          .offering("zone-a", "on-demand", 0.1, available: false).offering("zone-b", "on-demand", 0.1)
        type("gone", cpu: "2", memory: "4Gi").offering("zone-a", "on-demand", 0.01, available: false)
        pool()
        pod("a", cpu: "1")
      }
    ) { decided in
      #expect(decided.type(of: "a") == "small")
      #expect(decided.zone(of: "a") == "zone-b")
      #expect(decided.claim(of: "a")?.instanceTypes == ["small"])
    }
  }
}
