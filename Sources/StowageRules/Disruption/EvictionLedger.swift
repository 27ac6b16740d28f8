import StowageModel

/// PodDisruptionBudgets as a stock that evictions spend.
package struct EvictionLedger: Sendable {
  private let budgets: [PodDisruptionBudget]
  /// Per budget: the evictions it allows before any is spent.
  private let allowed: [Int]
  private var spent: [Int]

  package init(_ snapshot: Snapshot) {
    budgets = snapshot.disruptionBudgets
    allowed = budgets.map { $0.allowance(among: snapshot.pods) }
    spent = Array(repeating: 0, count: budgets.count)
  }

  /// Why a pod cannot be evicted at all, whatever was spent; nil where it can, or where a drain does not ask.
  package func block(of pod: Pod) -> DisruptionBlock? {
    guard pod.isEvictable else { return nil }
    let mine = covering(pod)
    if mine.count > 1 {
      return DisruptionBlock(
        .multipleBudgets, "pod \(pod.metadata.reference) is under \(mine.count) PodDisruptionBudgets",
        by: pod.metadata.reference)
    }
    guard let budget = mine.first, allowed[budget] == 0 else { return nil }
    return DisruptionBlock(
      .podDisruptionBudget,
      "PodDisruptionBudget \(budgets[budget].metadata.reference) allows no eviction of \(pod.metadata.reference)",
      by: budgets[budget].metadata.reference)
  }

  /// Some budget is about this pod.
  package func covers(_ pod: Pod) -> Bool { budgets.contains { $0.covers(pod) } }

  /// Counts the eviction of a pod; the name of the budget that this overdraws, if any, with its allowance.
  package mutating func evict(_ pod: Pod) -> (budget: String, allowed: Int)? {
    guard pod.isEvictable else { return nil }
    var overdrawn: (String, Int)?
    for budget in covering(pod) {
      spent[budget] += 1
      if spent[budget] > allowed[budget], overdrawn == nil {
        overdrawn = (budgets[budget].metadata.reference, allowed[budget])
      }
    }
    return overdrawn
  }

  /// Everything evicted so far runs again elsewhere.
  package mutating func refill() { spent = Array(repeating: 0, count: budgets.count) }

  /// The budgets whose allowance the pod's eviction would spend: an unready pod under AlwaysAllow spends none.
  private func covering(_ pod: Pod) -> [Int] {
    budgets.indices.filter { index in
      budgets[index].covers(pod)
        && !(budgets[index].unhealthyPodEvictionPolicy == "AlwaysAllow" && !pod.isReady)
    }
  }
}

extension PodDisruptionBudget {
  /// `status.disruptionsAllowed`, or what the disruption controller would write there: the ready pods beyond those
  /// that must stay. The snapshot's pods stand for the replicas that the workloads ask for.
  package func allowance(among pods: [Pod]) -> Int {
    if neverAllowsEviction { return 0 }
    if let disruptionsAllowed { return max(0, disruptionsAllowed) }
    let mine = pods.filter { !$0.isFinished && covers($0) }
    let healthy = mine.count { $0.isReady && !$0.metadata.isDeleting }
    let needed: Int
    if let maxUnavailable {
      needed = mine.count - (scaled(maxUnavailable, of: mine.count) ?? 0)
    } else if let minAvailable {
      needed = scaled(minAvailable, of: mine.count) ?? mine.count
    } else {
      return 0
    }
    return mine.isEmpty ? 0 : max(0, healthy - max(0, needed))
  }
}
