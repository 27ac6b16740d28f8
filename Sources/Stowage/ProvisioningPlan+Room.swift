import StowageRules
import StowageUnits

extension ProvisioningPlan {
  /// Adds what readers want to see of the plan's nodes beside what decides: what each can hold, and for nodes
  /// that exist also what they are and what all their pods ask for in the end.
  package mutating func describeNodes(in cluster: Cluster) {
    describeClaims(in: cluster)
    if !placements.isEmpty { describePlacements(in: cluster) }
  }

  private mutating func describeClaims(in cluster: Cluster) {
    var pools: [String: [String: ResourceVector]] = [:]
    for pool in cluster.pools {
      let types = pool.types.map { (cluster.type($0).name, $0.allocatable) }
      pools[pool.name] = Dictionary(types) { first, _ in first }
    }
    for index in nodeClaims.indices {
      let claim = nodeClaims[index]
      nodeClaims[index].allocatable = pools[claim.nodePool]?[claim.offering.instanceType] ?? .zero
    }
  }

  private mutating func describePlacements(in cluster: Cluster) {
    let nodes = Dictionary(cluster.nodes.map { ($0.name, $0) }) { first, _ in first }
    let requests = Dictionary(
      cluster.pending.map { ($0.reference, cluster.shape(of: $0).requests) }
    ) { first, _ in first }
    for index in placements.indices {
      guard let node = nodes[placements[index].node] else { continue }
      let before = node.allocatable - node.free
      placements[index].requests = placements[index].pods.reduce(before) { $0 + (requests[$1] ?? .zero) }
      placements[index].allocatable = node.allocatable
      placements[index].instanceType = node.labels[LabelKeys.instanceType] ?? ""
      placements[index].zone = node.labels[LabelKeys.zone] ?? ""
    }
  }
}
