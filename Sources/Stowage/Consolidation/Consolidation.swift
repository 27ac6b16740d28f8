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
    _ settings: SearchSettings, onEvent: ((SearchEvent) -> Void)? = nil
  ) -> Rearrangement {
    let reduction = emptied(candidates.moveRules)
    var problem = reduction.problem
    let forced = Set(candidates.forced)
    for (position, node) in reduction.nodes.enumerated() where forced.contains(node) {
      problem.nodes[position].mustClose = problem.nodes[position].mayClose
    }
    let looseBound = looseBound(settings)
    let result = ClosingSearch.solve(
      problem, settings: ClosingSettings(search: settings, moveLimit: cluster.moveLimit), onEvent: onEvent)
    var rearrangement = ClosingPlan(cluster, candidates, reduction).rearrangement(result, settings)
    let isComplete =
      rearrangement.plan.unschedulable.count <= reduction.unplaceable.count + cluster.ignored.count
    let isClosed = Set(rearrangement.closed)
    let cost = cluster.nodes.indices.reduce(rearrangement.plan.cost.hourly) { sum, node in
      isClosed.contains(node) ? sum : sum + (cluster.nodes[node].price ?? .zero)
    }
    let bound = looseBound ?? self.bound(of: reduction, result.bound)
    rearrangement.lowerBound = min(isComplete ? bound : fixedCost(reduction), cost)
    rearrangement.statistics = rearrangement.plan.statistics
    return rearrangement
  }

  /// Where the search keeps the pods of spot nodes from new spot nodes, a bound without that rule: commands that take
  /// other nodes with them need not keep it. nil where there is no such rule.
  private func looseBound(_ settings: SearchSettings) -> Money? {
    let isRestricted = candidates.closable.contains { !candidates.moveRules.launchesSpot[$0] }
    let offersSpot = cluster.pools.contains { pool in
      pool.types.contains { type in
        type.offerings.contains {
          cluster.catalog.types[type.type].offerings[$0].capacityType == "spot"
        }
      }
    }
    guard isRestricted && offersSpot else { return nil }
    var rules = candidates.moveRules
    rules.launchesSpot = Array(repeating: true, count: cluster.nodes.count)
    let reduction = emptied(rules)
    var search = settings
    search.deadline = settings.deadline.share(0.25)
    return bound(of: reduction, ClosingSearch.bound(reduction.problem, search))
  }

  private func bound(of reduction: Reduction, _ bound: Bound) -> Money {
    reduction.boundHolds ? fixedCost(reduction) + bound.cost : fixedCost(reduction)
  }

  /// The reduction of the cluster with all nodes emptied that may close. Nodes with a pod that no bin takes, not even
  /// its own node, are left as they are.
  private func emptied(_ rules: MoveRules) -> Reduction {
    var nodes = (candidates.closable + candidates.forced).sorted()
    while true {
      let reduction = Reduction(cluster.vacating(nodes, rules))
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
