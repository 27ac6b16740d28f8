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
    var run = ProvisioningRun(cluster)
    let (unplaced, isCutOff) = run.placeAll(until: deadline)
    return PlanWriter(run: run, unplaced: unplaced, isCutOff: isCutOff).plan()
  }
}
