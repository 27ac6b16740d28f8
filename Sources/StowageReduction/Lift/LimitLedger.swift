import StowageModel
import StowageProblem
import StowageRules
import StowageUnits

/// What NodePool limits leave beside the planned nodes, spent on the freedom to launch larger types instead.
///
/// A claim lists a type only if the limits hold even where every claim becomes its largest listed type.
struct LimitLedger {
  private let cluster: Cluster
  /// Per pool: what is left beside the planned nodes; nil without limits.
  private var slack: [ResourceList?]

  init(_ reduction: Reduction, bins: [NewBin]) {
    cluster = reduction.cluster
    slack = cluster.pools.map(\.remaining)
    for bin in bins { spend(reduction.offerings[bin.offering.index]) }
  }

  func allows(_ node: NewNode, insteadOf planned: NewNode) -> Bool {
    guard let left = slack[node.pool] else { return true }
    let (capacity, before) = (cluster.poolType(of: node).capacity, cluster.poolType(of: planned).capacity)
    return left.entries.allSatisfy { entry in
      entry.name == .nodes || capacity[entry.name] - before[entry.name] <= max(0, entry.amount)
    }
  }

  /// Reserves the room for the largest of `nodes` to be launched where `planned` was counted.
  mutating func reserve(_ nodes: [NewNode], insteadOf planned: NewNode) {
    guard var left = slack[planned.pool] else { return }
    let before = cluster.poolType(of: planned).capacity
    for entry in left.entries where entry.name != .nodes {
      let most = nodes.map { cluster.poolType(of: $0).capacity[entry.name] }.max() ?? 0
      left[entry.name] = entry.amount - max(0, most - before[entry.name])
    }
    slack[planned.pool] = left
  }

  private mutating func spend(_ node: NewNode) {
    guard var left = slack[node.pool] else { return }
    let capacity = cluster.poolType(of: node).capacity
    for entry in left.entries where entry.name != .nodes {
      left[entry.name] = entry.amount - capacity[entry.name]
    }
    slack[node.pool] = left
  }
}
