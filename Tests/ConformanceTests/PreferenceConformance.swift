import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// Preferences and taints: K151, K169 to K175.
@Suite struct PreferenceConformance {
  private let small = type("small", cpu: "2", memory: "4Gi", price: 0.1)

  @Test("K169: the last required term is kept")
  func lastTerm() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1").requiringAny(
          of: [require(Key.zone, "In", "nowhere")], [require(Key.zone, "In", "zone-b")])
        pod("b", cpu: "1").requiringAny(
          of: [require(Key.zone, "In", "nowhere")], [require(Key.arch, "In", "s390x")])
      }
    ) { decided in
      #expect(decided.zone(of: "a") == "zone-b")
      #expect(!decided.isPlaced("b"))
    }
  }

  @Test("K170: every preference may yield, the heaviest that can be met counts")
  func weights() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1").preferring(Key.zone, "In", "nowhere", weight: 100)
          .preferring(Key.zone, "In", "zone-c", weight: 50).preferring(Key.zone, "In", "zone-b", weight: 1)
      }
    ) { #expect($0.zone(of: "a") == "zone-c") }
  }

  @Test("K171: a preference against a requirement yields")
  func conflict() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1").selecting(Key.zone, "zone-a").preferring(Key.zone, "In", "zone-b")
      }
    ) { #expect($0.zone(of: "a") == "zone-a") }
  }

  @Test("K172: PreferNoSchedule is tolerated when there is nothing else")
  func softTaint() {
    decide(
      cluster {
        threeSizes
        pool().tainted("example.com/soft", effect: "PreferNoSchedule")
        pod("a", cpu: "1").preferring(Key.zone, "In", "nowhere")
      }
    ) { #expect($0.isPlaced("a")) }
  }

  @Test("K173: with preferences ignored none counts")
  func ignored() {
    let scene = cluster {
      type("small", cpu: "2", memory: "4Gi", price: 0.1, zones: ["zone-a"]).offering(
        "zone-b", "on-demand", 0.2)
      pool()
      pod("a", cpu: "100m", count: 2).preferring(Key.zone, "In", "zone-b").spread(
        over: Key.host, anyway: true
      )
      .preferringApart(by: Key.host)
    }
    decide(scene.with { $0.preferences = .ignore }) { decided in
      #expect(decided.claims.count == 1)
      #expect(decided.zone(of: "a-0") == "zone-a")
    }
  }

  @Test("K174: taints of a pool need a toleration, startup taints do not")
  func poolTaints() {
    decide(
      cluster {
        threeSizes
        pool("tainted").tainted("example.com/dedicated", "x").weight(10)
        pool("starting").startupTainted("example.com/starting")
        pod("a", cpu: "1")
        pod("b", cpu: "1").tolerating("example.com/dedicated", "x").selecting(Key.nodePool, "tainted")
      }
    ) { decided in
      #expect(decided.pool(of: "a") == "starting")
      #expect(decided.pool(of: "b") == "tainted")
    }
  }

  @Test("K175: a toleration makes no taint")
  func tolerationMakesNoTaint() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "500m").tolerating("example.com/any")
        pod("b", cpu: "500m")
      }
    ) { #expect($0.areTogether("a", "b")) }
  }

  @Test("K151: a ScheduleAnyway spread holds where that costs nothing")
  func scheduleAnywayHolds() {
    decide(
      cluster {
        small
        pool()
        pod("a", cpu: "1500m", count: 6).spread(over: Key.zone, anyway: true)
      }
    ) { #expect($0.podsByZone == [2, 2, 2], "\($0.policy)") }
  }

  @Test("K151: a ScheduleAnyway spread pays for no dearer zone but under Karpenter's rules")
  func scheduleAnywayPaysNothing() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1, zones: ["zone-a"]).offering(
          "zone-b", "on-demand", 0.11)
        pool()
        pod("a", cpu: "1500m", count: 4).spread(over: Key.zone, anyway: true)
      }
    ) { #expect($0.podsByZone == ($0.policy == .karpenter ? [2, 2, 0] : [4, 0, 0])) }
  }

  @Test("K151: a ScheduleAnyway spread over nodes fills the nodes that are there evenly, and launches none")
  func scheduleAnywayOverNodes() {
    let scene = cluster {
      small
      pool()
      for name in ["n", "o", "p"] { node(name, type: "small", zone: "zone-a").claimed() }
      pod("a", cpu: "500m", count: 3).spread(over: Key.host, anyway: true)
    }
    decide(scene) { decided in
      #expect(decided.areApart("a-0", "a-1", "a-2"))
      #expect(decided.claims.isEmpty)
    }
  }

  @Test("K151: pods that run count for a ScheduleAnyway spread")
  func scheduleAnywayCountsWhatRuns() {
    decide(
      cluster {
        small
        pool()
        node("n", type: "small", zone: "zone-a").claimed().running(pod("old", cpu: "2").labeled(["app": "a"]))
        pod("a", cpu: "1500m", count: 2).spread(over: Key.zone, anyway: true)
      }
    ) { #expect($0.podsByZone == [0, 1, 1], "\($0.policy)") }
  }
}
