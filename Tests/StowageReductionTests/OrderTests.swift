import StowageModel
import StowagePlan
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// From a target to commands: what goes together, what has to wait, what is left out and why.
@Suite struct OrderTests {
  /// Four half-empty nodes of a pool that allows two disruptions at once.
  private func scene(
    budget: String = "2", @SceneBuilder _ parts: () -> [any ScenePart] = { [] }
  ) -> Scene {
    cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.2)
      type("large", cpu: "8", memory: "32Gi", price: 0.3)
      pool().requiring(Key.capacityType, "In", "on-demand").with {
        $0.disruption.budgets = [Budget(nodes: budget)]
      }
      node("a", type: "small").running(
        pod("web", cpu: "1").named("web-1"), pod("web", cpu: "1").named("web-2")
      )
      .claimed()
      node("b", type: "small").running(
        pod("web", cpu: "1").named("web-3"), pod("web", cpu: "1").named("web-4")
      )
      .claimed()
      node("c", type: "small").running(pod("web", cpu: "1").named("web-5")).claimed()
      node("d", type: "small").claimed()
      parts()
    }.with { $0.evictionPrice = .zero }
  }

  @Test func nodesWhosePodsFitElsewhereGoOneByOne() {
    let moved = PlanDraft().placing(on: "b", "web-1", "web-2")
    let ordered = OrderedScene(scene(), closing: ["a", "d"], moved)
    expect(ordered, "1 delete d", "1 delete a")
    #expect(ordered.plan.commands.map(\.reason) == [.empty, .underutilized])
    #expect(ordered.plan.cost.after == Money(dollars: 0.4))
    #expect(ordered.plan.commands[1].disruptionCost == 2)
    #expect(ordered.reason("b") == "NotCheaper")
  }

  @Test func budgetsMakeWaves() {
    let moved = PlanDraft().placing(on: "b", "web-1", "web-2").placing(on: "d", "web-5")
    let scene = scene(budget: "1")
    let ordered = OrderedScene(scene.with { $0.maxWaves = 0 }, closing: ["a", "c"], moved)
    expect(ordered, "1 delete a", "2 delete c")
    let first = OrderedScene(scene, closing: ["a", "c"], moved)
    expect(first, "1 delete a")
    #expect(first.reason("c") == "NodePoolBudget")
  }

  /// A new node that may come up as too few types holds back those whose pods go there, and no others.
  @Test func tooFewTypesForOneLeaveTheRest() {
    let scene = cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.4).spot(0.25)
      type("tiny", cpu: "4", memory: "16Gi", price: 0.1)
      type("large", cpu: "8", memory: "32Gi", price: 0.9).spot(0.05)
      pool().with { $0.disruption.budgets = [Budget(nodes: "100%")] }
      node("a", type: "small", capacityType: "spot").running(pod("web", cpu: "1").named("web-1")).claimed()
      node("b", type: "small", capacityType: "spot").running(
        pod("web", cpu: "1").named("web-2"), pod("big", cpu: "2").named("big-1")
      )
      .claimed()
    }.with {
      $0.evictionPrice = .zero
      $0.spotToSpot = true
      $0.minSpotTypes = 2
    }
    let moved = PlanDraft().launching("tiny", for: "web-1", "web-2")
      .launching("large", capacityType: "spot", for: "big-1")
    let ordered = OrderedScene(scene, closing: ["a", "b"], moved)
    expect(ordered, "1 replace a by tiny")
    #expect(ordered.reason("b") == "SpotToSpotFlexibility")
    expect(
      OrderedScene(scene.with { $0.minSpotTypes = 1 }, closing: ["a", "b"], moved),
      "1 replace a,b by large,tiny")
  }

  @Test func nodesThatShareANewOneGoTogether() {
    let moved = PlanDraft().launching("large", for: "web-1", "web-2", "web-3", "web-4")
    let ordered = OrderedScene(scene(), closing: ["a", "b"], moved)
    expect(ordered, "1 replace a,b by large")
    #expect(ordered.plan.commands[0].savings == Money(dollars: 0.1))
    #expect(ordered.plan.commands[0].replacements[0].name == "default-1")
  }

  /// The budget allows two nodes: they pay for the new one, to which the third follows in the next wave.
  @Test func whatIsTooMuchAtOnceIsSplit() {
    let moved = PlanDraft().launching("large", for: "web-1", "web-2", "web-3", "web-4", "web-5")
    let ordered = OrderedScene(scene().with { $0.maxWaves = 0 }, closing: ["a", "b", "c"], moved)
    expect(ordered, "1 replace a,b by large", "2 delete c")
    expect(OrderedScene(scene(), closing: ["a", "b", "c"], moved), "1 replace a,b by large")
    let one = OrderedScene(scene(budget: "1"), closing: ["a", "b", "c"], moved)
    expect(one)
    #expect(one.reason("a") == "NodePoolBudget")
  }

  /// Which of the equal pods goes where is free: each new node is filled from nodes of its own.
  @Test func equalPodsAreDealtOutInSmallGroups() {
    let scene = scene(budget: "100%") {
      node("e", type: "large").running(
        pod("web", cpu: "1").named("web-6"), pod("web", cpu: "1").named("web-7")
      )
      .claimed()
    }
    let moved = PlanDraft().launching("small", for: "web-1", "web-6", "web-3")
      .launching("small", for: "web-2", "web-7").placing(on: "c", "web-4")
    let ordered = OrderedScene(scene, closing: ["a", "b", "e"], moved)
    #expect(ordered.report.isOK, "\(ordered.report.violations)")
    #expect(ordered.plan.commands.count == 2, "\(ordered.commands)")
  }

  @Test func disruptionBudgetsMakeWaves() {
    let web = LabelSelector(matchExpressions: [LabelExpression(key: "app", op: "In", values: ["web"])])
    let scene = scene { disruptionBudget("web", web, allowed: 2) }
    let moved = PlanDraft().placing(on: "b", "web-1", "web-2").placing(on: "d", "web-5")
    let ordered = OrderedScene(scene.with { $0.maxWaves = 0 }, closing: ["a", "c"], moved)
    #expect(ordered.report.isOK, "\(ordered.report.violations)")
    #expect(ordered.plan.commands.map(\.wave) == [1, 2])
    let first = OrderedScene(scene, closing: ["a", "c"], moved)
    #expect(first.plan.kept.contains { $0.reason == "PodDisruptionBudget" && $0.blockedBy == "default/web" })
  }

  @Test func pendingPodsComeFirst() {
    let scene = scene { pod("web", cpu: "1").named("new-1") }
    let moved = PlanDraft().launching("large", for: "web-1", "web-2", "web-3", "web-4", "new-1")
    let ordered = OrderedScene(scene, closing: ["a", "b"], moved)
    expect(ordered, "1 delete a", "1 delete b")
    #expect(ordered.plan.nodeClaims.map(\.pods) == [["default/new-1"]])
    #expect(ordered.plan.cost.before == Money(dollars: 1.1))
    #expect(ordered.plan.cost.after == Money(dollars: 0.7))
  }

  @Test func callersSetLimits() {
    let moved = PlanDraft().placing(on: "b", "web-1", "web-2")
    func order(_ change: (inout Options) -> Void) -> OrderedScene {
      OrderedScene(scene().with(change), closing: ["a", "d"], moved)
    }
    expect(order { $0.maxCommands = 1 }, "1 delete d")
    #expect(order { $0.maxCommands = 1 }.reason("a") == "MaxCommands")
    expect(order { $0.maxMoves = "1" }, "1 delete d")
    expect(order { $0.maxMoves = "39%" }, "1 delete d")
    #expect(order { $0.maxMoves = "39%" }.reason("a") == "MaxMoves")
    expect(order { $0.maxMoves = "40%" }, "1 delete d", "1 delete a")
    expect(order { $0.minSavings = Money(dollars: 0.3) }, "1 delete d")
    expect(order { $0.evictionPrice = Money(dollars: 0.11) }, "1 delete d")
    #expect(order { $0.evictionPrice = Money(dollars: 0.11) }.reason("a") == "NotCheaper")
  }

  @Test func blockedNodesSayWhatHoldsThem() {
    let scene = scene {
      node("e", type: "small").running(
        pod("held").annotated(["karpenter.sh/do-not-disrupt": "true"])
      ).claimed()
    }
    let ordered = OrderedScene(scene, closing: [], PlanDraft())
    #expect(ordered.reason("e") == "PodDoNotDisrupt")
    #expect(ordered.plan.kept.first { $0.node == "e" }?.blockedBy == "default/held")
  }

  /// Drifted nodes go without saving anything, and by a reason of their own.
  @Test func driftedNodesAreReplaced() {
    let scene = scene {
      node("e", type: "small").running(pod("web", cpu: "1").named("web-8")).claimed {
        $0.conditions.append(Condition(type: "Drifted", status: "True"))
      }
    }
    let ordered = OrderedScene(scene, closing: ["e"], PlanDraft().launching("large", for: "web-8"))
    expect(ordered, "1 replace e by large")
    #expect(ordered.plan.commands[0].reason == .drifted)
    #expect(ordered.plan.commands[0].savings == Money(dollars: -0.1))
    // Together with a node that is not drifted it has to save something.
    let shared = PlanDraft().launching("large", for: "web-8", "web-1", "web-2")
    expect(OrderedScene(scene, closing: ["a", "e"], shared), "1 replace a,e by large")
    // Where consolidation may not touch it, the other node follows when the new one is there.
    var held = scene.with { $0.maxWaves = 0 }
    for index in held.snapshot.nodeClaims.indices where held.snapshot.nodeClaims[index].nodeName == "e" {
      held.snapshot.nodeClaims[index].conditions.removeAll { $0.type == "Consolidatable" }
    }
    expect(OrderedScene(held, closing: ["a", "e"], shared), "1 replace e by large", "2 delete a")
  }

  @Test func limitsHoldAtEveryStep() {
    var scene = scene(budget: "100%")
    scene.snapshot.nodePools[0].limits[.nodes] = 4
    let moved = PlanDraft().launching("large", for: "web-1", "web-2", "web-3", "web-4")
    expect(OrderedScene(scene, closing: ["a", "b"], moved), "1 replace a,b by large")
    scene.snapshot.nodePools[0].limits[.nodes] = 2
    let ordered = OrderedScene(scene, closing: ["a", "b"], moved)
    expect(ordered)
    #expect(ordered.reason("a") == "NodePoolLimit")
  }

  /// Pods move after those that their affinity asks for, and into zones that have room for them by then.
  @Test func rulesBetweenPodsHoldAtEveryStep() {
    let scene = cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.2)
      pool().requiring(Key.capacityType, "In", "on-demand").with {
        $0.disruption.budgets = [Budget(nodes: "1")]
      }
      node("a", type: "small").running(pod("follower", cpu: "1").near(app("leader"), by: Key.host)).claimed()
      node("b", type: "small").running(pod("leader", cpu: "1")).claimed()
      node("c", type: "small").running(
        pod("other", cpu: "1").annotated(["karpenter.sh/do-not-disrupt": "true"])
      )
      .claimed()
    }.with {
      $0.evictionPrice = .zero
      $0.maxWaves = 0
    }
    let moved = PlanDraft().placing(on: "c", "follower", "leader")
    expect(OrderedScene(scene, closing: ["a", "b"], moved), "1 delete b", "2 delete a")
  }
}

extension PodDraft {
  /// The same pod under another name, with the labels that it had.
  fileprivate func named(_ name: String) -> PodDraft {
    var copy = with { $0.metadata.name = name }
    copy.name = name
    return copy
  }
}
