import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Is every claim one that its NodePool may make, that the catalog offers at this price, and that can be launched
/// as any type of its list?
struct ClaimCheck {
  private let cluster: Cluster
  private var names: Set<String>
  private var looseness: LooseRequirements
  private let concerns: Concerns

  init(_ cluster: Cluster) {
    self.cluster = cluster
    names = Set(cluster.nodes.map(\.name))
    looseness = LooseRequirements(cluster)
    concerns = Concerns(cluster)
  }

  /// Judges a claim with the pods that arrive at its site.
  mutating func check(_ claim: PlannedClaim, at site: Site, _ findings: inout Findings) {
    if !names.insert(claim.name).inserted {
      findings.add(.duplicateClaimName, claim.name, "another claim or node has this name")
    }
    let isKnown = checkOffering(claim, &findings)
    checkRequirementsAreWritten(claim, &findings)
    guard let pool = usablePool(of: claim, &findings) else { return }
    checkRequirements(of: claim, pool: pool, &findings)
    if isKnown { checkOffering(of: claim, in: pool, &findings) }
    var list = TypeListCheck(claim: claim, pool: pool, site: site, cluster: cluster)
    list.run(&findings)
    guard let launch = site.launch else { return }
    checkReach(of: claim, launch: launch, site: site, &findings)
    looseness.check(claim, launch: launch, site: site, &findings)
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
    for written in claim.requirements {
      guard let flaw = written.flaw else { continue }
      findings.add(.invalidRequirement, claim.name, "the requirement on \(written.key) \(flaw)")
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

  /// Where the claim leaves zone or capacity type to the plan and its pods care, every listed type must be on offer
  /// just there. Reserved capacity is counted: a claim may neither leave it nor come upon it by chance, though it may
  /// hold on to several reservations, each of which counts it.
  private func checkReach(
    of claim: PlannedClaim, launch: Launch, site: Site, _ findings: inout Findings
  ) {
    let keys = site.guests.reduce(into: Set<String>()) { $0.formUnion(concerns.keys[$1.shape]) }
    let pinned = Requirements(launch.fixed.all.filter { keys.contains($0.key) })
    let planned = claim.offering(in: cluster)?.reservation?.id
    for (position, reachable) in zip(launch.types, launch.offerings) where !reachable.isEmpty {
      let type = launch.pool.types[position]
      let name = cluster.type(type).name
      let isReached = reachable.contains { offering in
        pinned.intersects(cluster.place(type.type, offering))
          || suits(site.guests, type: type.type, offering, launch)
      }
      if !isReached {
        findings.add(
          .instanceTypeOutsideRequirements, claim.name,
          "\(name) is not on offer with \(pinned), which the plan relies on")
      }
      let reservations = reachable.map { cluster.catalog.types[type.type].offerings[$0].reservation?.id }
      let isKept = planned == nil ? reservations.contains(nil) : !reservations.contains(nil)
      if !isKept {
        findings.add(
          .instanceTypeOutsideRequirements, claim.name,
          "the plan counts on \(planned.map { "reservation \($0)" } ?? "no reservation"), but \(name) may be launched "
            + "\(planned == nil ? "only on one" : "outside of any")")
      }
    }
  }

  /// Nothing that matters to the pods there is other than in the planned offering, wherever that is: rules between
  /// pods look at the same values, and each pod may run there.
  private func suits(_ guests: [Guest], type: Int, _ offering: Int, _ launch: Launch) -> Bool {
    let keys = guests.reduce(into: Set<String>()) { $0.formUnion(concerns.topologyKeys[$1.shape]) }
    let place = cluster.place(type, offering)
    guard Requirements(launch.fixed.all.filter { keys.contains($0.key) }).intersects(place) else {
      return false
    }
    let labels = launch.requirements.adding(cluster.facts.requirements[type]).adding(place)
    return guests.allSatisfy { cluster.shapes[$0.shape].mayRun(on: labels) }
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
