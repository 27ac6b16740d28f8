import StowageModel
import StowagePlan
import StowageTestKit
import StowageUnits
import Testing

/// What is done with those who may go: K234 to K298.
@Suite struct ConsolidationMethodTests {
  @Test("K234, K236: a node gives way to a cheaper one, never to one as dear")
  func replace() {
    disrupt(disruptable { node("n", type: "large").running(pod("a", cpu: "1")).claimed() }) { disrupted in
      #expect(disrupted.first?.action == .replace)
      #expect(disrupted.types == ["small"])
      #expect(disrupted.first?.savings == Money(dollars: 0.3))
    }
    disrupt(disruptable { node("n", type: "small").running(pod("a", cpu: "1")).claimed() }) {
      #expect($0.kept("n") == "NotCheaper")
    }
  }

  private func spotScene(spotPrice: Double, capacityTypes: String..., node capacityType: String) -> Scene {
    cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.1).with { type in
        type.offerings = [
          Offering(zone: "zone-a", capacityType: "on-demand", price: Money(dollars: 0.1)),
          Offering(zone: "zone-a", capacityType: "spot", price: Money(dollars: spotPrice)),
          Offering(zone: "zone-b", capacityType: "spot", price: Money(dollars: spotPrice / 2)),
        ]
      }
      pool().with { source in
        source.template.requirements = [NodeRequirement(key: Key.capacityType, values: capacityTypes)]
        source.disruption.budgets = [Budget(nodes: "100%")]
      }
      node("n", type: "small", capacityType: capacityType).running(pod("a", cpu: "1")).claimed()
    }
  }

  @Test("K235: the dearest spot zone has to be cheaper, and the replacement is pinned to spot")
  func onDemandToSpot() {
    disrupt(spotScene(spotPrice: 0.08, capacityTypes: "on-demand", "spot", node: "on-demand")) { disrupted in
      let written = disrupted.first?.replacements.first?.requirements.first { $0.key == Key.capacityType }
      #expect(written?.values == ["spot"])
    }
    disrupt(spotScene(spotPrice: 0.12, capacityTypes: "on-demand", "spot", node: "on-demand")) {
      #expect($0.kept("n") == "NotCheaper")
    }
  }

  private func spotNode(cheaper: Int, minValues: Int? = nil) -> Scene {
    cluster {
      for index in 0..<cheaper {
        type("t-\(index / 10)\(index % 10)", cpu: "4", memory: "16Gi", price: 0.1 + Double(index) / 1000)
          .with { $0.offerings[0].capacityType = "spot" }
      }
      type("z", cpu: "16", memory: "64Gi", price: 0.4).with { $0.offerings[0].capacityType = "spot" }
      pool().requiring(Key.instanceType, "Exists", minValues: minValues).with {
        $0.disruption.budgets = [Budget(nodes: "100%")]
      }
      node("n", type: "z", capacityType: "spot").running(pod("a", cpu: "1")).claimed()
    }
  }

  @Test("K237, K238, K239, K240: spot to spot is off, and wants the 15 cheapest types")
  func spotToSpot() {
    disrupt(spotNode(cheaper: 20)) { #expect($0.kept("n") == "SpotToSpotDisabled") }
    disrupt(spotNode(cheaper: 14), { $0.spotToSpot = true }) {
      #expect($0.kept("n") == "SpotToSpotFlexibility")
    }
    disrupt(spotNode(cheaper: 20), { $0.spotToSpot = true }) { disrupted in
      #expect(disrupted.types.count == 15)
      #expect(disrupted.types.first == "t-00" && disrupted.types.last == "t-14")
    }
  }

  @Test("K241: minValues may ask for more than 15 types")
  func spotWithMinValues() {
    disrupt(spotNode(cheaper: 20, minValues: 18), { $0.spotToSpot = true }) { #expect($0.types.count == 18) }
  }

  @Test("K242, K243: what is cheaper has to keep minValues, under every policy of them")
  func minValues() {
    let scene = cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.1)
      type("large", cpu: "16", memory: "64Gi", price: 0.4)
      pool().requiring(Key.instanceType, "Exists", minValues: 2).with {
        $0.disruption.budgets = [Budget(nodes: "100%")]
      }
      node("n", type: "large").running(pod("a", cpu: "1")).claimed()
    }
    for policy in [MinValuesPolicy.strict, .bestEffort] {
      disrupt(scene, { $0.minValues = policy }) { #expect($0.kept("n") == "MinValues") }
    }
  }

  @Test("K244, K245: pods go to free room, also that of foreign nodes, with or without an owner")
  func delete() {
    let scene = disruptable {
      node("n", type: "small").running(pod("a", cpu: "1")).claimed()
      node("f", type: "small", pool: nil)
    }
    disrupt(scene) { disrupted in
      #expect(disrupted.first?.action == .delete)
      #expect(disrupted.first?.moves.map(\.to) == ["f"])
    }
  }

  @Test("K246, K247: nodes that are coming up are good for pods of deleting nodes, not for consolidation")
  func comingUp() {
    func scene(isDeleting: Bool) -> Scene {
      disruptable {
        node("n", type: "small").running(pod("a", cpu: "3")).claimed {
          if isDeleting { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }
        }
        node("up", type: "large").claimed { $0.conditions = [Condition(type: "Registered", status: "True")] }
          .with { $0.metadata.labels[Key.initialized] = nil }
      }
    }
    disrupt(scene(isDeleting: false)) { #expect($0.kept("n") == "TargetUninitialized") }
    disrupt(scene(isDeleting: true)) { #expect($0.plan.placements.map(\.node) == ["up"]) }
  }

  @Test(
    "K248, K249: a node inside its consolidateAfter takes no moved pods, one of a pool that never consolidates does"
  )
  func targets() {
    func scene(_ after: Duration?) -> Scene {
      cluster {
        type("small", cpu: "4", memory: "16Gi", price: 0.1)
        pool().with { $0.disruption.budgets = [Budget(nodes: "100%")] }
        pool("other").with {
          $0.disruption.consolidateAfter = after
          $0.disruption.budgets = [Budget(nodes: "0")]
        }
        node("n", type: "small").running(pod("a", cpu: "1")).claimed()
        node("t", type: "small", pool: "other").running(pod("b", cpu: "1"))
          .claimed { $0.conditions.removeAll { $0.type == "Consolidatable" } }
      }
    }
    disrupt(scene(.seconds(3600))) { #expect(!$0.nodes.contains(["n"])) }
    disrupt(scene(nil)) { #expect($0.nodes == [["n"]]) }
  }

  @Test("K250, K251: a pod without any place holds nobody up, but none that runs may lose its own")
  func pending() {
    let scene = disruptable {
      node("n", type: "large").running(pod("a", cpu: "1")).claimed()
      pod("huge", cpu: "100")
    }
    disrupt(scene) { disrupted in
      #expect(disrupted.nodes == [["n"]])
      #expect(disrupted.plan.unschedulable.map(\.pod) == ["default/huge"])
    }
    let bound = disruptable {
      node("n", type: "large").labeled(["rack": "1"]).running(pod("a", cpu: "1").selecting("rack", "1"))
        .claimed()
    }
    disrupt(bound) { #expect($0.kept("n") == "PodsDoNotFit") }
  }

  @Test("K252, K253: several nodes become one, spot and on demand alike")
  func merge() {
    let scene = cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.2).with { type in
        type.offerings.append(Offering(zone: "zone-a", capacityType: "spot", price: Money(dollars: 0.15)))
      }
      type("medium", cpu: "8", memory: "32Gi", price: 0.3)
      pool().requiring(Key.capacityType, "In", "on-demand", "spot").with {
        $0.disruption.budgets = [Budget(nodes: "100%")]
      }
      node("a", type: "small").running(pod("a", cpu: "2500m")).claimed()
      node("b", type: "small", capacityType: "spot").running(pod("b", cpu: "2500m")).claimed()
      node("c", type: "small").running(pod("c", cpu: "2500m")).claimed()
    }
    disrupt(scene) { disrupted in
      #expect(disrupted.nodes == [["a", "b", "c"]])
      #expect(disrupted.types == ["medium"])
    }
  }

  @Test("K254: several nodes are not merged into one of a type that one of them has already")
  func sameType() {
    let scene = cluster {
      type("medium", cpu: "8", memory: "32Gi", price: 0.3)
      type("tiny", cpu: "1", memory: "4Gi", price: 0.2)
      pool().requiring(Key.capacityType, "In", "on-demand").with {
        $0.disruption.budgets = [Budget(nodes: "100%")]
      }
      node("a", type: "medium").running(pod("a", cpu: "5")).claimed()
      node("b", type: "medium").running(pod("b", cpu: "2")).claimed()
    }
    // One of them takes in the other, and goes itself where nothing else tells them apart.
    disrupt(scene) { #expect($0.nodes == [["a"]] && $0.first?.action == .delete) }
  }

  @Test("K257: single nodes are looked at pool by pool in turn")
  func turns() {
    let scene = cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.1)
      type("large", cpu: "16", memory: "64Gi", price: 0.4)
      for name in ["p", "q"] {
        pool(name).requiring(Key.capacityType, "In", "on-demand").tainted(name).with {
          $0.disruption.budgets = [Budget(nodes: "1")]
        }
      }
      for name in ["p", "q"] {
        node("\(name)-1", type: "large", pool: name).tainted(name)
          .running(pod("\(name)-1", cpu: "3").tolerating(name)).claimed()
        node("\(name)-2", type: "large", pool: name).tainted(name)
          .running(pod("\(name)-2", cpu: "3", count: 5).tolerating(name)).claimed()
      }
    }
    disrupt(scene) { #expect($0.nodes == [["p-1"], ["q-1"]]) }
  }

  @Test("K259, K260: spread and anti-affinity hold for pods that move")
  func topology() {
    let together = LabelSelector(matchLabels: ["x": "y"])
    let zones = disruptable {
      node("a", type: "small", zone: "zone-a").running(
        pod("a", cpu: "1").labeled(["x": "y"]).spread(over: Key.zone, matching: together)
      ).claimed()
      node("b", type: "small", zone: "zone-b").running(
        pod("b", cpu: "1").labeled(["x": "y"]).spread(over: Key.zone, matching: together)
      ).claimed()
    }
    disrupt(zones) { #expect($0.nodes.isEmpty) }
    let apart = disruptable {
      node("a", type: "small").running(
        pod("a", cpu: "1").labeled(["x": "y"]).apart(from: together, by: Key.host)
      ).claimed()
      node("b", type: "small").running(
        pod("b", cpu: "1").labeled(["x": "y"]).apart(from: together, by: Key.host)
      ).claimed()
    }
    disrupt(apart) { #expect($0.nodes.isEmpty) }
  }

  @Test("K273: a node costs what its offering says, whether that is still available or not")
  func soldOut() {
    let scene = cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.1)
      type("large", cpu: "16", memory: "64Gi", price: 0.4).with { $0.offerings[0].isAvailable = false }
      pool().requiring(Key.capacityType, "In", "on-demand").with {
        $0.disruption.budgets = [Budget(nodes: "100%")]
      }
      node("n", type: "large").running(pod("a", cpu: "1")).claimed()
    }
    disrupt(scene) { #expect($0.first?.savings == Money(dollars: 0.3)) }
  }

  @Test("K279: each pool has budgets of its own")
  func budgetsOfPools() {
    let scene = cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.1)
      for name in ["p", "q"] { pool(name).with { $0.disruption.budgets = [Budget(nodes: "2")] } }
      for name in ["p", "q"] {
        for index in 1...3 { node("\(name)-\(index)", type: "small", pool: name).claimed() }
      }
    }
    disrupt(scene) { #expect($0.first?.nodes == ["p-1", "p-2", "q-1", "q-2"]) }
  }

  // MARK: Drift and the end of life

  private func drifted(_ name: String, type: String, since seconds: Int64, _ pods: PodDraft?) -> NodeDraft {
    let draft = node(name, type: type).claimed {
      $0.conditions.append(
        Condition(type: "Drifted", status: "True", lastTransitionTime: Timestamp(seconds: seconds)))
    }
    return pods.map { draft.running($0) } ?? draft
  }

  @Test(
    "K281, K284: drifted nodes go one by one, empty ones first, then the oldest drift, whatever the policy")
  func drift() {
    let scene = disruptable({ $0.disruption.consolidateAfter = nil }) {
      drifted("a", type: "small", since: 300, pod("a", cpu: "3"))
      drifted("b", type: "small", since: 200, pod("b", cpu: "3"))
      drifted("c", type: "small", since: 400, nil)
    }
    disrupt(scene) { disrupted in
      #expect(disrupted.nodes == [["c"], ["b"], ["a"]])
      #expect(disrupted.plan.commands.allSatisfy { $0.reason == .drifted })
    }
  }

  @Test("K282: where a drifted node's pods fit nowhere, the next one goes")
  func driftGoesOn() {
    let scene = disruptable {
      drifted("a", type: "small", since: 100, pod("a", cpu: "3").selecting("rack", "1")).labeled(["rack": "1"]
      )
      drifted("b", type: "small", since: 200, pod("b", cpu: "3"))
    }
    disrupt(scene) { #expect($0.nodes == [["b"]]) }
  }

  @Test("K283: a drifted node may need several in its place")
  func driftToMany() {
    let scene = cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.1)
      pool().with { $0.disruption.budgets = [Budget(nodes: "100%")] }
      node("old", type: "small").with { source in
        source.allocatable[.cpu] = 16_000
        source.allocatable[.memory] = 64 << 30
        source.allocatable[.pods] = 110
      }.claimed { $0.conditions.append(Condition(type: "Drifted", status: "True")) }
        .running(pod("a", cpu: "3", count: 3))
    }
    disrupt(scene) { disrupted in
      #expect(disrupted.nodes == [["old"]])
      #expect(disrupted.first?.replacements.count == 3)
    }
  }

  @Test("K285: drift keeps within the budgets with all that is under way")
  func driftBudget() {
    let scene = disruptable({ $0.disruption.budgets = [Budget(nodes: "2")] }) {
      for index in 1...3 {
        drifted("n\(index)", type: "small", since: Int64(index), pod("p\(index)", cpu: "3"))
      }
    }
    disrupt(scene) { #expect($0.nodes == [["n1"], ["n2"]]) }
    disrupt(scene, { $0.maxWaves = 0 }) { #expect($0.plan.commands.map(\.wave) == [1, 1, 2]) }
  }

  @Test("K291: nodes go at the end of their life, not before, and whatever the budgets say")
  func expiration() {
    func scene(age: Int64) -> Scene {
      disruptable({ $0.disruption.budgets = [Budget(nodes: "0")] }) {
        node("n", type: "small").running(pod("a", cpu: "3")).claimed {
          $0.expireAfter = .seconds(3600)
          $0.metadata.creationTimestamp = Timestamp(seconds: 10_000)
        }
      }.with { $0.now = Timestamp(seconds: 10_000 + age) }
    }
    disrupt(scene(age: 3599)) { #expect($0.nodes.isEmpty) }
    disrupt(scene(age: 3600)) { #expect($0.first?.reason == .expired) }
  }

  @Test("K298: savings count the cheapest offering that the claim can be launched in")
  func savings() {
    disrupt(spotScene(spotPrice: 0.08, capacityTypes: "on-demand", "spot", node: "on-demand")) {
      #expect($0.first?.savings == Money(dollars: 0.06))
    }
  }

  @Test(
    "K268, K272: Balanced wants half of its share of the disruption saved, other pools nothing of the kind")
  func balanced() {
    func scene(_ policy: String, crowd: Int) -> Scene {
      disruptable({ $0.disruption.consolidationPolicy = policy }) {
        node("n", type: "small").running(pod("a", cpu: "50m", count: crowd)).claimed()
        node("l", type: "large").running(pod("b", cpu: "4", count: 3)).claimed()
      }
    }
    // A fifth of the cost for a third of the disruption, then for 21 parts of 25.
    disrupt(scene("Balanced", crowd: 1)) { #expect($0.nodes.contains(["n"])) }
    disrupt(scene("Balanced", crowd: 20)) { #expect($0.kept("n") == "BalancedScore") }
    disrupt(scene("WhenEmptyOrUnderutilized", crowd: 20)) { #expect($0.nodes.contains(["n"])) }
  }
}
