import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// A plan written by hand in a case: which pods on which new or existing node.
package struct PlanDraft: Sendable {
  package struct Claim: Sendable {
    var pool: String
    var type: String
    var zone: String
    var capacityType: String
    var pods: [String]
  }

  package private(set) var claims: [Claim] = []
  package private(set) var placements: [Placement] = []
  package private(set) var unplaced: [String] = []

  package init() {}

  /// A new node of a type; pods without a slash are of the namespace `default`.
  package func launching(
    _ type: String, zone: String = "zone-a", capacityType: String = "on-demand", pool: String = "default",
    for pods: String...
  ) -> PlanDraft {
    launching(type, zone: zone, capacityType: capacityType, pool: pool, for: pods)
  }
  package func launching(
    _ type: String, zone: String = "zone-a", capacityType: String = "on-demand", pool: String = "default",
    for pods: [String]
  ) -> PlanDraft {
    var copy = self
    copy.claims.append(
      Claim(pool: pool, type: type, zone: zone, capacityType: capacityType, pods: pods.map(reference)))
    return copy
  }
  package func placing(on node: String, _ pods: String...) -> PlanDraft { placing(on: node, pods) }
  package func placing(on node: String, _ pods: [String]) -> PlanDraft {
    var copy = self
    copy.placements.append(Placement(node: node, pods: pods.map(reference)))
    return copy
  }
  package func leaving(_ pods: String...) -> PlanDraft {
    var copy = self
    copy.unplaced += pods.map(reference)
    return copy
  }

  private func reference(_ pod: String) -> String { pod.contains("/") ? pod : "default/" + pod }
}

extension PlanDraft {
  /// The draft as a plan with everything else filled in as a careful planner would: catalog prices, the planned
  /// type alone in each list, zone and capacity type pinned, requests with daemons, the cost, no bound.
  package func plan(for scene: Scene) -> ProvisioningPlan {
    plan(in: Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options))
  }

  package func plan(in cluster: Cluster) -> ProvisioningPlan {
    var plan = ProvisioningPlan()
    var requestsOfPod: [String: ResourceVector] = [:]
    for pod in cluster.pending { requestsOfPod[pod.reference] = cluster.shape(of: pod).requests }
    for draft in claims {
      let number = plan.nodeClaims.count { $0.nodePool == draft.pool } + 1
      var claim = PlannedClaim(
        name: "\(draft.pool)-\(number)", nodePool: draft.pool,
        offering: offering(of: draft, in: cluster.catalog))
      claim.instanceTypes = [draft.type]
      claim.requirements = [
        NodeRequirement(key: Key.zone, values: [draft.zone]),
        NodeRequirement(key: Key.capacityType, values: [draft.capacityType]),
      ]
      claim.pods = draft.pods
      claim.requests = draft.pods.reduce(.zero) { $0 + (requestsOfPod[$1] ?? .zero) }
      if let pool = cluster.pools.first(where: { $0.name == draft.pool }),
        let type = pool.types.first(where: { cluster.type($0).name == draft.type })
      {
        claim.requests += type.daemonOverhead
      }
      plan.cost.hourly += claim.offering.price
      plan.nodeClaims.append(claim)
    }
    plan.placements = placements
    plan.unschedulable = unplaced.map { Verdict(pod: $0, reason: "Test", message: "left out", hint: "") }
    return plan
  }

  private func offering(of draft: Claim, in catalog: Catalog) -> PlannedOffering {
    let type = catalog.types.first { $0.name == draft.type }
    let offering = type?.offerings.first { $0.zone == draft.zone && $0.capacityType == draft.capacityType }
    var planned = PlannedOffering(
      instanceType: draft.type, zone: draft.zone, capacityType: draft.capacityType,
      price: offering?.price ?? .zero)
    planned.reservationID = offering?.reservation?.id
    return planned
  }
}
