import StowageModel
import StowagePlan
import StowageRules

/// Could the provider launch a claim somewhere where its pods may not run? The claim names a zone in its plan, but
/// the provider only sees requirements and instance types.
///
/// A key that the claim's own requirements do not name is taken as the planned offering has it, so that plans
/// without requirements are judged by their offering alone.
struct LooseRequirements {
  private struct Key: Hashable {
    var launch: Requirements
    var shape: Int
    var fixed: Requirements
  }

  private let cluster: Cluster
  /// Per question, per position in the pool's types: whether the pod may run on all that could be launched.
  private var known: [Key: [Int: Bool]] = [:]

  init(_ cluster: Cluster) { self.cluster = cluster }

  mutating func check(
    _ claim: PlannedClaim, pool: Pool, site: Site, types: [Int], _ findings: inout Findings
  ) {
    let shapes = site.guests.filter { !cluster.shapes[$0.shape].isAnywhere }
    if shapes.isEmpty { return }
    let named = Set(claim.requirements.map { LabelKeys.normalized($0.key) })
    guard let plannedType = claim.typeIndex(in: cluster), let offering = claim.offeringIndex(in: cluster)
    else {
      return
    }
    let fixed = Requirements(cluster.place(plannedType, offering).all.filter { !named.contains($0.key) })
    let launch = claim.launchRequirements(of: pool)
    for guest in shapes {
      let shape = cluster.shapes[guest.shape]
      // Where the planned offering itself is wrong, that is what is reported.
      guard shape.mayRun(on: site.labels) else { continue }
      let key = Key(launch: launch, shape: guest.shape, fixed: fixed)
      var answers = known[key] ?? [:]
      for position in types where answers[position] == nil {
        answers[position] = mayRun(
          shape, on: pool.types[position], launch: launch, fixed: fixed, named: named)
      }
      known[key] = answers
      guard let bad = types.first(where: { answers[$0] == false }) else { continue }
      findings.add(
        .requirementsTooLoose, claim.name,
        "as \(cluster.type(pool.types[bad]).name) the claim may be launched where \(guest.firstPod) may not "
          + "run; the requirements should keep what the pod requires")
    }
  }

  private func mayRun(
    _ shape: PodShape, on type: PoolType, launch: Requirements, fixed: Requirements, named: Set<String>
  ) -> Bool {
    let labels = launch.adding(cluster.facts.requirements[type.type])
    for offering in type.offerings {
      let place = cluster.place(type.type, offering)
      guard launch.intersects(place), fixed.intersects(place) else { continue }
      if !shape.mayRun(on: labels.adding(place)) { return false }
    }
    return true
  }
}
