import StowageModel
import StowageProblem
import StowageRules
import StowageUnits

extension RuleWriter {
  /// NodePool limits over the capacity of the new nodes: what the pool's present nodes leave.
  mutating func writeLimits() {
    let podCount = classes.reduce(0) { $0 + $1.pods.count }
    for (poolIndex, pool) in cluster.pools.enumerated() {
      guard let remaining = pool.remaining else { continue }
      for entry in remaining.entries {
        let ofNodes = nodeCoefficients(of: entry.name, pool)
        let coefficients = offerings.map { node in
          node.pool == poolIndex ? coefficient(of: entry.name, node) : 0
        }
        let most = coefficients.max() ?? 0
        let (needed, overflow) = most.multipliedReportingOverflow(by: Int64(podCount))
        // Even one node a pod stays within the limit.
        if !overflow && needed <= entry.amount - ofNodes.reduce(0, +) { continue }
        problem.limits.append(
          LimitRow(coefficients: coefficients, bound: entry.amount, nodeCoefficients: ofNodes))
      }
    }
  }

  /// What nodes that may be given up take of a limit; empty where there are none.
  private func nodeCoefficients(of name: ResourceName, _ pool: Pool) -> [Int64] {
    guard nodes.contains(where: { cluster.nodes[$0].isVacated }) else { return [] }
    return nodes.map { index in
      let node = cluster.nodes[index]
      guard node.isVacated && node.poolName == pool.name else { return 0 }
      return name == .nodes ? 1 : node.capacity[name]
    }
  }

  private func coefficient(of name: ResourceName, _ node: NewNode) -> Int64 {
    name == .nodes ? 1 : cluster.poolType(of: node).capacity[name]
  }

  /// The name of counting spot nodes for their spot pools that may leave.
  static let spotPools = "spotPools"

  /// Spot nodes of one type in one zone, those that are there already included, whether they stay or not unless the
  /// cluster says otherwise.
  mutating func writeSpotPools() {
    guard let most = cluster.options.maxNodesPerSpotPool else { return }
    var holders: [SpotPool: [Int]] = [:]
    for (index, node) in offerings.enumerated() {
      let offering = cluster.offering(of: node)
      if offering.capacityType == "spot" {
        holders[SpotPool(type: cluster.typeIndex(of: node), zone: offering.zone), default: []].append(index)
      }
    }
    var present: [SpotPool: Int] = [:]
    for node in cluster.nodes where node.labels[LabelKeys.capacityType] == "spot" {
      if node.isVacated && !cluster.countsLeavingSpot { continue }
      guard let type = node.type, let zone = node.labels[LabelKeys.zone] else { continue }
      present[SpotPool(type: type, zone: zone), default: 0] += 1
    }
    for (pool, positions) in holders.sorted(by: { $0.value[0] < $1.value[0] }) {
      let left = max(0, most - (present[pool] ?? 0))
      if positions.count == 1 {
        problem.offerings[positions[0]].copies = Int32(clamping: left)
        continue
      }
      var coefficients = [Int64](repeating: 0, count: offerings.count)
      for position in positions { coefficients[position] = 1 }
      problem.limits.append(LimitRow(coefficients: coefficients, bound: Int64(left)))
    }
    let mayLeave = nodes.map { cluster.nodes[$0] }.contains {
      $0.isVacated && $0.labels[LabelKeys.capacityType] == "spot"
    }
    if mayLeave && cluster.countsLeavingSpot { noteTightened(Self.spotPools) }
  }

  /// A reservation that several offerings draw on is shared; one that a single offering has is its `copies`.
  mutating func writeReservations() {
    var holders: [String: [Int]] = [:]
    for (index, node) in offerings.enumerated() {
      if let reservation = cluster.offering(of: node).reservation {
        holders[reservation.id, default: []].append(index)
      }
    }
    for (_, positions) in holders.sorted(by: { $0.key < $1.key }) where positions.count > 1 {
      var coefficients = [Int64](repeating: 0, count: offerings.count)
      for position in positions { coefficients[position] = 1 }
      let left = positions.map { Int64(problem.offerings[$0].copies) }.min() ?? 0
      problem.limits.append(LimitRow(coefficients: coefficients, bound: left))
    }
  }
}

/// Nodes that are interrupted together.
private struct SpotPool: Hashable {
  /// Into the catalog's types.
  var type: Int
  var zone: String
}
