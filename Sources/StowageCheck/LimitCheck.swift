import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Do the claims together stay within NodePool limits and reservations?
struct LimitCheck {
  let plan: ProvisioningPlan
  let cluster: Cluster

  init(_ plan: ProvisioningPlan, cluster: Cluster) {
    self.plan = plan
    self.cluster = cluster
  }

  func run(_ findings: inout Findings) {
    for pool in cluster.pools {
      guard let remaining = pool.remaining else { continue }
      check(pool, remaining: remaining, &findings)
    }
    checkReservations(&findings)
  }

  private func check(_ pool: Pool, remaining: ResourceList, _ findings: inout Findings) {
    let claims = plan.nodeClaims.filter { $0.nodePool == pool.name }
    if claims.isEmpty { return }
    var planned = ResourceVector()
    var worst = ResourceVector()
    for claim in claims {
      planned += capacity(of: claim.offering.instanceType, in: pool)
      let listed = claim.instanceTypes.map { capacity(of: $0, in: pool) }
      worst += listed.reduce(capacity(of: claim.offering.instanceType, in: pool)) { $0.maximum(with: $1) }
    }
    for limit in remaining.entries {
      let isNodes = limit.name == .nodes
      let total = isNodes ? Int64(claims.count) : planned[limit.name]
      if total > max(0, limit.amount) {
        findings.add(
          .nodePoolLimitExceeded, pool.name,
          "\(claims.count) new nodes bring \(text(total, limit.name)) \(limit.name.text); the limit leaves "
            + text(limit.amount, limit.name))
      } else if !isNodes && worst[limit.name] > max(0, limit.amount) {
        findings.add(
          .nodePoolLimitAtRisk, pool.name,
          "launched as their largest listed types, \(claims.count) new nodes bring "
            + "\(text(worst[limit.name], limit.name)) \(limit.name.text); the limit leaves "
            + text(limit.amount, limit.name))
      }
    }
  }

  private func capacity(of name: String, in pool: Pool) -> ResourceVector {
    guard let type = cluster.typeIndex(of: name) else { return .zero }
    return pool.position(ofType: type).map { pool.types[$0].capacity } ?? cluster.catalog.types[type].capacity
  }

  private func checkReservations(_ findings: inout Findings) {
    var used: [String: (claims: Int, left: Int)] = [:]
    for claim in plan.nodeClaims {
      guard let reservation = claim.offering(in: cluster)?.reservation else { continue }
      let before = used[reservation.id] ?? (0, reservation.count)
      used[reservation.id] = (before.claims + 1, min(before.left, reservation.count))
    }
    for (id, use) in used.sorted(by: { $0.key < $1.key }) where use.claims > use.left {
      findings.add(
        .reservationExceeded, id, "\(use.claims) claims use the reservation, which has \(use.left) left")
    }
  }
}
