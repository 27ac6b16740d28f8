import Stowage
import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// Reserved capacity, dynamic resources and what a claim says: K176 to K182, K194, K205.
@Suite struct ClaimConformance {
  private func reserved(_ count: Int, zone: String = "zone-a") -> TypeDraft {
    type("small", cpu: "2", memory: "4Gi", price: 0.1).with { type in
      var offering = Offering(zone: zone, capacityType: "reserved", price: Money(nanos: 10))
      offering.reservation = Reservation(id: "r-1", count: count)
      type.offerings.append(offering)
    }
  }

  @Test("K176: reserved capacity comes first")
  func reservedFirst() {
    decide(
      cluster {
        reserved(5)
        pool()
        pod("a", cpu: "1")
      }
    ) { #expect($0.capacityType(of: "a") == "reserved") }
  }

  @Test("K177: a reservation that pools share is counted once")
  func sharedReservation() {
    decide(
      cluster {
        reserved(1)
        pool("one")
        pool("two")
        pod("a", cpu: "1500m").selecting(Key.nodePool, "one")
        pod("b", cpu: "1500m").selecting(Key.nodePool, "two")
      }
    ) { decided in
      #expect(decided.claims.count { $0.offering.capacityType == "reserved" } == 1)
    }
  }

  @Test("K178, K181: no more nodes than a reservation has left")
  func reservationCount() {
    decide(
      cluster {
        reserved(2)
        pool()
        pod("a", cpu: "1500m", count: 4)
      }
    ) { decided in
      #expect(decided.claims.count { $0.offering.capacityType == "reserved" } == 2)
    }
  }

  @Test("K179: Karpenter waits for reserved capacity rather than take a pool of less weight")
  func noOtherPool() {
    let scene = cluster {
      reserved(1)
      pool("heavy").weight(10)
      pool("light").requiring(Key.capacityType, "In", "on-demand")
      pod("a", cpu: "1500m", count: 2)
    }
    decide(scene, [.karpenter]) { decided in
      #expect(decided.claims.map(\.nodePool) == ["heavy"])
      #expect(decided.plan.unschedulable.map(\.reason) == ["ReservedCapacity"])
    }
    // A plan of one moment has nothing to wait for.
    decide(scene, [.optimal, .greedy]) { #expect($0.placedCount == 2) }
  }

  @Test("K182: a node on one reservation gives way to one on a cheaper one")
  func betweenReservations() {
    func reserving(_ name: String, cpu: String, _ id: String, _ price: Double) -> TypeDraft {
      type(name, cpu: cpu, memory: "4Gi").with { type in
        var offering = Offering(zone: "zone-a", capacityType: "reserved", price: Money(dollars: price))
        offering.reservation = Reservation(id: id, count: 1)
        type.offerings.append(offering)
      }
    }
    for policy in [Policy.optimal, .karpenter] {
      var scene = cluster {
        reserving("small", cpu: "2", "r-small", 0.01)
        reserving("large", cpu: "8", "r-large", 0.08)
        pool().with { $0.disruption.budgets = [Budget(nodes: "100%")] }
        node("n", type: "large", capacityType: "reserved").labeled([LabelKeys.reservationID: "r-large"])
          .running(pod("a", cpu: "1")).claimed()
      }
      scene.options.policy = policy
      scene.options.now = Timestamp(seconds: 1_700_000_000)
      let plan = Engine().consolidate(scene.snapshot, catalog: scene.catalog, options: scene.options)
      #expect(
        plan.commands.flatMap(\.replacements).map(\.offering.reservationID) == ["r-small"], "\(policy)")
    }
  }

  @Test("K194: a pod with resource claims has no place and says why")
  func dynamicResources() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1").with { $0.spec.resourceClaims = ["gpu"] }
        pod("b", cpu: "1")
      }
    ) { decided in
      #expect(decided.reason("a") == "DynamicResources")
      #expect(decided.isPlaced("b"))
    }
  }

  @Test("K205: a claim says its requirements, types and requests")
  func claimContent() throws {
    decide(
      cluster {
        threeSizes
        pool().requiring(Key.arch, "In", "amd64")
        daemonSet(pod("agent", cpu: "100m"))
        pod("a", cpu: "1").selecting(Key.zone, "zone-b")
      }
    ) { decided in
      let claim = decided.claim(of: "a")
      #expect(claim?.requests.cpu == 1100)
      #expect(claim?.requests.pods == 2)
      let written = claim?.requirements ?? []
      #expect(written.first { $0.key == Key.zone }?.values == ["zone-b"])
      #expect(written.first { $0.key == Key.arch }?.values == ["amd64"])
      #expect(written.first { $0.key == Key.instanceType }?.values.sorted() == ["large", "medium", "small"])
      if decided.policy != .karpenter {
        #expect(written.first { $0.key == Key.capacityType }?.values == ["on-demand"])
      }
      #expect(claim?.instanceTypes == ["small", "medium", "large"])
    }
  }
}
