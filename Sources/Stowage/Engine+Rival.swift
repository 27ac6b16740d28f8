import StowageBaseline
import StowageCheck
import StowageReduction
import StowageRules

/// Karpenter's way of deciding as a rival of the search.
///
/// The search decides about a final state. Where that leaves pods over, or where the problem says a rule more
/// strictly than it is (the order in which pods arrive may allow what a count of all of them does not), placing one
/// pod after the other may come out better, and then that plan is the answer.
struct Rival {
  private let cluster: Cluster
  private let reduction: Reduction
  private let deadline: Deadline
  /// Makes the rival's plan for others as well.
  private let comparison: KarpenterComparison?
  private var plan: ProvisioningPlan?

  /// Up to so many pods the rival costs little beside the search, and is asked first.
  private static let fewPods = 1_000

  init(_ reduction: Reduction, deadline: Deadline, comparison: KarpenterComparison?) {
    cluster = reduction.cluster
    self.reduction = reduction
    self.deadline = deadline
    self.comparison = comparison
    if !reduction.tightened.isEmpty && cluster.pending.count <= Self.fewPods { decide(deadline.share(0.1)) }
  }

  private mutating func decide(_ deadline: Deadline) {
    if let comparison {
      plan = comparison.plan(until: deadline)
      return
    }
    let decided = KarpenterProvisioner(cluster, deadline: deadline).plan()
    if !deadline.isOver { plan = decided }
  }

  /// The better of the search's plan and the rival's.
  mutating func better(than mine: ProvisioningPlan) -> ProvisioningPlan {
    let inevitable = reduction.unplaceable.count + cluster.ignored.count
    let isComplete = mine.unschedulable.count <= inevitable
    if plan == nil && !isComplete && !deadline.isOver { decide(deadline) }
    guard var rival = plan else { return mine }
    let (placed, others) = (placedByPriority(mine), placedByPriority(rival))
    let isBetter =
      placed == others ? rival.cost.hourly < mine.cost.hourly : placed.lexicographicallyPrecedes(others)
    guard isBetter, Checker.check(plan: rival, cluster: cluster).violations.isEmpty else { return mine }
    // The bound speaks of the pods that the search placed.
    let isBounded =
      rival.unschedulable.map(\.pod) == mine.unschedulable.map(\.pod)
      && mine.cost.lowerBound <= rival.cost.hourly
    rival.cost.lowerBound = isBounded ? mine.cost.lowerBound : .zero
    rival.status = rival.cost.gap <= cluster.options.gap ? .optimal : .feasible
    rival.statistics = mine.statistics
    rival.warnings = mine.warnings
    return rival
  }

  /// How many pods of each priority have a place, the highest first.
  private func placedByPriority(_ plan: ProvisioningPlan) -> [Int] {
    let unplaced = Set(plan.unschedulable.map(\.pod))
    var counts: [Int: Int] = [:]
    for pod in cluster.pending {
      counts[cluster.shape(of: pod).priority, default: 0] += unplaced.contains(pod.reference) ? 0 : 1
    }
    return counts.sorted { $0.key > $1.key }.map(\.value)
  }
}
