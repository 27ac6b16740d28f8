import StowageModel
import StowageProblem
import StowageRules
import StowageUnits

/// What NodePool limits leave beside the planned nodes, spent on the freedom to launch larger types instead.
///
/// A claim lists a type only if the limits hold even where every claim becomes its largest listed type.
struct LimitLedger {
  /// One limited resource of one pool.
  private struct Entry {
    /// Per type of the pool.
    var capacities: [Int64]
    var most: Int64
    /// Left beside the planned nodes; never counted below 0.
    var slack: Int64
  }

  /// Per pool; the number of nodes is no matter here, since claims launch one each.
  private var entries: [[Entry]]

  init(_ reduction: Reduction, bins: [NewBin]) {
    entries = reduction.cluster.pools.map { pool in
      (pool.remaining?.entries ?? []).filter { $0.name != .nodes }.map { limit in
        let capacities = pool.types.map { $0.capacity[limit.name] }
        return Entry(capacities: capacities, most: capacities.max() ?? 0, slack: limit.amount)
      }
    }
    for bin in bins {
      let node = reduction.offerings[bin.offering.index]
      for index in entries[node.pool].indices {
        entries[node.pool][index].slack -= entries[node.pool][index].capacities[node.poolType]
      }
    }
  }

  /// True where some type of the pool may be too large to be launched in place of `planned`.
  func mayBind(insteadOf planned: NewNode) -> Bool {
    entries[planned.pool].contains { $0.most - $0.capacities[planned.poolType] > max(0, $0.slack) }
  }

  func allows(_ node: NewNode, insteadOf planned: NewNode) -> Bool {
    entries[planned.pool].allSatisfy {
      $0.capacities[node.poolType] - $0.capacities[planned.poolType] <= max(0, $0.slack)
    }
  }

  /// Reserves the room for the largest of `nodes` to be launched where `planned` was counted.
  mutating func reserve(_ nodes: [NewNode], insteadOf planned: NewNode) {
    for index in entries[planned.pool].indices {
      let capacities = entries[planned.pool][index].capacities
      let most = nodes.map { capacities[$0.poolType] }.max() ?? 0
      entries[planned.pool][index].slack -= max(0, most - capacities[planned.poolType])
    }
  }
}
