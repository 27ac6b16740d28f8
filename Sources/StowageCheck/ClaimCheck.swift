import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Is every claim one that its NodePool may make, that the catalog offers at this price, and that can be launched
/// as any type of its list?
struct ClaimCheck {
  let plan: ProvisioningPlan
  let state: FinalState
  var cluster: Cluster { state.cluster }
  var looseness: LooseRequirements

  init(_ plan: ProvisioningPlan, state: FinalState) {
    self.plan = plan
    self.state = state
    looseness = LooseRequirements(state.cluster)
  }

  mutating func run(_ findings: inout Findings) {
    var names = Set(cluster.nodes.map(\.name))
    for (index, claim) in plan.nodeClaims.enumerated() {
      if !names.insert(claim.name).inserted {
        findings.add(.duplicateClaimName, claim.name, "another claim or node has this name")
      }
      let isKnown = checkOffering(claim, &findings)
      checkRequirementsAreWritten(claim, &findings)
      guard let pool = usablePool(of: claim, &findings) else { continue }
      checkRequirements(of: claim, pool: pool, &findings)
      if isKnown { checkOffering(of: claim, in: pool, &findings) }
      let site = state.sites[cluster.nodes.count + index]
      var list = TypeListCheck(claim: claim, pool: pool, site: site, cluster: cluster)
      list.run(&findings)
      if isKnown { looseness.check(claim, pool: pool, site: site, types: list.accepted, &findings) }
    }
  }

  /// True where the catalog knows type and offering.
  private func checkOffering(_ claim: PlannedClaim, _ findings: inout Findings) -> Bool {
    let planned = claim.offering
    guard claim.typeIndex(in: cluster) != nil else {
      findings.add(
        .unknownInstanceType, claim.name, "the catalog has no instance type \(planned.instanceType)")
      return false
    }
    guard let offering = claim.offering(in: cluster) else {
      findings.add(
        .unknownOffering, claim.name,
        "the catalog does not offer \(planned.instanceType) \(planned.capacityType) in \(planned.zone)")
      return false
    }
    if !offering.isAvailable {
      findings.add(
        .offeringUnavailable, claim.name,
        "\(planned.instanceType) \(planned.capacityType) in \(planned.zone) is not available")
    }
    if offering.price != planned.price {
      findings.add(
        .wrongPrice, claim.name,
        "the plan prices the offering at \(text(planned.price)), the catalog at \(text(offering.price))")
    }
    return true
  }

  private func usablePool(of claim: PlannedClaim, _ findings: inout Findings) -> Pool? {
    if let pool = cluster.pool(named: claim.nodePool) { return pool }
    if let pool = cluster.unusablePools.first(where: { $0.name == claim.nodePool }) {
      findings.add(
        .nodePoolNotUsable, claim.name, "NodePool \(pool.name) launches nothing: \(pool.message)")
    } else {
      findings.add(.unknownNodePool, claim.name, "no NodePool \(claim.nodePool) in the snapshot")
    }
    return nil
  }

  private func checkRequirementsAreWritten(_ claim: PlannedClaim, _ findings: inout Findings) {
    for written in claim.requirements where Requirement(written) == nil {
      findings.add(
        .invalidRequirement, claim.name,
        "the requirement on \(written.key) uses the unknown operator \(written.op)")
    }
  }

  /// A claim may narrow what its pool allows, but neither leave it nor speak of labels that no node of it has.
  private func checkRequirements(of claim: PlannedClaim, pool: Pool, _ findings: inout Findings) {
    let own = Requirements(claim.requirements).adding(Requirements(claim.labels))
    if let key = pool.requirements.conflict(with: own) {
      findings.add(
        .requirementsOutsideNodePool, claim.name,
        "the claim says \(own.get(key)), NodePool \(pool.name) says \(pool.requirements.get(key))")
    }
    for requirement in own.all where !isDefined(requirement, pool: pool) {
      findings.add(
        .requirementsOutsideNodePool, claim.name,
        "the claim says \(requirement), but nodes of NodePool \(pool.name) have no such label")
    }
  }

  private func isDefined(_ requirement: Requirement, pool: Pool) -> Bool {
    if requirement.acceptsMissingKey || pool.requirements[requirement.key] != nil { return true }
    if requirement.key == LabelKeys.hostname || LabelKeys.isWellKnown(requirement.key) { return true }
    return pool.types.contains { cluster.facts.requirements[$0.type][requirement.key]?.isIn == true }
  }

  private func checkOffering(of claim: PlannedClaim, in pool: Pool, _ findings: inout Findings) {
    guard let type = claim.typeIndex(in: cluster), let offering = claim.offeringIndex(in: cluster) else {
      return
    }
    let place = cluster.facts.places[cluster.facts.placeOfOffering[type][offering]]
    let node = cluster.facts.requirements[type].adding(place)
    if let key = pool.requirements.conflict(with: node) {
      findings.add(
        .offeringOutsideNodePool, claim.name,
        "the offering has \(node.get(key)), NodePool \(pool.name) wants \(pool.requirements.get(key))")
      return
    }
    let launch = claim.launchRequirements(of: pool)
    if let key = launch.conflict(with: node) {
      findings.add(
        .offeringOutsideRequirements, claim.name,
        "the offering has \(node.get(key)), the claim requires \(launch.get(key))")
    }
  }
}
