import StowagePlan
import StowageUnits

/// What consolidation comes to, before it is put into an order: which nodes go, and where their pods and the
/// pending ones find a place.
package struct Rearrangement: Sendable {
  /// Nodes that go, into `Cluster.nodes`, ascending. A node that stays keeps all its pods.
  package var closed: [Int]
  /// A plan for the cluster without these nodes: it places the pods that they leave behind, all of them, and the
  /// pending ones as far as there is room.
  package var plan: ProvisioningPlan
  /// No set of nodes to close, and no places for the pods, give a cluster that costs less altogether: what all priced
  /// nodes cost in the end, those that must stay included.
  package var lowerBound: Money
  /// Pods of spot nodes may go to new spot nodes, as far as commands take nodes of other kinds with them.
  package var mixesSpot = false
  package var statistics = Statistics()

  package init(closed: [Int], plan: ProvisioningPlan, lowerBound: Money) {
    self.closed = closed
    self.plan = plan
    self.lowerBound = lowerBound
  }
}
