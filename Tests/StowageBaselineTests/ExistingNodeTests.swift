import StowageModel
import StowageTestKit
import StowageUnits
import Testing

@Suite struct ExistingNodeTests {
  @Test("K93, K95: room that is there comes before new nodes, whoever owns it")
  func room() {
    let decision = decide {
      large
      pool()
      node("n1", type: "large", pool: nil).running(pod("x", cpu: "6"))
      pod("p", cpu: "1", count: 3)
    }
    #expect(decision.placements == ["n1: p-0 p-1"])
    #expect(decision.claims == ["p-2"])
  }

  @Test("K94: nodes that go away take nothing, and their pods are placed anew")
  func deleting() {
    let decision = decide {
      large; pool(); node("n1", type: "large").deleting().running(pod("x", cpu: "1")); pod("p", cpu: "1")
    }
    #expect(decision.claims == ["p x"])
  }

  @Test("K96: initialized nodes first, then by name")
  func order() {
    let decision = decide {
      small
      pool()
      node("a", type: "small").claimed { $0.conditions = [] }.with {
        $0.metadata.labels[Key.initialized] = nil
      }
      node("c", type: "small")
      node("b", type: "small")
      pod("p", cpu: "2", count: 3)
    }
    #expect(
      decision.placements == ["b: p-0", "c: p-1", "a: p-2"]
        || decision.placements == ["b: p-0", "c: p-1", "a: p-2"].sorted())
  }

  @Test("K97: labels have to be there")
  func labels() {
    let decision = decide {
      large
      pool().labeling(["team": "x"])
      node("n1", type: "large")
      pod("p", cpu: "1").selecting("team", "x")
    }
    #expect(decision.placements.isEmpty)
    #expect(decision.claims == ["p"])
  }

  @Test("K99: startup taints keep pods away once the node is initialized")
  func taints() {
    let decision = decide {
      large; pool(); node("n1", type: "large").tainted("cni"); pod("p", cpu: "1")
    }
    #expect(decision.claims == ["p"])
  }

  @Test("K109: host ports on existing nodes")
  func hostPorts() {
    let decision = decide {
      large
      pool()
      node("n1", type: "large").running(pod("x", cpu: "1").hostPort(80))
      pod("p", cpu: "1").hostPort(80)
      pod("q", cpu: "1").hostPort(80, networkProtocol: "UDP")
    }
    #expect(decision.claims == ["p"])
    #expect(decision.placements == ["n1: q"])
  }

  @Test("K111, K112: attach limits of existing nodes")
  func attachLimits() {
    let decision = decide {
      large
      pool()
      attachLimit("n1", 1)
      storageClass("s")
      for name in ["a", "b"] { volumeClaim(name, storageClass: "s") }
      node("n1", type: "large")
      pod("p", cpu: "3").mounting("a")
      pod("q", cpu: "2").mounting("b")
      pod("r", cpu: "1").mounting("a")
    }
    #expect(decision.placements == ["n1: p r"])
    #expect(decision.claims == ["q"])
  }

  @Test("K119, K121, K122: volumes decide the zone, and no preference changes that")
  func volumeZones() {
    let decision = decide {
      large
      pool()
      volumeClaim("c", volume: "v")
      volume("v", zone: "zone-b")
      node("n1", type: "large")
      pod("p", cpu: "1").mounting("c").preferring(Key.zone, "In", "zone-a")
      pod("q", cpu: "1").mounting("c").selecting(Key.zone, "zone-c")
    }
    #expect(decision.zones == ["zone-b"])
    #expect(decision.claims == ["p"])
    #expect(decision.unplaced == ["q IncompatibleRequirements"])
  }

  @Test("K114: alternatives of a volume are tried in order")
  func alternatives() {
    let two = ObjectDraft { scene in
      var item = PersistentVolume(metadata: ObjectMeta(name: "v"))
      item.nodeTerms = ["zone-x", "zone-c"].map {
        NodeSelectorTerm(matchExpressions: [require(Key.zone, "In", $0)])
      }
      scene.snapshot.volumes.append(item)
    }
    let decision = decide {
      large; pool(); volumeClaim("c", volume: "v"); two; pod("p", cpu: "1").mounting("c")
    }
    #expect(decision.zones == ["zone-c"])
  }

  @Test("a node with negative room holds nothing")
  func overfull() {
    let decision = decide {
      small; pool(); node("n1", type: "small").running(pod("x", cpu: "1", memory: "9Gi"));
      pod("p", cpu: "100m")
    }
    #expect(decision.placements.isEmpty && decision.claims == ["p"])
  }
}

@Suite struct ReservationTests {
  private func reserved(_ count: Int, id: String = "cr-1") -> TypeDraft {
    large.with { type in
      var offering = Offering(zone: "zone-a", capacityType: "reserved", price: Money(nanos: 35))
      offering.reservation = Reservation(id: id, count: count)
      type.offerings.append(offering)
    }
  }

  @Test("K176: reserved capacity first; without any left pods wait rather than pay")
  func waits() {
    let decision = decide {
      reserved(1); pool(); pod("p", cpu: "8", count: 2)
    }
    #expect(decision.plan.nodeClaims.map(\.offering.capacityType) == ["reserved"])
    #expect(decision.plan.nodeClaims.map(\.offering.reservationID) == ["cr-1"])
    #expect(decision.unplaced == ["p-1 ReservedCapacity"])
  }

  @Test("K176: a pod that cannot use the reservation does not wait for it")
  func others() {
    let decision = decide {
      reserved(1)
      pool()
      pod("p", cpu: "8")
      pod("q", cpu: "8").selecting(Key.capacityType, "on-demand")
    }
    #expect(decision.plan.nodeClaims.map(\.offering.capacityType).sorted() == ["on-demand", "reserved"])
  }

  @Test("K177: pools share a reservation; K179: none goes to a lighter pool instead")
  func shared() {
    let decision = decide {
      reserved(1)
      pool("a").weight(9)
      pool("b")
      pod("p", cpu: "8", count: 2)
    }
    #expect(decision.pools == ["a"])
    #expect(decision.unplaced == ["p-1 ReservedCapacity"])
  }

  @Test("K178: several reservations of one type")
  func several() {
    let both = reserved(1).with { type in
      var offering = Offering(zone: "zone-b", capacityType: "reserved", price: Money(nanos: 35))
      offering.reservation = Reservation(id: "cr-2", count: 1)
      type.offerings.append(offering)
    }
    // The first claim holds both reservations, because it may still become either.
    #expect(
      decide {
        both; pool(); pod("p", cpu: "8", count: 2)
      }.sizes == [1])
    let pinned = decide {
      both
      pool()
      pod("p", cpu: "8").selecting(Key.zone, "zone-a")
      pod("q", cpu: "8").selecting(Key.zone, "zone-b")
    }
    #expect(pinned.plan.nodeClaims.compactMap(\.offering.reservationID).sorted() == ["cr-1", "cr-2"])
  }

  @Test("K180: no preference is dropped for want of reserved capacity")
  func noRelaxation() {
    let decision = decide {
      reserved(1)
      pool()
      pod("p", cpu: "8", count: 2).preferring(Key.capacityType, "In", "reserved")
    }
    #expect(decision.unplaced == ["p-1 ReservedCapacity"])
  }

  @Test("an exhausted reservation is no offering")
  func exhausted() {
    #expect(
      decide {
        reserved(0); pool(); pod("p", cpu: "8")
      }.plan.nodeClaims.map(\.offering.capacityType) == ["on-demand"])
  }
}
