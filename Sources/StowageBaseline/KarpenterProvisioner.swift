import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Decides as Karpenter v1.14 does for pending pods: one after the other, to the first existing node, claim or
/// NodePool that takes it; the price decides only which type a claim ends with.
package struct KarpenterProvisioner {
  private let cluster: Cluster
  private let deadline: Deadline

  package init(_ cluster: Cluster, deadline: Deadline = .never) {
    self.cluster = cluster
    self.deadline = deadline
  }

  package func plan() -> ProvisioningPlan {
    var refused: [Refused] = []
    while true {
      var run = ProvisioningRun(cluster, without: Set(refused.flatMap(\.pods)))
      let (unplaced, isCutOff) = run.placeAll(until: deadline)
      var writer = PlanWriter(run: run, unplaced: unplaced, isCutOff: isCutOff, refused: refused)
      let plan = writer.plan()
      // Others may have been placed beside pods of a claim that cannot be made, which Karpenter would notice only once
      // they fail to start.
      guard countsOthers, writer.refused.count > refused.count, !isCutOff else { return plan }
      refused = writer.refused
    }
  }

  /// Some pods look at where others go.
  private var countsOthers: Bool {
    cluster.shapes.contains { $0.spread.contains(where: \.isHard) || !$0.affinity.isEmpty }
  }
}
