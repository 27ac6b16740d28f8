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
  /// Claims of one kind come in long rows.
  fileprivate mutating func describe(in cluster: Cluster) {
    var last: (pool: String, type: String, allocatable: ResourceVector)?
    for index in indices {
      let (pool, type) = (self[index].nodePool, self[index].offering.instanceType)
      if last?.pool != pool || last?.type != type {
        last = (pool, type, cluster.allocatable(of: type, in: pool))
      }
      self[index].allocatable = last?.allocatable ?? .zero
    }
  }
}

extension Cluster {
  /// What pods and daemons may use of a new node; zero where the pool has no such type.
  fileprivate func allocatable(of type: String, in pool: String) -> ResourceVector {
    guard let pool = pools.first(where: { $0.name == pool }),
      let kind = pool.types.first(where: { catalog.types[$0.type].name == type })
    else { return .zero }
    return kind.allocatable
  }
}

extension [Placement] {
  fileprivate mutating func describe(in cluster: Cluster) {
    if isEmpty { return }
    let wanted = Set(map(\.node))
    var nodes: [String: Int] = [:]
    for index in cluster.nodes.indices.reversed() where wanted.contains(cluster.nodes[index].name) {
      nodes[cluster.nodes[index].name] = index
    }
    let requests = Dictionary(
      cluster.pending.map { ($0.reference, cluster.shape(of: $0).requests) }
    ) { first, _ in first }
    for index in indices {
      guard let position = nodes[self[index].node] else { continue }
      let node = cluster.nodes[position]
      let before = node.allocatable - node.free
      self[index].requests = self[index].pods.reduce(before) { $0 + (requests[$1] ?? .zero) }
      self[index].allocatable = node.allocatable
      self[index].instanceType = node.labels[LabelKeys.instanceType] ?? ""
      self[index].zone = node.labels[LabelKeys.zone] ?? ""
    }
  }
}
