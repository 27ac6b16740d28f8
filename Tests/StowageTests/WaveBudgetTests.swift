import Stowage
import StowageModel
import StowagePlan
import StowageReduction
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// What budgets and Balanced pools see of a cluster from one wave to the next.
@Suite struct WaveBudgetTests {
  private func cluster(_ scene: Scene) -> Cluster {
    Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
  }

  private func pool(_ policy: String, budget: String) -> [any ScenePart] {
    [
      type("large", cpu: "16", memory: "64Gi", price: 0.5),
      type("small", cpu: "4", memory: "16Gi", price: 0.2),
      StowageTestKit.pool().requiring(Key.capacityType, "In", "on-demand").with {
        $0.disruption.budgets = [Budget(nodes: budget)]
        $0.disruption.consolidationPolicy = policy
      },
    ]
  }

  @Test func aNodeThatIsNotReadyUsesNoBudgetOnceItIsGone() {
    let scene = StowageTestKit.cluster {
      pool("WhenEmptyOrUnderutilized", budget: "2")
      node("a", type: "small").with { $0.conditions = [] }.claimed()
      node("b", type: "small").claimed()
      node("c", type: "small").claimed()
    }
    let cluster = cluster(scene)
    let rules = DisruptionRules(cluster)
    var budgets = PoolBudgets(cluster, rules: rules)
    #expect(budgets.allowance(in: "default", for: .empty)?.left == 1)
    budgets.beginWave()
    #expect(budgets.allowance(in: "default", for: .empty)?.left == 1)
    budgets.disrupt(cluster.nodes[0], rules: rules)
    budgets.beginWave()
    #expect(budgets.allowance(in: "default", for: .empty)?.left == 2)
  }

  @Test func aBalancedPoolIsWeighedAsEachWaveBegins() {
    let scene = StowageTestKit.cluster {
      pool("Balanced", budget: "100%")
      node("a", type: "large").running(pod("one", cpu: "1")).claimed()
      node("b", type: "large").running(pod("two", cpu: "1")).claimed()
    }
    let cluster = cluster(scene)
    let rules = DisruptionRules(cluster)
    var budgets = PoolBudgets(cluster, rules: rules)
    func balance() -> PoolBudgets.Balance? {
      budgets.balances([cluster.nodes[1]], savings: Money(dollars: 0.3), rules: rules).first
    }
    // 0.3 of a dollar; 2 of 4.
    #expect(abs((balance()?.saved ?? 0) - 0.3) < 1e-9 && abs((balance()?.disrupted ?? 0) - 0.5) < 1e-9)
    budgets.disrupt(cluster.nodes[0], rules: rules)
    budgets.launch(PoolBudgets.PlannedLaunch(pool: "default", price: Money(dollars: 0.2)))
    budgets.receive(evictionCost: 1, pool: "default", isAtOnce: false)
    #expect(abs((balance()?.saved ?? 0) - 0.3) < 1e-9)
    budgets.beginWave()
    // 0.3 of 0.7 dollars; 2 of 4 still: the new node and the pod that came to it.
    #expect(abs((balance()?.saved ?? 0) - 3.0 / 7) < 1e-9 && abs((balance()?.disrupted ?? 0) - 0.5) < 1e-9)
  }

  @Test(arguments: [Policy.greedy, .optimal]) func newNodesComeWithTheirDaemons(policy: Policy) {
    let scene = StowageTestKit.cluster {
      pool("WhenEmptyOrUnderutilized", budget: "100%")
      daemonSet(StowageTestKit.pod("agent", cpu: "500m").hostPort(9100))
      node("a", type: "large").running(pod("one", cpu: "1")).claimed()
    }.with { $0.policy = policy }
    let plan = Engine().consolidate(scene.snapshot, catalog: scene.catalog, options: scene.options)
    let name = plan.commands.first?.replacements.first?.name ?? ""
    let after = scene.snapshot.applying(plan, in: cluster(scene))
    #expect(after.pods.filter { $0.spec.nodeName == name }.count { $0.isDaemon } == 1)
    var later = scene
    later.snapshot = after
    let launched = cluster(later).nodes.first { $0.name == name }
    // 4 CPU, less what daemon and pod ask for.
    #expect(launched?.free[.cpu] == 2500)
    #expect(launched?.hostPorts.map(\.port) == [9100])
  }
}
