import StowageTestKit
import StowageUnits
import Testing

@Suite struct WishTests {
  let large = type("t.large", cpu: "2", memory: "8Gi", price: 0.1)

  @Test func preferredNodeAffinityIsAPriceByWeight() {
    let result = reduction(
      cluster {
        large
        pool()
        node("n", type: "t.large", zone: "zone-b")
        pod("web", cpu: "1").preferring(Key.zone, "In", "zone-b", weight: 7)
      })
    #expect(result.problem.wishes.map(\.price) == [Money(nanos: 70)])
    #expect(result.problem.wishes[0].offerings.columns(of: 0) == [1])
    #expect(result.problem.wishes[0].nodes.columns(of: 0) == [0])
    #expect(result.problem.offeringMask.count(row: 0) == 3)
  }

  @Test func softTaintsAreWishes() {
    let result = reduction(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1, zones: ["zone-a"])
        pool("a").tainted("odd", effect: "PreferNoSchedule")
        pool("b")
        pod("web", cpu: "1")
      })
    #expect(result.problem.wishes.count == 1)
    let met = result.problem.wishes[0].offerings.columns(of: 0)
    #expect(met.map { result.cluster.pools[result.offerings[$0].pool].name } == ["b"])
  }

  @Test func preferredAffinityToRunningPodsIsAWish() {
    let result = reduction(
      cluster {
        large
        pool()
        node("n", type: "t.large", zone: "zone-c").running(pod("db", cpu: "100m"))
        pod("web", cpu: "1").preferringNear(app("db"), by: Key.zone, weight: 3)
        pod("shy", cpu: "500m").preferringApart(from: app("db"), by: Key.host, weight: 5)
      })
    #expect(result.problem.wishes.map(\.price.nanos) == [50, 30] || result.problem.wishes.count == 2)
    let near = result.problem.wishes.first { $0.price.nanos == 30 }
    #expect(near?.offerings.columns(of: 0) == [2])
    let apart = result.problem.wishes.first { $0.price.nanos == 50 }
    #expect(apart?.nodes.columns(of: 0) == [])
    #expect(apart?.offerings.columns(of: 0) == [0, 1, 2])
  }

  @Test func wishesThatAllOrNoBinsMeetAreLeftOut() {
    let result = reduction(
      cluster {
        large
        pool()
        pod("web", cpu: "1").preferring(Key.arch, "In", "amd64").preferring(Key.arch, "In", "riscv")
      })
    #expect(result.problem.wishes.isEmpty)
  }

  @Test func preferencesCanBeIgnored() {
    let scene = cluster {
      large
      pool()
      pod("web", cpu: "1").preferring(Key.zone, "In", "zone-b")
    }
    #expect(reduction(scene.with { $0.preferences = .ignore }).problem.wishes.isEmpty)
  }

  @Test func whatPodsPreferOfOneAnotherIsPriced() {
    let result = reduction(
      cluster {
        large
        pool()
        pod("web", cpu: "1", count: 2).preferringApart(by: Key.host, weight: 4)
          .preferringNear(by: Key.zone, weight: 2)
      })
    #expect(result.problem.peerWishes.map(\.price.nanos) == [20, 40])
    #expect(result.problem.peerWishes.map(\.isAttraction) == [true, false])
    #expect(result.problem.peerWishes.map(\.domainCount) == [3, 0])
    #expect(result.problem.peerWishes[0].domainOfOffering == [0, 1, 2])
  }

  @Test func softSpreadIsAPrice() {
    let result = reduction(
      cluster {
        large
        pool()
        node("n", type: "t.large", zone: "zone-b").running(
          pod("old", cpu: "100m").labeled(["app": "web"]))
        pod("web", cpu: "1", count: 2).spread(over: Key.zone, maxSkew: 2, anyway: true)
          .spread(over: Key.host, anyway: true)
      })
    let wishes = result.problem.spreadWishes
    #expect(wishes.map(\.price.nanos) == [1000, 1000])
    #expect(wishes.map(\.maxSkew) == [2, 1])
    #expect(wishes.map(\.domainCount) == [3, 0])
    #expect(wishes[0].present == [0, 1, 0])
    #expect(wishes[0].domains == [0, 1, 2])
    #expect(wishes[0].domainOfOffering == [0, 1, 2])
    #expect(wishes[1].present == [1])
  }

  @Test func softSpreadOfSeveralClassesIsOneWish() {
    let result = reduction(
      cluster {
        large
        pool()
        pod("web", cpu: "1").spread(over: Key.zone, anyway: true)
        pod("api", cpu: "500m").labeled(["app": "web"]).spread(
          over: Key.zone, matching: app("web"), anyway: true)
      })
    #expect(result.problem.spreadWishes.map { $0.subjects.count } == [2])
  }
}
