import StowageModel
import StowagePlan
import StowageProblem
import StowageReduction
import StowageRules
import StowageSolve
import StowageUnits

/// Turns a choice of nodes to close into a plan for the cluster that is left, by that cluster's own reduction: the
/// search sees all pods that could move as waiting, which rules between pods may read otherwise.
struct ClosingPlan {
  private let cluster: Cluster
  private let candidates: DisruptionCandidates
  /// Of the cluster with all its nodes emptied that may close.
  private let emptied: Reduction

  init(_ cluster: Cluster, _ candidates: DisruptionCandidates, _ emptied: Reduction) {
    self.cluster = cluster
    self.candidates = candidates
    self.emptied = emptied
  }

  func rearrangement(_ result: ClosingResult, _ settings: SearchSettings) -> Rearrangement {
    let closed = emptied.nodes.indices.filter { result.closed[$0] }.map { emptied.nodes[$0] }
    let left = cluster.without(closed, candidates.moveRules)
    let reduction = Reduction(left)
    let isClosed = Set(closed)
    let solution = reduction.solution(result.solution, of: emptied) { pod in
      guard let home = pod.home, emptied.cluster.nodes[home].isVacated else { return true }
      return isClosed.contains(home)
    }
    var plans: [ProvisioningPlan] = []
    if let solution, reduction.problem.violations(of: solution).isEmpty {
      plans.append(plan(solution, reduction, result))
    }
    if plans.allSatisfy({ !isComplete($0) }) {
      plans.append(plan(Portfolio.solve(reduction.problem, settings: settings).solution, reduction, result))
    }
    if let plan = plans.last, isComplete(plan) {
      return Rearrangement(closed: closed, plan: plan, lowerBound: .zero)
    }
    let asIs = Reduction(cluster)
    let solved = Portfolio.solve(asIs.problem, settings: settings)
    return Rearrangement(closed: [], plan: asIs.plan(from: solved), lowerBound: .zero)
  }

  private func plan(_ solution: Solution, _ reduction: Reduction, _ result: ClosingResult) -> ProvisioningPlan
  {
    reduction.plan(
      from: SearchResult(solution: solution, bound: Bound(cost: .zero), counters: result.counters))
  }

  /// Every pod that has to leave its node finds a place.
  private func isComplete(_ plan: ProvisioningPlan) -> Bool {
    let waiting = Set(cluster.pending.map(\.reference) + cluster.ignored.map(\.reference))
    return plan.unschedulable.allSatisfy { waiting.contains($0.pod) }
  }
}
