import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

extension Cluster {
  /// What the interruptions of a planned node are expected to cost in an hour.
  package func risk(of claim: PlannedClaim) -> Money {
    guard options.interruptionPrice > 0, let type = facts.typeOfName[claim.offering.instanceType] else {
      return .zero
    }
    let planned = claim.offering
    let offering = catalog.types[type].offerings.first {
      $0.zone == planned.zone && $0.capacityType == planned.capacityType
    }
    return offering.map { risk(of: $0) } ?? .zero
  }

  /// How much more interruptions are expected to cost when a plan is carried out.
  package func addedRisk(of plan: ConsolidationPlan) -> Money {
    if options.interruptionPrice == 0 { return .zero }
    var risks: [String: Money] = [:]
    for node in nodes { risks[node.name] = risk(of: node) }
    var added = Money.zero
    for claim in plan.nodeClaims + plan.commands.flatMap(\.replacements) {
      risks[claim.name] = risk(of: claim)
      added += risk(of: claim)
    }
    for node in plan.commands.flatMap(\.nodes) { added -= risks[node] ?? .zero }
    return added
  }
}
