import StowageModel
import StowageUnits

/// Reads a snapshot step by step; each step needs only what the steps before it found.
struct ClusterReading {
  let snapshot: Snapshot
  let catalog: Catalog
  let options: Options

  func cluster() -> Cluster {
    let facts = TypeFacts(catalog)
    let daemons = snapshot.daemonSets.compactMap { Daemon($0, newest: newestPod(of: $0)) }
    var nodes = NodeReading(snapshot).nodes
    var shapes = ShapeTable(snapshot)
    let pods = PodReading(snapshot, nodes: nodes, shapes: &shapes, now: options.now)
    let occupancy = NodeOccupancy(
      snapshot: snapshot, catalog: catalog, daemons: daemons, shapes: shapes.shapes, running: pods.running)
    for index in nodes.indices { occupancy.fill(&nodes[index], at: index) }
    let pools = PoolReading(
      snapshot: snapshot, catalog: catalog, facts: facts, daemons: daemons, nodes: nodes)
    for index in nodes.indices {
      nodes[index].pool = pools.pools.firstIndex { $0.name == nodes[index].poolName }
    }
    return Cluster(
      snapshot: snapshot, catalog: catalog, options: options, facts: facts, shapes: shapes.shapes,
      daemons: daemons, pods: pods, nodes: nodes, pools: pools)
  }

  private func newestPod(of set: DaemonSet) -> Pod? {
    let candidates = snapshot.pods.lazy.filter { pod in
      pod.metadata.namespace == set.metadata.namespace && !pod.metadata.isDeleting
        && pod.metadata.owners.contains { $0.kind == "DaemonSet" && $0.name == set.metadata.name }
    }
    return candidates.max {
      ($0.metadata.creationTimestamp?.seconds ?? 0) < ($1.metadata.creationTimestamp?.seconds ?? 0)
    }
  }
}
