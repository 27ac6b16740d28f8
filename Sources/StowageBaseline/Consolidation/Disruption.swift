import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// A command before it is written down.
struct Disruption {
  let reason: DisruptionReason
  let candidates: [Candidate]
  let relocation: Relocation
  /// Without their final names.
  let replacements: [PlannedClaim]

  init(
    _ candidates: [Candidate], reason: DisruptionReason, relocation: Relocation, in cluster: Cluster
  ) throws(Obstacle) {
    self.reason = reason
    self.candidates = candidates
    self.relocation = relocation
    var replacements: [PlannedClaim] = []
    for claim in relocation.claims {
      do throws(Finding) {
        replacements.append(try claim.planned(name: "", in: cluster))
      } catch {
        throw Obstacle(code: .minValues, message: error.message, blockedBy: claim.pool.name)
      }
    }
    self.replacements = replacements
  }

  var savings: Money {
    candidates.reduce(Money.zero) { $0 + $1.price }
      - replacements.reduce(Money.zero) { $0 + $1.offering.price }
  }

  func disruptionCost(_ rules: DisruptionRules) -> Double {
    relocation.moves.reduce(0) { $0 + max(0, rules.evictionCost(ofRunning: $1.pod)) }
  }
}
