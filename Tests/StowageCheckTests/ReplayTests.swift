import StowageCheck
import StowageModel
import StowagePlan
import StowageTestKit
import StowageUnits
import Testing

/// Consolidation plans of a cluster of four half-empty nodes, right and broken in one way each.
@Suite struct ReplayTests {
  private static func scene(@SceneBuilder _ parts: () -> [any ScenePart] = { [] }) -> Scene {
    cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.2)
      type("large", cpu: "8", memory: "32Gi", price: 0.3)
      pool().requiring(Key.capacityType, "In", "on-demand").with {
        $0.disruption.budgets = [Budget(nodes: "2")]
      }
      node("a", type: "small").running(pod("web-a", cpu: "1", count: 2)).claimed()
      node("b", type: "small").running(pod("web-b", cpu: "1", count: 2)).claimed()
      node("c", type: "small").running(pod("web-c", cpu: "1")).claimed()
      node("d", type: "small").claimed()
      parts()
    }
  }

  /// Deletes node a, whose two pods go to b, and empty d.
  private static var right: ConsolidationPlan {
    var plan = ConsolidationPlan()
    var delete = DisruptionCommand(action: .delete, reason: .underutilized, nodes: ["a"])
    delete.moves = moves("web-a", from: "a", to: "b")
    delete.savings = Money(dollars: 0.2)
    var empty = DisruptionCommand(action: .delete, reason: .empty, nodes: ["d"])
    empty.savings = Money(dollars: 0.2)
    plan.commands = [delete, empty]
    plan.cost = ConsolidationCost(before: Money(dollars: 0.8), after: Money(dollars: 0.4))
    return plan
  }

  private static func moves(_ draft: String, from: String, to: String) -> [PodMove] {
    ["\(draft)-0", "\(draft)-1"].map { PodMove(pod: "default/\($0)", from: from, to: to) }
  }

  private func check(
    _ scene: Scene = scene(), _ change: (inout ConsolidationPlan) -> Void = { _ in }
  ) -> CheckReport {
    var plan = Self.right
    change(&plan)
    return Checker.check(plan: plan, snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
  }

  @Test func rightPlanPasses() {
    let report = check()
    expect(report)
    #expect(report.cost == Money(dollars: 0.4))
  }

  @Test func everyPodOfARemovedNodeMovesOnce() {
    expect(check { $0.commands[0].moves.removeLast() }, .podLeftBehind)
    expect(check { $0.commands[0].moves.append($0.commands[0].moves[0]) }, .podMovedTwice)
    expect(check { $0.commands[0].moves[0].from = "b" }, .wrongMove)
    expect(
      check { $0.commands[0].moves.append(PodMove(pod: "default/web-c", from: "c", to: "b")) }, .wrongMove)
    expect(check { $0.commands[0].moves[0].pod = "default/ghost" }, .unknownPod, .podLeftBehind)
  }

  @Test func targetsAreThere() {
    expect(check { $0.commands[0].moves[0].to = "ghost" }, .targetNotUsable)
    expect(check { $0.commands[0].moves[0].to = "a" }, .targetNotUsable)
    expect(
      check {
        $0.commands.swapAt(0, 1); $0.commands[1].moves[0].to = "d"
      }, .targetNotUsable)
  }

  @Test func targetsHaveRoom() {
    expect(check { $0.commands[0].moves = Self.moves("web-a", from: "a", to: "c") })
    let tight = Self.scene { pod("big", cpu: "2").running(on: "b") }
    expect(check(tight), .insufficientResources)
  }

  @Test func rulesHoldForMovedPods() {
    let guarded = Self.scene {
      pod("guard").apart(from: app("web-a"), by: Key.host).running(on: "b")
    }
    expect(check(guarded), .podAntiAffinity)
    expect(check(guarded) { $0.commands[0].moves = Self.moves("web-a", from: "a", to: "c") })
  }

  @Test func nodesGoOnce() {
    expect(check { $0.commands[1].nodes = ["a"] }, .nodeRemovedTwice, .wrongCost, .wrongSavings)
    expect(check { $0.commands[1].nodes = ["ghost"] }, .unknownNode, .wrongCost, .wrongSavings)
    expect(check { $0.commands[1].nodes = [] }, .wrongAction, .wrongCost, .wrongSavings)
    expect(
      check { $0.kept = [NodeVerdict(node: "a", reason: "Test", message: "")] }, .keptNodeRemoved)
  }

  @Test func nodesLaunchedOrFilledInAWaveStayInIt() {
    func chain(_ plan: inout ConsolidationPlan, wave: Int) {
      var next = DisruptionCommand(action: .delete, reason: .underutilized, nodes: ["b"])
      next.moves =
        Self.moves("web-b", from: "b", to: "c") + [PodMove(pod: "default/web-a-0", from: "b", to: "c")]
      next.savings = Money(dollars: 0.2)
      next.wave = wave
      plan.commands[0].moves[1].to = "c"
      plan.commands[1] = next
    }
    expect(check { chain(&$0, wave: 1) }, .waveConflict, .insufficientResources)
    expect(check { chain(&$0, wave: 2) }, .insufficientResources)
    expect(check { chain(&$0, wave: 3) }, .wrongWave, .insufficientResources)
  }

  @Test func replacementsAreClaimsOfTheirOwn() {
    func replace(_ plan: inout ConsolidationPlan, _ change: (inout DisruptionCommand) -> Void = { _ in }) {
      var command = DisruptionCommand(action: .replace, reason: .underutilized, nodes: ["a", "b"])
      var claim = PlannedClaim(
        name: "default-1", nodePool: "default",
        offering: PlannedOffering(
          instanceType: "large", zone: "zone-a", capacityType: "on-demand", price: Money(dollars: 0.3)))
      claim.instanceTypes = ["large"]
      claim.pods = ["web-a-0", "web-a-1", "web-b-0", "web-b-1"].map { "default/\($0)" }
      command.replacements = [claim]
      command.moves =
        Self.moves("web-a", from: "a", to: "default-1") + Self.moves("web-b", from: "b", to: "default-1")
      command.savings = Money(dollars: 0.1)
      change(&command)
      plan.commands = [command]
      plan.cost.after = Money(dollars: 0.7)
    }
    expect(check { replace(&$0) })
    expect(check { replace(&$0) { $0.action = .delete } }, .wrongAction)
    expect(check { replace(&$0) { $0.replacements[0].pods.removeLast() } }, .wrongReplacementPods)
    expect(check { replace(&$0) { $0.replacements[0].offering.price = .zero } }, .wrongPrice)
    expect(check { replace(&$0) { $0.replacements[0].instanceTypes = ["large", "small"] } })
    expect(
      check { replace(&$0) { $0.replacements[0].instanceTypes = ["large", "tiny"] } }, .unknownInstanceType)
    expect(check { replace(&$0) { $0.savings.nanos += 1 } }, .wrongSavings)
    let dear = check {
      replace(&$0) {
        $0.nodes = ["a"]; $0.moves.removeLast(2); $0.replacements[0].pods.removeLast(2);
        $0.savings = Money(dollars: -0.1)
      }
      $0.cost.after = Money(dollars: 0.9)
    }
    expect(dear, .noSavings)
    let limited = Self.scene().limitingNodes(to: 4)
    expect(check(limited) { replace(&$0) })
    expect(check(Self.scene().limitingNodes(to: 2)) { replace(&$0) }, .nodePoolLimitExceeded)
  }

  @Test func budgetsHoldPerWave() {
    let one = Self.scene().budget("1")
    expect(check(one), .nodeBudgetExceeded)
    expect(check(one) { $0.commands[1].wave = 2 })
    expect(check(Self.scene().budget("50%")))
    expect(check(Self.scene().budget("25%")), .nodeBudgetExceeded)
  }

  @Test func disruptionBudgetsHoldPerWave() {
    let web = LabelSelector(matchExpressions: [
      LabelExpression(key: "app", op: "In", values: ["web-a", "web-c"])
    ])
    let two = Self.scene { disruptionBudget("web", web, allowed: 2) }
    expect(check(two))
    let one = Self.scene { disruptionBudget("web", web, allowed: 1) }
    expect(check(one), .disruptionBudgetExceeded)
    let none = Self.scene { disruptionBudget("web", web, allowed: 0) }
    expect(check(none), .nodeBlocked, .disruptionBudgetExceeded)
    func alsoC(_ plan: inout ConsolidationPlan, wave: Int) {
      var next = DisruptionCommand(action: .delete, reason: .underutilized, nodes: ["c"])
      next.moves = [PodMove(pod: "default/web-c", from: "c", to: wave == 1 ? "d" : "d")]
      next.savings = Money(dollars: 0.2)
      next.wave = wave
      plan.commands[1] = next
    }
    expect(check(two) { alsoC(&$0, wave: 1) }, .disruptionBudgetExceeded)
    expect(check(two) { alsoC(&$0, wave: 2) })
  }

  @Test func blockedNodesStay() {
    let held = Self.scene { pod("held").annotated(["karpenter.sh/do-not-disrupt": "true"]).running(on: "d") }
    expect(check(held), .nodeBlocked, .podLeftBehind)
    expect(check { $0.commands[0].reason = .drifted }, .nodeBlocked)
    expect(check { $0.commands[0].reason = .expired }, .nodeBlocked)
    expect(check { $0.commands[0].reason = .empty }, .nodeBlocked)
  }

  @Test func pendingPodsComeFirst() {
    let scene = Self.scene { pod("new", cpu: "2") }
    expect(check(scene), .podMissing)
    expect(check(scene) { $0.placements = [Placement(node: "c", pods: ["default/new"])] })
    expect(
      check(scene) { $0.placements = [Placement(node: "b", pods: ["default/new"])] }, .insufficientResources)
    expect(check(scene) { $0.placements = [Placement(node: "d", pods: ["default/new"])] }, .podLeftBehind)
  }

  @Test func figures() {
    expect(check { $0.cost.before.nanos += 1 }, .wrongCost)
    expect(check { $0.cost.lowerBound = Money(dollars: 0.5) }, .boundAboveCost)
  }
}

extension Scene {
  fileprivate func budget(_ nodes: String) -> Scene {
    var copy = self
    copy.snapshot.nodePools[0].disruption.budgets = [Budget(nodes: nodes)]
    return copy
  }

  fileprivate func limitingNodes(to count: Int64) -> Scene {
    var copy = self
    copy.snapshot.nodePools[0].limits[.nodes] = count
    return copy
  }
}
