import Stowage
import StowageModel
import StowagePlan
import StowageReduction
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// Plans of the whole engine, and the clusters that they lead to.
@Suite struct ConsolidationTests {
  private func scene(budget: String = "100%", @SceneBuilder _ parts: () -> [any ScenePart]) -> Scene {
    cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.2)
      type("medium", cpu: "8", memory: "32Gi", price: 0.3)
      type("large", cpu: "16", memory: "64Gi", price: 0.5)
      pool().requiring(Key.capacityType, "In", "on-demand").with {
        $0.disruption.budgets = [Budget(nodes: budget)]
      }
      parts()
    }.with {
      $0.maxWaves = 0
      $0.now = Timestamp(seconds: 1_700_000_000)
    }
  }

  private func plan(_ scene: Scene) -> ConsolidationPlan {
    let plan = Engine().consolidate(scene.snapshot, catalog: scene.catalog, options: scene.options)
    let report = Engine().check(
      plan, snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    #expect(report.isOK, "\(report.violations)")
    return plan
  }

  private func after(_ plan: ConsolidationPlan, _ scene: Scene) -> Scene {
    var result = scene
    let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    result.snapshot = scene.snapshot.applying(plan, in: cluster)
    return result
  }

  private static let sparse: [any ScenePart] = (0..<12).map { index in
    node("node-\(index)", type: "medium").running(pod("app-\(index)", cpu: index % 3 == 0 ? "3" : "1"))
      .claimed()
  }

  @Test func whatAPlanLeadsToIsWhatItSays() {
    let scene = scene { Self.sparse }
    let plan = plan(scene)
    #expect(plan.cost.before == Money(dollars: 3.6))
    #expect(plan.cost.after < Money(dollars: 1.3))
    let after = after(plan, scene)
    let cluster = Cluster(snapshot: after.snapshot, catalog: after.catalog, options: after.options)
    #expect(cluster.nodes.reduce(.zero) { $0 + ($1.price ?? .zero) } == plan.cost.after)
    #expect(cluster.running.count == 12)
    #expect(cluster.pending.isEmpty)
    #expect(cluster.nodes.allSatisfy { $0.free.isNonNegative })
  }

  /// The next run finds nothing more to do.
  @Test func aPlanIsCompleted() {
    for budget in ["100%", "25%", "1"] {
      let scene = scene(budget: budget) { Self.sparse }
      let first = plan(scene)
      #expect(!first.commands.isEmpty, "\(budget)")
      let second = plan(after(first, scene))
      #expect(second.commands.isEmpty, "\(budget): \(second.commands)")
    }
  }

  @Test func budgetsMakeWavesOfSavings() {
    let scene = scene(budget: "25%") { Self.sparse }
    let plan = plan(scene)
    #expect(plan.commands.last?.wave ?? 0 > 1)
    #expect(plan.commands.allSatisfy { $0.savings > .zero })
    let one = self.plan(scene.with { $0.maxWaves = 1 })
    #expect(one.commands.reduce(0) { $0 + $1.nodes.count } <= 3)
    #expect(one.cost.savings > .zero)
  }

  @Test func pendingPodsNeverMakeItDearer() {
    let scene = scene(budget: "0") {
      Self.sparse
      pod("new", cpu: "4", count: 2)
    }
    let plan = plan(scene)
    #expect(plan.commands.isEmpty)
    #expect(plan.unschedulable.isEmpty)
  }

  /// A pod that wants company which its node will lose: it has its place before the node goes, or with the others.
  @Test(arguments: [Policy.greedy, .optimal]) func pendingPodsComeBeforeMoves(policy: Policy) {
    let scene = scene {
      node("old", type: "small").running(pod("a", cpu: "1")).claimed {
        $0.expireAfter = .seconds(60)
      }
      pod("friend", cpu: "1").near(app("a"), by: Key.host)
    }
    let plan = plan(scene.with { $0.policy = policy })
    #expect(plan.unschedulable.isEmpty)
    #expect(plan.commands.flatMap(\.nodes).contains("old"))
  }

  /// A pod that could come to its node if another left the zone first: plans place waiting pods before all else, so
  /// that it goes on waiting, which is no reason for the other to stay.
  @Test(arguments: [Policy.greedy, .optimal]) func waitingPodsHoldNoNodes(policy: Policy) {
    let kept = [AnnotationKeys.doNotDisrupt: "true"] as Labels
    let scene = scene {
      node("old", type: "small").running(pod("web", cpu: "1")).claimed()
      node("other", type: "small", zone: "zone-b").running(pod("app", cpu: "1")).annotated(kept)
      node("room", type: "small").running(pod("base", cpu: "1")).annotated(kept)
        .labeled(["rack": "one"])
      pod("shy", cpu: "1").selecting("rack", "one").apart(from: app("web"), by: Key.zone)
    }
    let plan = plan(scene.with { $0.policy = policy })
    #expect(plan.commands.flatMap(\.nodes) == ["old"])
  }

  /// Pods over say nothing against the bound on what the others cost.
  @Test(arguments: [Policy.greedy, .optimal]) func boundOfPendingPodsAlone(policy: Policy) {
    let scene = cluster {
      type("large", cpu: "16", memory: "64Gi", price: 0.5)
      pool().requiring(Key.capacityType, "In", "on-demand").limited(.nodes, "1")
      pod("big", cpu: "12", count: 2)
    }.with { $0.policy = policy }
    let plan = plan(scene)
    #expect(plan.unschedulable.count == 1)
    #expect(plan.cost.after == Money(dollars: 0.5))
    #expect(plan.cost.lowerBound > .zero)
    #expect(policy == .greedy || plan.cost.lowerBound > Money(dollars: 0.49))
  }
}
