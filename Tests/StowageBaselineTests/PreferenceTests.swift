import StowageModel
import StowageTestKit
import Testing

@Suite struct PreferenceTests {
  @Test("preferences hold where they can")
  func kept() {
    let decision = decide {
      small; pool(); pod("p", cpu: "1").preferring(Key.zone, "In", "zone-c")
    }
    #expect(decision.zones == ["zone-c"])
  }

  @Test("K170, K171: the heaviest that can be kept stays, the rest is dropped")
  func heaviestFirst() {
    let decision = decide {
      small
      pool().requiring(Key.zone, "In", "zone-a", "zone-b")
      pod("p", cpu: "1").preferring(Key.zone, "In", "zone-x", weight: 9)
        .preferring(Key.zone, "In", "zone-b", weight: 5).preferring(Key.zone, "In", "zone-a", weight: 1)
    }
    #expect(decision.zones == ["zone-b"])
  }

  @Test("K169: required terms are tried in order, the last one stays")
  func orTerms() {
    let pinned = pod("p", cpu: "1").requiringAny(
      of: [require(Key.zone, "In", "x")], [require(Key.zone, "In", "zone-b")])
    #expect(
      decide {
        small; pool(); pinned
      }.zones == ["zone-b"])
    let nowhere = pod("p", cpu: "1").requiringAny(
      of: [require(Key.zone, "In", "x")], [require(Key.zone, "In", "y")])
    #expect(
      decide {
        small; pool(); nowhere
      }.unplaced == ["p NoInstanceType"])
  }

  @Test("K172: a soft taint is tolerated last of all")
  func softTaintLast() {
    let decision = decide {
      small
      pool().tainted("team", effect: "PreferNoSchedule").requiring(Key.zone, "In", "zone-a")
      pod("p", cpu: "1").preferring(Key.zone, "In", "zone-b")
    }
    #expect(decision.claims == ["p"])
  }

  @Test("K173: the Ignore policy drops every preference at once")
  func ignored() {
    let scene = cluster {
      large
      pool()
      pod("p", cpu: "1", count: 2).preferring(Key.zone, "In", "zone-c").preferringApart(by: Key.host)
        .spread(over: Key.host, anyway: true)
    }
    #expect(Decision(scene).sizes == [1, 1])
    let ignoring = Decision(scene.with { $0.preferences = .ignore })
    #expect(ignoring.sizes == [2])
    #expect(ignoring.zones == ["zone-a"])
  }

  @Test("K160: preferred anti-affinity yields to a limit on nodes")
  func antiAffinityYields() {
    let decision = decide {
      large
      pool().limited(.nodes, "1")
      pod("p", cpu: "1", count: 3).preferringApart(by: Key.host)
    }
    #expect(decision.sizes == [3])
  }

  @Test("preferred affinity brings pods together")
  func affinity() {
    let decision = decide {
      large
      pool()
      pod("db", cpu: "4").selecting(Key.zone, "zone-b")
      pod("p", cpu: "1").preferringNear(app("db"), by: Key.zone)
      pod("q", cpu: "1").preferringNear(app("nobody"), by: Key.zone)
    }
    #expect(decision.claims == ["db p q"])
  }

  @Test("K151: a ScheduleAnyway spread holds until it cannot")
  func softSpread() {
    let spread = pod("p", cpu: "1", count: 3).spread(over: Key.zone, anyway: true)
    #expect(
      decide {
        small; pool(); spread
      }.zones == ["zone-a", "zone-b", "zone-c"])
    let limited = decide {
      large; pool().limited(.nodes, "1"); spread
    }
    #expect(limited.sizes == [3])
  }

  @Test("K150: preferred node affinity does not narrow the domains of a spread")
  func preferenceAndSpread() {
    let decision = decide {
      small
      pool()
      pod("p", cpu: "2", count: 3).spread(over: Key.zone).preferring(Key.zone, "In", "zone-a")
    }
    #expect(decision.zones == ["zone-a", "zone-b", "zone-c"])
  }
}
