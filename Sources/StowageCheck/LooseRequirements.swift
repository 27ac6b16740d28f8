import StowageModel
import StowagePlan
import StowageRules

/// Could the provider launch a claim as something on which its pods may not run?
struct LooseRequirements {
  private struct Question: Hashable {
    var launch: Requirements
    var fixed: Requirements
    var shape: Int
  }

  private let cluster: Cluster
  /// Per question, per position in the pool's types: whether the pod may run on all that could be launched.
  private var known: [Question: [Int: Bool]] = [:]

  init(_ cluster: Cluster) { self.cluster = cluster }

  mutating func check(_ claim: PlannedClaim, launch: Launch, site: Site, _ findings: inout Findings) {
    for guest in site.guests {
      let shape = cluster.shapes[guest.shape]
      // Where the planned offering itself is wrong, that is what is reported.
      guard !shape.isAnywhere, shape.mayRun(on: site.labels) else { continue }
      let question = Question(launch: launch.requirements, fixed: launch.fixed, shape: guest.shape)
      var answers = known[question] ?? [:]
      for (position, offerings) in zip(launch.types, launch.offerings) where answers[position] == nil {
        let type = launch.pool.types[position].type
        let labels = launch.requirements.adding(cluster.facts.requirements[type])
        answers[position] = offerings.allSatisfy { shape.mayRun(on: labels.adding(cluster.place(type, $0))) }
      }
      known[question] = answers
      guard let bad = launch.types.first(where: { answers[$0] == false }) else { continue }
      findings.add(
        .requirementsTooLoose, claim.name,
        "as \(cluster.type(launch.pool.types[bad]).name) the claim may be launched where \(guest.firstPod) may "
          + "not run; the requirements should keep what the pod requires")
    }
  }
}
