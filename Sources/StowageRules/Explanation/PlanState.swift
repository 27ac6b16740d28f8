import StowageModel
import StowageUnits

/// How a cluster stands once a plan is carried out: what an explanation looks at.
package struct PlanState: Sendable {
  /// A pod that the plan places, with what is known of its node (labels, or a claim's requirements).
  package struct Placed: Sendable {
    /// Into `Cluster.shapes`.
    package var shape: Int
    package var node: Requirements

    package init(shape: Int, node: Requirements) {
      self.shape = shape
      self.node = node
    }
  }

  /// What the limits still leave, per pool, as `Pool.remaining`.
  package var remaining: [ResourceList?]
  /// Room left per node of the cluster.
  package var free: [ResourceVector]
  package var placed: [Placed] = []

  /// Before anything is placed.
  package init(_ cluster: Cluster) {
    remaining = cluster.pools.map(\.remaining)
    free = cluster.nodes.map(\.free)
  }
}
