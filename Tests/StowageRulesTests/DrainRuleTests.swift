import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// What the Cluster Autoscaler would not drain.
@Suite struct DrainRuleTests {
  private static let safe = "cluster-autoscaler.kubernetes.io/safe-to-evict"
  private static let disabled = "cluster-autoscaler.kubernetes.io/scale-down-disabled"

  private func block(
    _ draft: PodDraft, under rules: DrainRules, isDisabled: Bool = false,
    @SceneBuilder _ parts: () -> [any ScenePart] = { [] }
  ) -> DisruptionBlock.Code? {
    var host = node("n", type: "small").running(draft).claimed()
    if isDisabled { host = host.annotated([Self.disabled: "true"]) }
    let scene = cluster {
      type("small", cpu: "4", memory: "16Gi", price: 0.2)
      pool()
      host
      parts()
    }.with { $0.drainRules = rules }
    let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    return DisruptionRules(cluster).block(of: cluster.nodes[0], for: .underutilized)?.code
  }

  private var app: PodDraft { pod("a", cpu: "1").owned(by: "ReplicaSet", "a") }

  @Test func annotationsHoldUnlessOnlyKarpentersRulesCount() {
    let held = app.annotated([Self.safe: "false"])
    #expect(block(held, under: .annotations) == .podNotSafeToEvict)
    #expect(block(held, under: .clusterAutoscaler) == .podNotSafeToEvict)
    #expect(block(held, under: .karpenter) == nil)
    #expect(block(app, under: .annotations, isDisabled: true) == .nodeScaleDownDisabled)
    #expect(block(app, under: .karpenter, isDisabled: true) == nil)
  }

  @Test func bareSystemAndLocalPodsHoldOnlyWhereAskedFor() {
    let bare = pod("a", cpu: "1")
    let system = app.with { $0.metadata.namespace = "kube-system" }
    let local = app.with {
      $0.spec.volumes = [PodVolume(name: "scratch", source: .emptyDir(medium: ""))]
    }
    for draft in [bare, system, local] { #expect(block(draft, under: .annotations) == nil) }
    #expect(block(app, under: .clusterAutoscaler) == nil)
    #expect(block(bare, under: .clusterAutoscaler) == .podNotReplicated)
    #expect(block(system, under: .clusterAutoscaler) == .systemPod)
    #expect(block(local, under: .clusterAutoscaler) == .localStorage)
    let budget = disruptionBudget("x", LabelSelector(matchLabels: ["app": "a"]), allowed: 1) {
      $0.metadata.namespace = "kube-system"
    }
    #expect(block(system, under: .clusterAutoscaler, { budget }) == nil)
  }

  @Test func safeToEvictOverrulesTheRest() {
    let bare = pod("a", cpu: "1").annotated([Self.safe: "true"]).with {
      $0.spec.volumes = [PodVolume(name: "scratch", source: .hostPath)]
    }
    #expect(block(bare, under: .clusterAutoscaler) == nil)
    let named = app.annotated([
      "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes": "logs, scratch"
    ])
    .with {
      $0.spec.volumes = ["scratch", "logs"].map { PodVolume(name: $0, source: .emptyDir(medium: "")) }
    }
    #expect(block(named, under: .clusterAutoscaler) == nil)
    let inMemory = app.with { $0.spec.volumes = [PodVolume(name: "m", source: .emptyDir(medium: "Memory"))] }
    #expect(block(inMemory, under: .clusterAutoscaler) == nil)
  }
}
