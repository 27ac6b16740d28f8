import StowageRules
import StowageUnits

extension ResourceList {
  /// What a limit leaves once nodes with this capacity are gone (or, with negative amounts, have come).
  func adding(_ capacity: ResourceVector, nodes: Int64) -> ResourceList {
    ResourceList(
      entries.map { limit in
        let change = limit.name == .nodes ? nodes : capacity[limit.name]
        return Entry(name: limit.name, amount: limit.amount + change)
      })
  }
}

/// What NodePool limits still allow while claims are opened.
extension ProvisioningRun {
  /// The types whose capacity the pool's limits still allow; nil where none is left.
  func typesWithinLimits(_ pool: Int) -> Bitset? {
    guard let limits = remaining[pool] else { return pools[pool].all }
    if let nodes = limits[.nodes], nodes < 1 { return nil }
    var types = pools[pool].all
    let source = cluster.pools[pool].types
    types.remove { type in
      limits.entries.contains { $0.name != .nodes && source[type].capacity[$0.name] > $0.amount }
    }
    return types.isEmpty ? nil : types
  }

  /// A claim may become any of its types, so it takes the largest amount of each resource.
  mutating func take(_ pool: Int, types: Bitset) {
    guard let limits = remaining[pool] else { return }
    var largest = ResourceVector()
    for type in types.members { largest = largest.maximum(with: cluster.pools[pool].types[type].capacity) }
    remaining[pool] = limits.adding(.zero - largest, nodes: -1)
  }
}
