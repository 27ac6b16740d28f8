import StowageRules
import StowageUnits

/// Offerings that no claim can use, whatever it holds.
extension Draft {
  /// Types larger than what a pool's limits leave, reservations with nothing left, and pools whose types have too
  /// few values for their `minValues`.
  mutating func closeOfferingsBeyondLimits() {
    var isOpen = BitRow(count: offerings.nodes.count, filled: true)
    isOpen.filter { position in
      let node = offerings.nodes[position]
      if let left = cluster.offering(of: node).reservation?.count, left <= 0 { return false }
      guard let remaining = cluster.pools[node.pool].remaining else { return true }
      let capacity = cluster.poolType(of: node).capacity
      return remaining.entries.allSatisfy { $0.amount >= ($0.name == .nodes ? 1 : capacity[$0.name]) }
    }
    close(except: isOpen, .limitExceeded)
    if cluster.options.minValues == .bestEffort { return }
    let isChoice = cluster.pools.map { pool in
      pool.requirements.all.allSatisfy { requirement in
        requirement.minValues.map { cluster.values(of: requirement.key, in: pool).count >= $0 } ?? true
      }
    }
    if isChoice.allSatisfy({ $0 }) { return }
    isOpen.filter { isChoice[offerings.nodes[$0].pool] }
    close(except: isOpen, .minValues)
  }

  private mutating func close(except open: BitRow, _ reason: Reason) {
    for index in candidates.indices {
      let wasClosed = candidates[index].isClosed
      candidates[index].offerings.formIntersection(open)
      if candidates[index].isClosed && !wasClosed { candidates[index].closedBy = reason }
    }
  }
}

extension Cluster {
  /// The distinct values of a key among a pool's types, ascending.
  func values(of key: String, in pool: Pool) -> [String] {
    Set(pool.types.flatMap { values(of: key, type: $0.type) }).sorted()
  }
}
