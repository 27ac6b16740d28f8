import StowageModel
import StowagePlan
import StowageProblem
import StowageReduction
import StowageRules
import StowageSolve
import StowageUnits

/// Decides which nodes of a cluster to close, and where the pods go.
package struct Consolidation {
  private let cluster: Cluster
  package let candidates: DisruptionCandidates

  package init(_ cluster: Cluster) {
    self.cluster = cluster
    candidates = DisruptionCandidates(cluster)
  }

  /// Closes none but these nodes, and those that have to go.
  package init(_ cluster: Cluster, closing allowed: Set<Int>) {
    self.cluster = cluster
    candidates = DisruptionCandidates(cluster).limited(to: allowed)
  }

  /// The best choice found by the deadline; none to close where nothing pays.
  package func solve(
    _ settings: SearchSettings, moveLimit: Int? = nil, onEvent: ((SearchEvent) -> Void)? = nil
  ) -> Rearrangement {
    let reduction = emptied()
    var problem = reduction.problem
    for (position, node) in reduction.nodes.enumerated() where candidates.forced.contains(node) {
      problem.nodes[position].mustClose = problem.nodes[position].mayClose
    }
    let result = ClosingSearch.solve(
      problem, settings: ClosingSettings(search: settings, moveLimit: moveLimit), onEvent: onEvent)
    let staying = fixedCost(reduction)
    var bound = staying
    if reduction.boundHolds { bound += result.bound.cost }
    var rearrangement = ClosingPlan(cluster, candidates, reduction).rearrangement(result, settings)
    let cost = cluster.nodes.indices.reduce(rearrangement.plan.cost.hourly) { sum, node in
      rearrangement.closed.contains(node) ? sum : sum + (cluster.nodes[node].price ?? .zero)
    }
    let isComplete =
      rearrangement.plan.unschedulable.count <= reduction.unplaceable.count + cluster.ignored.count
    rearrangement.lowerBound = min(isComplete ? bound : staying, cost)
    return rearrangement
  }

  /// The reduction of the cluster with all nodes emptied that may close. Nodes with a pod that no bin takes, not even
  /// its own node, are left as they are.
  private func emptied() -> Reduction {
    var nodes = (candidates.closable + candidates.forced).sorted()
    while true {
      let reduction = Reduction(cluster.vacating(nodes, candidates.moveRules))
      let stuck = Set(reduction.unplaceable.compactMap { reduction.cluster.pending[$0.pod].home })
      let left = nodes.filter { !stuck.contains($0) }
      if left.count == nodes.count { return reduction }
      nodes = left
    }
  }

  /// The price of the nodes that are no part of the choice.
  private func fixedCost(_ reduction: Reduction) -> Money {
    var isChoice = [Bool](repeating: false, count: cluster.nodes.count)
    for (position, node) in reduction.nodes.enumerated() where reduction.problem.nodes[position].mayClose {
      isChoice[node] = true
    }
    return cluster.nodes.indices.reduce(Money.zero) { sum, node in
      isChoice[node] ? sum : sum + (cluster.nodes[node].price ?? .zero)
    }
  }
}

extension Reduction {
  /// Bounds of the problem are those of the cluster: rules over domains, which consolidation's bound ignores, may be
  /// tighter than they are.
  fileprivate var boundHolds: Bool { tightened.allSatisfy { $0 == "topologySpread" || $0 == "podAffinity" } }
}
