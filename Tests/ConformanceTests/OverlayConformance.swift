import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// What NodeOverlays change about the catalog: K51, K183 to K188, K321.
@Suite struct OverlayConformance {
  private func named(_ values: String...) -> NodeRequirement {
    NodeRequirement(key: Key.instanceType, values: values)
  }

  /// The price of the node that one pod of a core gets.
  private func price(_ overlays: ObjectDraft..., sourceLocation: SourceLocation = #_sourceLocation)
    -> Set<Double>
  {
    var prices: Set<Double> = []
    decide(
      cluster {
        type("only", cpu: "2", memory: "4Gi", price: 0.1)
        pool()
        overlays
        pod("a", cpu: "1")
      }, sourceLocation: sourceLocation
    ) { prices.insert($0.claim(of: "a")?.offering.price.dollars ?? -1) }
    return prices
  }

  @Test("K51: a price is set, or goes up or down by an amount or a percentage, never below zero")
  func arithmetic() {
    #expect(price(overlay("o", named("only"), price: "0.25")) == [0.25])
    #expect(price(overlay("o", named("only"), adjustment: "+0.05")) == [0.15])
    #expect(price(overlay("o", named("only"), adjustment: "-0.03")) == [0.07])
    #expect(price(overlay("o", named("only"), adjustment: "+50%")) == [0.15])
    #expect(price(overlay("o", named("only"), adjustment: "-10%")) == [0.09])
    #expect(price(overlay("o", named("only"), adjustment: "-1")) == [0])
  }

  @Test("K183: an overlay changes the offerings that it names and no others")
  func pricing() {
    decide(
      cluster {
        threeSizes
        pool()
        overlay("zone", NodeRequirement(key: Key.zone, values: ["zone-b"]), adjustment: "-50%")
        overlay("type", named("small"), NodeRequirement(key: Key.zone, values: ["zone-a"]), price: "7")
        pod("a", cpu: "1")
      }
    ) { decided in
      #expect(decided.type(of: "a") == "small")
      #expect(decided.zone(of: "a") == "zone-b")
      #expect(decided.claim(of: "a")?.offering.price == Money(dollars: 0.05))
    }
  }

  @Test("K184: the overlay of the highest weight decides, and a price is changed once")
  func weights() {
    let light = overlay("z", named("only"), weight: 1, price: "5")
    let heavy = overlay("a", named("only"), weight: 9, adjustment: "+0.1")
    #expect(price(light, heavy) == [0.2])
  }

  @Test(
    "K185, K186: of two that are equal and overlap, the later one changes nothing, in no pool and of no type")
  func conflicts() {
    decide(
      cluster {
        threeSizes
        pool()
        overlay("b", named("small"), weight: 5, price: "0.3")
        overlay("a", named("small", "medium"), weight: 5, price: "0.01")
        pod("a", cpu: "1")
      }
    ) { decided in
      // The first by name, backwards, holds; the other would have made medium the cheapest.
      #expect(decided.type(of: "a") == "medium")
      #expect(decided.claim(of: "a")?.offering.price == Money(dollars: 0.2))
      #expect(decided.plan.warnings.contains { $0.object == "NodeOverlay a" })
    }
  }

  @Test("K187: resources of types come from overlays too")
  func capacity() {
    decide(
      cluster {
        threeSizes
        pool()
        overlay("fuse", named("medium"), capacity: ["smarter-devices/fuse": 2])
        pod("a", cpu: "1", count: 3).requesting("smarter-devices/fuse", "1")
      }
    ) { decided in
      #expect(decided.claims.map(\.offering.instanceType) == ["medium", "medium"])
    }
  }

  @Test("K188: an overlay may be for one pool, and is none of the others' business")
  func pools() {
    decide(
      cluster {
        threeSizes
        pool("one")
        pool("two").labeling(["team": "red"])
        overlay("red", NodeRequirement(key: "team", values: ["red"]), named("small"), price: "0.04")
        overlay("bad", NodeRequirement(key: "team", values: ["red"]), capacity: ["cpu": 64_000])
        overlay(
          "fuse", NodeRequirement(key: Key.nodePool, values: ["one"]), named("small"),
          capacity: ["smarter-devices/fuse": 1])
        pod("a", cpu: "1").selecting(Key.nodePool, "one").requesting("smarter-devices/fuse", "1")
        pod("b", cpu: "1").selecting(Key.nodePool, "two")
        pod("c", cpu: "1").selecting(Key.nodePool, "two").requesting("smarter-devices/fuse", "1")
      }
    ) { decided in
      #expect(decided.claim(of: "a")?.offering.price == Money(dollars: 0.1))
      #expect(decided.claim(of: "b")?.offering.price == Money(dollars: 0.04))
      #expect(!decided.isPlaced("c"))
      #expect(decided.plan.warnings.contains { $0.object == "NodeOverlay bad" })
    }
  }

  @Test("K321: a type that has no price can be had once an overlay sets one")
  func unpriced() {
    decide(
      cluster {
        type("new", cpu: "2", memory: "4Gi").offering("zone-a", "on-demand", 0, available: false)
        type("other", cpu: "2", memory: "4Gi", price: 0.5)
        pool()
        overlay("priced", named("new"), price: "0.2")
        pod("a", cpu: "1")
      }
    ) { #expect($0.type(of: "a") == "new") }
  }
}
