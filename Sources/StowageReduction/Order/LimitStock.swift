import StowagePlan
import StowageRules
import StowageUnits

/// What the limits of NodePools leave while nodes come and go.
struct LimitStock {
  /// Per pool: new nodes, as planned and with each as the largest of its types, and nodes that are gone.
  private struct Use {
    var count: Int64 = 0
    var freedCount: Int64 = 0
    var planned = ResourceVector()
    var most = ResourceVector()
    var freed = ResourceVector()
  }

  private let cluster: Cluster
  private let poolOfName: [String: Int]
  /// Per pool, by type name.
  private let capacities: [[String: ResourceVector]]
  private var uses: [Use]

  init(_ cluster: Cluster) {
    self.cluster = cluster
    poolOfName = Dictionary(cluster.pools.enumerated().map { ($1.name, $0) }) { first, _ in first }
    uses = cluster.pools.map { _ in Use() }
    capacities = cluster.pools.map { pool in
      guard pool.remaining != nil else { return [:] }
      return Dictionary(pool.types.map { (cluster.type($0).name, $0.capacity) }) { $0.maximum(with: $1) }
    }
  }

  mutating func free(_ node: ClusterNode) {
    guard let pool = poolOfName[node.poolName], !node.isDeleting else { return }
    uses[pool].freed += node.capacity
    uses[pool].freedCount += 1
  }

  /// Launches a node; what stands in the way, if anything.
  mutating func launch(_ claim: PlannedClaim) -> Obstacle? {
    guard let pool = poolOfName[claim.nodePool], let remaining = cluster.pools[pool].remaining else {
      return nil
    }
    let planned = capacities[pool][claim.offering.instanceType] ?? .zero
    uses[pool].count += 1
    uses[pool].planned += planned
    uses[pool].most += claim.instanceTypes.reduce(planned) {
      $0.maximum(with: capacities[pool][$1] ?? .zero)
    }
    let use = uses[pool]
    for limit in remaining.entries {
      let isNodes = limit.name == .nodes
      let taken = isNodes ? use.count : max(use.planned[limit.name], use.most[limit.name])
      let left = limit.amount + (isNodes ? use.freedCount : use.freed[limit.name])
      if taken > max(0, left) {
        return Obstacle(
          code: .limit, message: "the limits of NodePool \(claim.nodePool) leave no room for its replacement",
          blockedBy: claim.nodePool)
      }
    }
    return nil
  }
}
