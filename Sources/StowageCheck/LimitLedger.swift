import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Do the claims so far stay within NodePool limits and reservations?
struct LimitLedger {
  private struct Use {
    var claims = 0
    /// As planned.
    var planned = ResourceVector()
    /// With every claim launched as the largest of its types, resource by resource.
    var worst = ResourceVector()
    /// Of nodes that are gone.
    var freed = ResourceVector()
    var freedNodes: Int64 = 0
  }

  private let cluster: Cluster
  /// Per pool of the cluster.
  private var uses: [Use]
  private var reservations: [String: (claims: Int, left: Int)] = [:]

  init(_ cluster: Cluster) {
    self.cluster = cluster
    uses = Array(repeating: Use(), count: cluster.pools.count)
  }

  mutating func add(_ claim: PlannedClaim, launch: Launch?) {
    for (id, left) in held(by: claim, launch: launch) {
      let before = reservations[id] ?? (0, left)
      reservations[id] = (before.claims + 1, min(before.left, left))
    }
    guard let index = cluster.pools.firstIndex(where: { $0.name == claim.nodePool }),
      cluster.pools[index].remaining != nil
    else { return }
    let planned = capacity(of: claim.offering.instanceType, in: cluster.pools[index])
    uses[index].claims += 1
    uses[index].planned += planned
    uses[index].worst += claim.instanceTypes.reduce(planned) {
      $0.maximum(with: capacity(of: $1, in: cluster.pools[index]))
    }
  }

  /// What is left of the reservations that a claim may be launched into: it needs an instance of each. Claims that
  /// are planned outside of reservations hold none.
  private func held(by claim: PlannedClaim, launch: Launch?) -> [String: Int] {
    guard let planned = claim.offering(in: cluster)?.reservation else { return [:] }
    var held = [planned.id: planned.count]
    guard let launch else { return held }
    for (position, offerings) in zip(launch.types, launch.offerings) {
      let type = cluster.catalog.types[launch.pool.types[position].type]
      for reservation in offerings.compactMap({ type.offerings[$0].reservation }) {
        held[reservation.id] = min(held[reservation.id] ?? .max, reservation.count)
      }
    }
    return held
  }

  /// The node of a site is gone. Nodes that were being deleted from the start never counted.
  mutating func free(_ site: Site) {
    let pool: String
    let capacity: ResourceVector
    switch site.origin {
    case .node(let node):
      if cluster.nodes[node].isDeleting { return }
      pool = cluster.nodes[node].poolName
      capacity = cluster.nodes[node].capacity
    case .claim(let claim):
      pool = claim.nodePool
      capacity = claim.plannedType(in: cluster)?.capacity ?? .zero
    }
    guard let index = cluster.pools.firstIndex(where: { $0.name == pool }) else { return }
    uses[index].freed += capacity
    uses[index].freedNodes += 1
  }

  func check(_ findings: inout Findings) {
    for (index, pool) in cluster.pools.enumerated() where uses[index].claims > 0 {
      guard let remaining = pool.remaining else { continue }
      for limit in remaining.entries { check(limit, of: pool, uses[index], &findings) }
    }
    for (id, use) in reservations.sorted(by: { $0.key < $1.key }) where use.claims > use.left {
      findings.add(
        .reservationExceeded, id, "\(use.claims) claims use the reservation, which has \(use.left) left")
    }
  }

  private func check(_ limit: ResourceList.Entry, of pool: Pool, _ use: Use, _ findings: inout Findings) {
    let isNodes = limit.name == .nodes
    let planned = isNodes ? Int64(use.claims) : use.planned[limit.name]
    let worst = isNodes ? planned : use.worst[limit.name]
    let left = limit.amount + (isNodes ? use.freedNodes : use.freed[limit.name])
    // A limit that was exceeded before stops only what adds to it.
    if planned > max(0, left) {
      findings.add(
        .nodePoolLimitExceeded, pool.name,
        "\(use.claims) new nodes bring \(text(planned, limit.name)) \(limit.name.text); the limit leaves "
          + text(left, limit.name))
    } else if worst > max(0, left) {
      findings.add(
        .nodePoolLimitAtRisk, pool.name,
        "launched as their largest listed types, \(use.claims) new nodes bring \(text(worst, limit.name)) "
          + "\(limit.name.text); the limit leaves \(text(left, limit.name))")
    }
  }

  private func capacity(of name: String, in pool: Pool) -> ResourceVector {
    guard let type = cluster.typeIndex(of: name) else { return .zero }
    return pool.position(ofType: type).map { pool.types[$0].capacity } ?? cluster.catalog.types[type].capacity
  }
}
