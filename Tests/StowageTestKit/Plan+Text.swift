import StowageModel
import StowagePlan
import StowageUnits

extension ProvisioningPlan {
  /// The plan on a few lines, for reading what went wrong with a random cluster.
  package var outline: String {
    var lines = ["cost \(cost.hourly.dollars), bound \(cost.lowerBound.dollars)"]
    for claim in nodeClaims {
      let labels = claim.labels.pairs.map { " \($0.key)=\($0.value)" }.joined()
      let requirements = claim.requirements.map { "\($0.key) \($0.op) \($0.values.joined(separator: "|"))" }
      lines.append(
        "claim \(claim.name) of \(claim.nodePool): \(claim.offering.instanceType) \(claim.offering.zone) "
          + "\(claim.offering.capacityType) \(claim.offering.price.dollars), types \(claim.instanceTypes)\(labels) "
          + "{\(requirements.joined(separator: "; "))} holds \(claim.pods)")
    }
    lines += placements.map { "node \($0.node) takes \($0.pods)" }
    lines += unschedulable.map { "\($0.pod) stays: \($0.reason) \($0.message)" }
    return lines.joined(separator: "\n")
  }
}
