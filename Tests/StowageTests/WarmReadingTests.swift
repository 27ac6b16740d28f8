import Stowage
import StowageTestKit
import StowageUnits
import Testing

/// A cluster that changes: what was read of it before may save time, but must not decide anything.
@Suite struct WarmReadingTests {
  /// Part of the objects of another cluster, whose names are mostly those of this one.
  private func part(of other: Snapshot, _ draw: inout Draw) -> Snapshot {
    let share = draw.one(of: [0.05, 0.3, 0.8])
    func some<Object>(_ objects: [Object]) -> [Object] { objects.filter { _ in draw.chance(share) } }
    var result = Snapshot()
    result.pods = some(other.pods)
    result.nodes = some(other.nodes)
    result.nodeClaims = some(other.nodeClaims)
    result.nodePools = some(other.nodePools)
    result.nodeClasses = some(other.nodeClasses)
    result.daemonSets = some(other.daemonSets)
    result.priorityClasses = some(other.priorityClasses)
    result.namespaces = some(other.namespaces)
    result.claims = some(other.claims)
    result.volumes = some(other.volumes)
    result.storageClasses = some(other.storageClasses)
    result.csiNodes = some(other.csiNodes)
    return result
  }

  /// A pod is bound to a node, leaves it, or has other labels.
  private func changePods(of snapshot: inout Snapshot, _ draw: inout Draw) {
    for index in snapshot.pods.indices where draw.chance(0.1) {
      switch draw.number(0...2) {
      case 0:
        guard let node = snapshot.nodes.isEmpty ? nil : draw.one(of: snapshot.nodes) else { continue }
        snapshot.pods[index].spec.nodeName = node.metadata.name
      case 1: snapshot.pods[index].spec.nodeName = ""
      default: snapshot.pods[index].metadata.labels["app"] = draw.one(of: ["app-0", "app-1", "none"])
      }
    }
  }

  private func plan(_ plan: ProvisioningPlan) -> ProvisioningPlan {
    var plan = plan
    plan.statistics.stages = []
    return plan
  }

  @Test(arguments: 0..<80) func whatWasReadBeforeDecidesNothing(seed: Int) {
    var draw = Draw(seed: UInt64(seed))
    let random = RandomCluster(seed: UInt64(seed), extent: seed % 4 == 0 ? .medium : .small)
    var snapshot = random.scene.snapshot
    var catalog = random.scene.catalog
    var options = random.scene.options
    options.policy = seed % 5 == 0 ? .karpenter : .greedy
    var memory = PlanMemory()
    for step in 0..<8 {
      let warm = Engine().provision(snapshot, catalog: catalog, options: options, memory: &memory)
      let cold = Engine().provision(snapshot, catalog: catalog, options: options)
      #expect(plan(warm) == plan(cold), "seed \(seed), step \(step)")
      let other = RandomCluster(seed: UInt64(1000 * (seed + 1) + step)).scene
      switch draw.number(0...5) {
      case 0, 1: snapshot.upsert(part(of: other.snapshot, &draw))
      case 2: snapshot.remove(part(of: snapshot, &draw))
      case 3: catalog = draw.chance(0.3) ? other.catalog : catalog
      default: changePods(of: &snapshot, &draw)
      }
    }
  }
}
