import StowageModel
import StowageTestKit
import StowageUnits
import Testing

@Suite struct OfferingTests {
  let large = type("t.large", cpu: "2", memory: "8Gi", price: 0.1)

  @Test func everyAvailableOfferingOfEveryPoolIsOne() {
    let result = reduction(
      cluster {
        large.spot(0.04, zones: ["zone-a"]).offering("zone-d", "on-demand", 0.1, available: false)
        pool("a")
        pool("b").requiring(Key.zone, "In", "zone-a")
        pod("web", cpu: "1")
      })
    #expect(result.problem.offerings.count == 4 + 2)
    #expect(result.problem.offerings.map(\.price.dollars).min() == 0.04)
  }

  @Test func daemonsTakeTheirShareOfEveryNewNode() {
    let result = reduction(
      cluster {
        large
        pool()
        daemonSet(pod("agent", cpu: "500m", memory: "1Gi"))
        pod("web", cpu: "100m", memory: "1Gi", count: 100)
      })
    #expect(result.problem.offerings[0].capacity[0] == 15)
    #expect(result.problem.offerings[0].capacity[1] == 7)
    #expect(result.problem.offerings[0].capacity[2] == 100)
  }

  @Test func zoneAndArchitectureAreMasks() {
    let result = reduction(
      cluster {
        large
        type("a.large", cpu: "2", memory: "8Gi", price: 0.08).arch("arm64")
        pool()
        pod("arm", cpu: "1").selecting(Key.arch, "arm64").selecting(Key.zone, "zone-b")
      })
    let allowed = result.problem.offeringMask.columns(of: 0)
    #expect(allowed.count == 1)
    #expect(result.cluster.catalog.types[result.offerings[allowed[0]].poolType].name == "a.large")
  }

  @Test func termsOfNodeAffinityAreUnited() {
    let result = reduction(
      cluster {
        large
        pool()
        pod("web", cpu: "1").requiringAny(
          of: [require(Key.zone, "In", "zone-a")], [require(Key.zone, "In", "zone-c")])
      })
    #expect(result.problem.offeringMask.count(row: 0) == 2)
  }

  @Test func hardTaintsCloseAPoolAndSoftOnesDoNot() {
    let result = reduction(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1, zones: ["zone-a"])
        pool("hard").tainted("team")
        pool("soft").tainted("team", effect: "PreferNoSchedule")
        pod("web", cpu: "1")
        pod("own", cpu: "500m").tolerating("team")
      })
    let masks = (0..<2).map { row in
      result.problem.offeringMask.columns(of: row).map {
        result.cluster.pools[result.offerings[$0].pool].name
      }.sorted()
    }
    #expect(masks == [["soft"], ["hard", "soft"]] || masks == [["hard", "soft"], ["soft"]])
  }

  /// Pods that want different values of a label that the pool leaves open may not share a node; pods that do not
  /// care may go with either.
  @Test func openCustomLabelsBecomeVariants() {
    let scene = cluster {
      type("t.large", cpu: "4", memory: "16Gi", price: 0.1, zones: ["zone-a"])
      pool().requiring("team", "In", "red", "blue", "green")
      pod("red", cpu: "1").selecting("team", "red")
      pod("blue", cpu: "500m").selecting("team", "blue")
      pod("any", cpu: "250m")
    }
    let result = reduction(scene)
    #expect(result.problem.offerings.count == 3)
    #expect((0..<3).map { result.problem.offeringMask.count(row: $0) }.sorted() == [1, 1, 3])
    let made = plan(scene)
    #expect(made.nodeClaims.count == 2)
    #expect(Set(made.nodeClaims.map { $0.labels["team"] }) == ["red", "blue"])
  }

  @Test func aLabelThatAPoolMayHaveButNobodyReadsMakesNoVariants() {
    let result = reduction(
      cluster {
        large
        pool().requiring("team", "Exists").requiring("stage", "In", "test", "live")
        pod("web", cpu: "1")
      })
    #expect(result.problem.offerings.count == 3)
  }

  @Test func anUndefinedCustomLabelFindsNoNode() {
    let made = plan(
      cluster {
        large.labeled(["team": "red"])
        pool()
        pod("red", cpu: "1").selecting("team", "red")
      })
    #expect(made.unschedulable.map(\.pod) == ["default/red"])
  }

  @Test func operatingSystemsOfOneTypeAreVariants() {
    let made = plan(
      cluster {
        type("t.large", cpu: "4", memory: "16Gi", price: 0.1).with {
          $0.operatingSystems = ["linux", "windows"]
        }
        pool()
        pod("tux", cpu: "1").selecting(Key.os, "linux")
        pod("pane", cpu: "1").selecting(Key.os, "windows")
      })
    #expect(made.nodeClaims.map(\.pods.count) == [1, 1])
  }

  @Test func heavierPoolsAreOfALowerRank() {
    let result = reduction(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1, zones: ["zone-a"])
        pool("light").weight(1)
        pool("heavy").weight(50)
        pod("web", cpu: "1")
      })
    let ranks = zip(result.offerings, result.problem.offerings).map {
      (result.cluster.pools[$0.pool].name, $1.rank)
    }
    #expect(ranks.map(\.0) == ["heavy", "light"])
    #expect(ranks.map(\.1) == [0, 1])
  }

  @Test func anOfferingMayOverrideTheCapacity() {
    let result = reduction(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1, zones: ["zone-a"]).with { type in
          var small = Offering(zone: "zone-a", capacityType: "spot", price: Money(dollars: 0.02))
          small.capacityOverride = ResourceVector(cpu: 1_000)
          type.offerings.append(small)
        }
        pool()
        pod("web", cpu: "500m", count: 10)
      })
    #expect(result.problem.offerings.map { $0.capacity[0] } == [4, 2])
  }

  @Test func reservationsHaveCopiesAndShareARow() {
    func reserved(_ zone: String, _ id: String, _ count: Int) -> Offering {
      var offering = Offering(zone: zone, capacityType: "reserved", price: Money(nanos: 10))
      offering.reservation = Reservation(id: id, count: count)
      return offering
    }
    let scene = cluster {
      type("t.large", cpu: "2", memory: "8Gi", price: 0.1, zones: ["zone-a"]).with {
        $0.offerings += [reserved("zone-a", "r-1", 2), reserved("zone-b", "r-0", 0)]
      }
      pool("a")
      pool("b")
      pod("web", cpu: "2", count: 5)
    }
    let result = reduction(scene)
    #expect(result.problem.limits.map(\.bound) == [0, 2] || result.problem.limits.map(\.bound) == [2])
    #expect(result.problem.offerings.filter { $0.copies == 2 }.count == 2)
    let made = plan(scene)
    #expect(made.nodeClaims.filter { $0.offering.reservationID == "r-1" }.count == 2)
    #expect(made.nodeClaims.count == 5)
  }
}
