import StowageModel
import StowageUnits

/// Reads a snapshot step by step; each step needs only what the steps before it found.
struct ClusterReading {
  let snapshot: Snapshot
  let catalog: Catalog
  let options: Options
  let facts: TypeFacts

  func cluster(_ memory: inout ClusterMemory) -> Cluster {
    memory.pods.match(snapshot)
    let newest = newestDaemonPods(memory.pods.pods)
    let daemons = snapshot.daemonSets.compactMap { set in
      Daemon(set, newest: newest[set.metadata.reference].map { snapshot.pods[$0] })
    }
    let nodeReading = NodeReading(snapshot, catalog: catalog, facts: facts, memory: &memory.nodes)
    var nodes = nodeReading.nodes
    let pods = PodReading(snapshot, nodes: nodes, memory: &memory.pods, now: options.now)
    let shapes = memory.pods.shapes
    let occupancy = NodeOccupancy(
      snapshot: snapshot, daemons: daemons, shapes: shapes, running: pods.running, nodeCount: nodes.count)
    for index in nodes.indices { occupancy.fill(&nodes[index], at: index) }
    let pools = PoolReading(
      snapshot: snapshot, catalog: catalog, facts: facts, daemons: daemons, nodes: nodes,
      memory: &memory.pools)
    for index in nodes.indices {
      nodes[index].pool = pools.pools.firstIndex { $0.name == nodes[index].poolName }
    }
    return Cluster(
      snapshot: snapshot, catalog: catalog, options: options, facts: facts, shapes: shapes,
      daemons: daemons, pods: pods, nodes: nodes, pools: pools,
      warnings: snapshot.warnings + pools.warnings + nodeReading.warnings + missingDaemonSets(newest)
        + pods.warnings)
  }

  /// New nodes carry no overhead for a DaemonSet that only its pods tell of.
  private func missingDaemonSets(_ newest: [String: Int]) -> [Warning] {
    let known = Set(snapshot.daemonSets.map(\.metadata.reference))
    return newest.keys.filter { !known.contains($0) }.sorted().map { reference in
      Warning(
        reason: "DaemonSetMissing", object: "DaemonSet \(reference)",
        message: "its pods are in the input but it is not, so new nodes keep no room for it")
    }
  }

  /// The newest live pod of each DaemonSet, by the set's reference.
  private func newestDaemonPods(_ pods: [KnownPod]) -> [String: Int] {
    var newest: [String: Int] = [:]
    for index in pods.indices where pods[index].traits.contains(.daemon) {
      let meta = pods[index].pod.metadata
      guard !meta.isDeleting, let owner = meta.owners.first(where: { $0.kind == "DaemonSet" }) else {
        continue
      }
      let set = meta.namespace + "/" + owner.name
      let known = newest[set].map { pods[$0].pod.metadata.creationTimestamp?.seconds ?? 0 }
      if meta.creationTimestamp?.seconds ?? 0 > known ?? -1 { newest[set] = index }
    }
    return newest
  }
}
