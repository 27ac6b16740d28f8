import StowageModel
import StowagePlan
import StowageTestKit
import StowageUnits
import Testing

/// Who may be disrupted: K209 to K233.
@Suite struct DisruptionCandidateTests {
  private let key = "karpenter.sh/do-not-disrupt"

  /// A large node that a small one could replace.
  private func oneNode(
    _ pods: [PodDraft], _ node: (NodeDraft) -> NodeDraft = { $0 },
    pool: @escaping @Sendable (inout NodePool) -> Void = { _ in },
    @SceneBuilder parts: () -> [any ScenePart] = { [] }
  ) -> Scene {
    var draft = node(StowageTestKit.node("n", type: "large").claimed())
    for pod in pods { draft = draft.running(pod) }
    return disruptable(pool) {
      draft
      parts()
    }
  }

  @Test("K209: do-not-disrupt pods hold their node, those of DaemonSets too")
  func doNotDisrupt() {
    disrupt(oneNode([pod("a", cpu: "1").annotated([key: "true"])])) {
      #expect($0.nodes.isEmpty)
      #expect($0.kept("n") == "PodDoNotDisrupt")
    }
    let daemon = pod("d", cpu: "100m").owned(by: "DaemonSet", "d").annotated([key: "true"])
    disrupt(oneNode([pod("a", cpu: "1"), daemon])) { #expect($0.kept("n") == "PodDoNotDisrupt") }
  }

  @Test("K210: do-not-disrupt pods that have ended or are ending hold nothing")
  func ended() {
    let done = pod("b", cpu: "1").annotated([key: "true"]).with { $0.status.phase = "Succeeded" }
    let ending = pod("c", cpu: "100m").annotated([key: "true"]).with {
      $0.metadata.deletionTimestamp = Timestamp(seconds: 1)
    }
    let scene = disruptable {
      node("n", type: "large").running(pod("a", cpu: "1"), ending).claimed()
      done.running(on: "n").with { $0.status.phase = "Succeeded" }
    }
    disrupt(scene) { #expect($0.nodes == [["n"]]) }
  }

  @Test("K211, K212: a grace period lets drift go on against pods, but not consolidation")
  func gracePeriod() {
    let stubborn = pod("a", cpu: "1").annotated([key: "true"])
    let graceful = { (draft: NodeDraft) in draft.claimed { $0.terminationGracePeriod = .seconds(60) } }
    disrupt(oneNode([stubborn], graceful)) { #expect($0.kept("n") == "PodDoNotDisrupt") }
    let drifted = { (draft: NodeDraft) in
      draft.claimed {
        $0.terminationGracePeriod = .seconds(60)
        $0.conditions.append(Condition(type: "Drifted", status: "True"))
      }
    }
    disrupt(oneNode([stubborn], drifted)) { #expect($0.first?.reason == .drifted) }
  }

  @Test("K213: a budget on a DaemonSet's pod holds the node, one on a static pod does not")
  func budgetsOfDaemons() {
    let budget = disruptionBudget("d", LabelSelector(matchLabels: ["app": "d"]), allowed: 0)
    let daemon = pod("d", cpu: "100m").owned(by: "DaemonSet", "d")
    disrupt(oneNode([pod("a", cpu: "1"), daemon], parts: { budget })) {
      #expect($0.kept("n") == "PodDisruptionBudget")
    }
    let mirror = pod("d", cpu: "100m").owned(by: "Node", "n")
    disrupt(oneNode([pod("a", cpu: "1"), mirror], parts: { budget })) {
      #expect($0.nodes == [["n"]])
    }
  }

  @Test("K214: two budgets over one pod hold the node")
  func twoBudgets() {
    let scene = oneNode(
      [pod("a", cpu: "1")],
      parts: {
        disruptionBudget("x", LabelSelector(matchLabels: ["app": "a"]), allowed: 1)
        disruptionBudget("y", LabelSelector(matchLabels: ["app": "a"]), allowed: 1)
      })
    disrupt(scene) { #expect($0.kept("n") == "MultiplePDBs") }
  }

  @Test("K215: an unready pod under AlwaysAllow may be evicted")
  func alwaysAllow() {
    func scene(_ policy: String, isReady: Bool) -> Scene {
      disruptable {
        node("n", type: "large").claimed()
        pod("a", cpu: "1").running(on: "n").with { if !isReady { $0.status.conditions = [] } }
        disruptionBudget("x", LabelSelector(matchLabels: ["app": "a"]), allowed: 0) {
          $0.unhealthyPodEvictionPolicy = policy
        }
      }
    }
    disrupt(scene("AlwaysAllow", isReady: false)) { #expect($0.nodes == [["n"]]) }
    disrupt(scene("AlwaysAllow", isReady: true)) { #expect($0.kept("n") == "PodDisruptionBudget") }
    disrupt(scene("IfHealthyBudget", isReady: false)) { #expect($0.kept("n") == "PodDisruptionBudget") }
  }

  @Test("K216: a budget holds in its own namespace")
  func namespaceOfBudget() {
    let scene = oneNode(
      [pod("a", cpu: "1").namespace("other")],
      parts: {
        disruptionBudget("x", LabelSelector(matchLabels: ["app": "a"]), allowed: 0)
      })
    disrupt(scene) { #expect($0.nodes == [["n"]]) }
  }

  @Test("K218: nodes that are coming up, going, or of no pool stay out of it")
  func states() {
    disrupt(
      oneNode([pod("a", cpu: "1")], { $0.claimed { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) } })
    ) {
      #expect($0.nodes.isEmpty)
    }
    let starting = { (draft: NodeDraft) in
      draft.with { $0.metadata.labels[Key.initialized] = nil }
        .claimed { $0.conditions = [Condition(type: "Registered", status: "True")] }
    }
    disrupt(oneNode([pod("a", cpu: "1")], starting)) { #expect($0.kept("n") == "NotInitialized") }
    let foreign = disruptable { node("n", type: "large", pool: nil).running(pod("a", cpu: "1")) }
    disrupt(foreign) { #expect($0.nodes.isEmpty) }
  }

  @Test("K219: the node's own annotation holds it")
  func annotatedNode() {
    disrupt(oneNode([pod("a", cpu: "1")], { $0.annotated([key: "true"]) })) {
      #expect($0.kept("n") == "NodeDoNotDisrupt")
    }
  }

  @Test("K220, K221: a duration holds as long as it says, anything else not at all")
  func durations() {
    func scene(_ value: String) -> Scene {
      oneNode([
        pod("a", cpu: "1").annotated([key: value]).with { $0.status.startTime = Timestamp(seconds: 1000) }
      ]).with { $0.now = Timestamp(seconds: 1000 + 600) }
    }
    disrupt(scene("15m")) { #expect($0.kept("n") == "PodDoNotDisrupt") }
    disrupt(scene("5m")) { #expect($0.nodes == [["n"]]) }
    disrupt(scene("soon")) { #expect($0.nodes == [["n"]]) }
  }

  @Test("K222, K258: the node that frees most for its evictions goes first")
  func order() {
    let cost = "controller.kubernetes.io/pod-deletion-cost"
    let scene = disruptable {
      node("a", type: "large").running(pod("a", cpu: "10").annotated([cost: "1000000000"])).claimed()
      node("b", type: "large").running(pod("b", cpu: "10")).claimed()
      node("free", type: "large", pool: nil).running(pod("c", cpu: "4"))
    }
    disrupt(scene, { $0.maxCommands = 1 }) { #expect($0.nodes == [["b"]]) }
    let crowded = disruptable {
      node("a", type: "large").running(pod("a", cpu: "1", count: 10)).claimed()
      node("b", type: "large").running(pod("b", cpu: "10")).claimed()
      node("free", type: "large", pool: nil).running(pod("c", cpu: "4"))
    }
    disrupt(crowded, { $0.maxCommands = 1 }) { #expect($0.nodes == [["b"]]) }
  }

  @Test("K225, K226, K227: what the pool allows")
  func policies() {
    disrupt(oneNode([pod("a", cpu: "1")], pool: { $0.disruption.consolidateAfter = nil })) {
      #expect($0.kept("n") == "ConsolidationDisabled")
    }
    disrupt(oneNode([pod("a", cpu: "1")], pool: { $0.disruption.consolidationPolicy = "WhenEmpty" })) {
      #expect($0.kept("n") == "OnlyWhenEmpty")
    }
    disrupt(oneNode([pod("a", cpu: "1")], pool: { $0.replicas = 1 })) {
      #expect($0.kept("n") == "StaticNodePool")
    }
  }

  @Test("K228, K229, K230: empty nodes go together; pods of DaemonSets and ending ones leave a node empty")
  func emptiness() {
    let ending = { (kind: String) in
      pod("e", cpu: "1").owned(by: kind, "e").with { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }
    }
    let scene = disruptable {
      node("a", type: "small").claimed()
      node("b", type: "small").running(pod("d", cpu: "100m").owned(by: "DaemonSet", "d")).claimed()
      node("c", type: "small").running(ending("ReplicaSet")).claimed()
      node("s", type: "small").running(ending("StatefulSet")).claimed()
    }
    disrupt(scene) { disrupted in
      #expect(disrupted.first?.reason == .empty)
      #expect(disrupted.first?.nodes == ["a", "b", "c"])
    }
  }

  @Test("K231: an empty node that a pending pod needs stays")
  func pendingHolds() {
    let scene = disruptable {
      node("a", type: "small").claimed()
      pod("p", cpu: "2")
    }
    disrupt(scene) { disrupted in
      #expect(disrupted.nodes.isEmpty)
      #expect(disrupted.plan.placements.map(\.node) == ["a"])
    }
  }

  @Test("K232, K274, K275: budgets limit how many go, and count what is not ready")
  func budgets() {
    func scene(_ nodes: String, unready: Bool = false) -> Scene {
      disruptable({ $0.disruption.budgets = [Budget(nodes: nodes)] }) {
        for name in ["a", "b", "c", "d", "e"] {
          node(name, type: "small").claimed().with { source in
            if unready && name == "e" { source.conditions = [Condition(type: "Ready", status: "False")] }
          }
        }
        node("new", type: "small").claimed { $0.conditions = [Condition(type: "Launched", status: "True")] }
          .with { $0.metadata.labels[Key.initialized] = nil }
      }
    }
    disrupt(scene("3")) { #expect($0.first?.nodes.count == 3) }
    // Of five initialized nodes.
    disrupt(scene("50%")) { #expect($0.first?.nodes.count == 3) }
    disrupt(scene("3", unready: true)) { #expect($0.first?.nodes.count == 2) }
    disrupt(scene("0")) { #expect($0.kept("a") == "NodePoolBudget") }
  }

  @Test("K276: the least of the budgets that name a reason holds for it")
  func budgetsByReason() {
    let scene = disruptable({ source in
      var empty = Budget(nodes: "1")
      empty.reasons = ["Empty"]
      source.disruption.budgets = [Budget(nodes: "3"), empty]
    }) {
      for name in ["a", "b", "c"] { node(name, type: "small").claimed() }
    }
    disrupt(scene) { #expect($0.first?.nodes.count == 1) }
  }

  @Test("K277, K278: a schedule closes the pool while it lasts, one that cannot be read for good")
  func schedules() {
    func scene(_ schedule: String) -> Scene {
      disruptable({ source in
        var budget = Budget(nodes: "0")
        budget.schedule = schedule
        budget.duration = .seconds(3600)
        source.disruption.budgets = [Budget(nodes: "100%"), budget]
      }) {
        node("a", type: "small").claimed()
      }.with { $0.now = Timestamp(rfc3339: "2026-11-24T09:30:00Z") }
    }
    disrupt(scene("0 9 * * *")) { #expect($0.nodes.isEmpty) }
    disrupt(scene("0 8 * * *")) { #expect($0.nodes == [["a"]]) }
    disrupt(scene("often")) { #expect($0.nodes.isEmpty) }
  }
}
