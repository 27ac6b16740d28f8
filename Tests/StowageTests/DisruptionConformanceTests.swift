import Stowage
import StowageModel
import StowagePlan
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// Rules of Karpenter's checklist about who may be disrupted and what for, under every policy that they hold for.
@Suite struct DisruptionConformanceTests {
  static func plan(_ scene: Scene, _ policy: Policy, _ change: (inout Options) -> Void = { _ in })
    -> ConsolidationPlan
  {
    let scene = scene.with {
      $0.policy = policy
      $0.evictionPrice = .zero
      $0.maxWaves = 0
      change(&$0)
    }
    let plan = Engine().consolidate(scene.snapshot, catalog: scene.catalog, options: scene.options)
    let report = Engine().check(
      plan, snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    #expect(report.isOK, "\(policy): \(report.violations)")
    return plan
  }

  private func scene(
    _ policy: String = "WhenEmptyOrUnderutilized", @SceneBuilder _ parts: () -> [any ScenePart]
  ) -> Scene {
    cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.1)
      type("large", cpu: "16", memory: "64Gi", price: 0.4)
      for name in ["default", "other"] {
        pool(name).requiring(Key.capacityType, "In", "on-demand").with {
          $0.disruption.consolidationPolicy = policy
          $0.disruption.budgets = [Budget(nodes: "100%")]
        }
      }
      parts()
    }
  }

  @Test("K182: from one reservation to a cheaper one", arguments: [Policy.karpenter, .greedy, .optimal])
  func reservations(policy: Policy) {
    func reserved(_ name: String, price: Double) -> Offering {
      var offering = Offering(
        zone: "zone-a", capacityType: "reserved", price: Money(dollars: price / 1e7))
      offering.reservation = Reservation(id: "cr-\(name)", count: 1)
      return offering
    }
    let scene = cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.1).with {
        $0.offerings.append(reserved("small", price: 0.1))
      }
      type("large", cpu: "16", memory: "64Gi", price: 0.4).with {
        $0.offerings.append(reserved("large", price: 0.4))
      }
      pool().with { $0.disruption.budgets = [Budget(nodes: "100%")] }
      node("n", type: "large", capacityType: "reserved").labeled([LabelKeys.reservationID: "cr-large"])
        .running(pod("a", cpu: "1")).claimed()
    }
    let plan = Self.plan(scene, policy)
    #expect(plan.commands.map(\.nodes) == [["n"]])
    #expect(plan.commands.first?.replacements.first?.offering.reservationID == "cr-small")
  }

  @Test("K264: preferences that are ignored keep no node")
  func preferences() {
    let scene = scene {
      for name in ["m", "n"] {
        node(name, type: "small").running(
          pod("a-\(name)", cpu: "1").labeled(["app": "a"])
            .preferringApart(from: app("a"), by: Key.host)
        ).claimed()
      }
    }
    #expect(Self.plan(scene, .karpenter).commands.isEmpty)
    #expect(Self.plan(scene, .karpenter) { $0.preferences = .ignore }.commands.count == 1)
    // A preference is worth next to nothing beside a node.
    #expect(Self.plan(scene, .optimal).commands.count == 1)
  }

  @Test(
    "K265: a local volume does not hold its pod on the node, another does",
    arguments: [Policy.karpenter, .greedy, .optimal])
  func localVolumes(policy: Policy) {
    func scene(_ source: String) -> Scene {
      self.scene {
        volumeClaim("x", volume: "v")
        volume("v")
        ObjectDraft { scene in
          scene.snapshot.volumes[0].source = source
          if source == "local" { scene.snapshot.volumes[0].csiDriver = "" }
          scene.snapshot.volumes[0].nodeTerms = [
            NodeSelectorTerm(matchExpressions: [
              NodeRequirement(key: Key.host, op: "In", values: ["n"])
            ])
          ]
        }
        node("n", type: "large").running(pod("a", cpu: "1").mounting("x")).claimed()
      }
    }
    let plan = Self.plan(scene("local"), policy)
    #expect(plan.commands.first?.replacements.first?.offering.instanceType == "small")
    #expect(Self.plan(scene("csi"), policy).commands.isEmpty)
  }

  @Test(
    "K269: Balanced scores a command the same whatever the size of its pool",
    arguments: [Policy.karpenter, .greedy, .optimal])
  func scale(policy: Policy) {
    for (crowd, isGood) in [(1, true), (20, false)] {
      for copies in [1, 2, 5] {
        let scene = scene("Balanced") {
          for copy in 0..<copies {
            let mark: Labels = copy == 0 ? [:] : ["karpenter.sh/do-not-disrupt": "true"]
            node("n-\(copy)", type: "small").annotated(mark)
              .running(pod("a-\(copy)", cpu: "50m", count: crowd)).claimed()
            node("l-\(copy)", type: "large").annotated(["karpenter.sh/do-not-disrupt": "true"])
              .running(pod("b-\(copy)", cpu: "4", count: 3)).claimed()
          }
        }
        let plan = Self.plan(scene, policy)
        #expect(plan.commands.flatMap(\.nodes) == (isGood ? ["n-0"] : []), "\(copies) of \(crowd)")
      }
    }
  }

  private func twoPools(_ policy: String) -> Scene {
    scene(policy) {
      node("a", type: "large").running(pod("one", cpu: "1")).claimed()
      node("b", type: "small", pool: "other").running(pod("crowd", cpu: "50m", count: 20)).claimed()
      node("c", type: "large", pool: "other").annotated(["karpenter.sh/do-not-disrupt": "true"])
        .running(pod("big", cpu: "4", count: 3)).claimed()
    }
  }

  @Test(
    "K270: every Balanced pool that a command takes from has to gain",
    arguments: [Policy.karpenter, .greedy, .optimal])
  func everyPool(policy: Policy) {
    let plan = Self.plan(twoPools("Balanced"), policy)
    #expect(plan.commands.flatMap(\.nodes) == ["a"])
    #expect(plan.kept.first { $0.node == "b" }?.reason == "BalancedScore")
    let loose = Self.plan(twoPools("WhenEmptyOrUnderutilized"), policy)
    #expect(Set(loose.commands.flatMap(\.nodes)) == ["a", "b"])
  }

  @Test("K271: what a command saves is split among its pools by what their nodes cost")
  func split() {
    let scene = twoPools("Balanced")
    let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    let rules = DisruptionRules(cluster)
    let balances = PoolBudgets(cluster, rules: rules).balances(
      cluster.nodes.filter { ["a", "b"].contains($0.name) }, savings: Money(dollars: 0.25), rules: rules)
    #expect(balances.map(\.pool) == ["default", "other"])
    // 0.2 of 0.4 dollars, and 0.05 of 0.5.
    #expect(abs(balances[0].saved - 0.5) < 1e-9 && abs(balances[1].saved - 0.1) < 1e-9)
    #expect(abs(balances[1].disrupted - 21.0 / 25) < 1e-9)
  }
}
