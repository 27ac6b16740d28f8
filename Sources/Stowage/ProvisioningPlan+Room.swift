import StowagePlan
import StowageRules
import StowageUnits

extension ProvisioningPlan {
  /// Adds what readers want to see of the plan's nodes beside what decides: what each can hold, and for nodes
  /// that exist also what they are and what all their pods ask for in the end.
  package mutating func describeNodes(in cluster: Cluster) {
    nodeClaims.describe(in: cluster)
    placements.describe(in: cluster)
  }

}

extension ConsolidationPlan {
  /// As for provisioning; what a node receives counts the pods that wait today.
  package mutating func describeNodes(in cluster: Cluster) {
    nodeClaims.describe(in: cluster)
    placements.describe(in: cluster)
    for index in commands.indices { commands[index].replacements.describe(in: cluster) }
  }
}

extension [PlannedClaim] {
  fileprivate mutating func describe(in cluster: Cluster) {
    for index in indices {
      guard let pool = cluster.pools.first(where: { $0.name == self[index].nodePool }) else { continue }
      let type = pool.types.first { cluster.type($0).name == self[index].offering.instanceType }
      self[index].allocatable = type?.allocatable ?? .zero
    }
  }
}

extension [Placement] {
  fileprivate mutating func describe(in cluster: Cluster) {
    if isEmpty { return }
    let nodes = Dictionary(cluster.nodes.map { ($0.name, $0) }) { first, _ in first }
    let requests = Dictionary(
      cluster.pending.map { ($0.reference, cluster.shape(of: $0).requests) }
    ) { first, _ in first }
    for index in indices {
      guard let node = nodes[self[index].node] else { continue }
      let before = node.allocatable - node.free
      self[index].requests = self[index].pods.reduce(before) { $0 + (requests[$1] ?? .zero) }
      self[index].allocatable = node.allocatable
      self[index].instanceType = node.labels[LabelKeys.instanceType] ?? ""
      self[index].zone = node.labels[LabelKeys.zone] ?? ""
    }
  }
}
