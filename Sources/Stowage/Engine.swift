import StowageBaseline
import StowageCheck
import StowageLinear
@_exported import StowageModel
@_exported import StowagePlan
import StowageProblem
import StowageReduction
import StowageRules
import StowageSolve
@_exported import StowageUnits

/// Decides which nodes a cluster should have.
///
/// A value without state: two calls with the same input, options and seed give the same plan, as long as it was
/// not the time limit that ended the search. Safe to use from any thread; a call runs on the thread that makes it
/// and returns when the plan is made, at the latest shortly after the deadline.
public struct Engine: Sendable {
  /// An engine like every other.
  public init() {}

  /// Ends the threads that OpenBLAS starts when a program is loaded: they spin for as long as a small plan takes, and
  /// no engine uses them. For the first line of a program that does no linear algebra of its own.
  public static func endIdleThreads() { BLASThreads.end() }

  /// Which nodes to launch for the pending pods of a snapshot, where each pod goes, and how far from the cheapest
  /// that can be.
  ///
  /// - Parameters:
  ///   - deadline: when to stop searching; nil takes `options.timeLimit` from now. A feasible plan and a valid
  ///     bound come out in any case.
  ///   - isCompared: whether to find out as well, on a thread of its own, what Karpenter's rules would pay for the
  ///     same pods and how many of them they would place; the plan's statistics say so if it is known in time.
  ///   - onProgress: called on the calling thread whenever a better plan or bound was found.
  public func provision(
    _ snapshot: Snapshot, catalog: Catalog, options: Options = Options(), deadline: Deadline? = nil,
    isCompared: Bool = false, onProgress: ((Progress) -> Void)? = nil
  ) -> ProvisioningPlan {
    provision(
      snapshot, catalog: catalog, options: options, deadline: deadline, memory: nil, isCompared: isCompared,
      onProgress: onProgress
    ).plan
  }

  /// The same for a cluster that is planned again and again: the search begins where the one that `memory` is of
  /// has ended, which takes a fraction of the time where little has changed. Then the plan depends on what was
  /// planned before; its statistics say so.
  public func provision(
    _ snapshot: Snapshot, catalog: Catalog, options: Options = Options(), deadline: Deadline? = nil,
    memory: inout PlanMemory, onProgress: ((Progress) -> Void)? = nil
  ) -> ProvisioningPlan {
    let (plan, next) = provision(
      snapshot, catalog: catalog, options: options, deadline: deadline, memory: memory,
      onProgress: onProgress)
    memory = next
    return plan
  }

  private func provision(
    _ snapshot: Snapshot, catalog: Catalog, options: Options, deadline: Deadline?, memory: PlanMemory?,
    isCompared: Bool = false, onProgress: ((Progress) -> Void)?
  ) -> (plan: ProvisioningPlan, memory: PlanMemory) {
    let deadline = deadline ?? Deadline(after: options.timeLimit)
    var stages = StageClock()
    var next = memory ?? PlanMemory()
    let cluster = Cluster(snapshot: snapshot, catalog: catalog, options: options, memory: &next.cluster)
    stages.end("interpret")
    let comparison =
      isCompared && options.policy != .karpenter ? KarpenterComparison(cluster, deadline: deadline) : nil
    var plan: ProvisioningPlan
    if options.policy == .karpenter {
      plan = KarpenterProvisioner(cluster, deadline: deadline).plan()
      stages.end("solve")
      plan.cost.lowerBound = quickBound(plan, in: cluster)
      stages.end("reduce")
    } else {
      let reduction = Reduction(cluster)
      var settings = SearchSettings(options, deadline: deadline)
      settings.warmStart = memory?.search.flatMap(reduction.warmStart)
      settings.remembersEnd = memory != nil
      stages.end("reduce")
      var rival =
        options.policy == .optimal
        ? Rival(reduction, deadline: deadline, comparison: comparison) : nil
      let result = Portfolio.solve(
        reduction.problem, settings: settings, onEvent: progress(onProgress, since: stages.start))
      stages.end("solve")
      plan = reduction.plan(from: result)
      plan.statistics.isWarmStart = settings.warmStart != nil && options.policy == .optimal
      if let end = result.end { next.search = reduction.memory(of: end) }
      if let better = rival?.better(than: plan) { plan = better }
      stages.end("lift")
    }
    if let karpenter = comparison?.plan(until: deadline) {
      plan.statistics.karpenterHourly = karpenter.cost.hourly
      plan.statistics.karpenterPlaced = karpenter.placedCount
    }
    plan.describeNodes(in: cluster)
    plan.warnings += snapshot.ignoredKinds.map(\.warning)
    plan.statistics.stages = stages.stages
    return (plan, next)
  }

  /// A bound that costs next to nothing, for a plan that the search did not make; zero where the two do not place
  /// the same pods, since then it would say nothing of that plan.
  private func quickBound(_ plan: ProvisioningPlan, in cluster: Cluster) -> Money {
    let reduction = Reduction(cluster)
    let result = Portfolio.solve(reduction.problem, settings: SearchSettings(isGreedyOnly: true))
    let isComplete =
      result.solution.placedCounts(in: reduction.problem) == reduction.problem.classes.map(\.count)
    let left = reduction.unplaceable.count + cluster.ignored.count
    return isComplete && plan.unschedulable.count == left ? result.bound.cost : .zero
  }

  /// Whether a plan, whoever made it, keeps every rule, and what it costs.
  public func check(
    _ plan: ProvisioningPlan, snapshot: Snapshot, catalog: Catalog, options: Options = Options()
  ) -> CheckReport {
    Checker.check(plan: plan, snapshot: snapshot, catalog: catalog, options: options)
  }

  func progress(
    _ onProgress: ((Progress) -> Void)?, since start: ContinuousClock.Instant
  ) -> ((SearchEvent) -> Void)? {
    guard let onProgress else { return nil }
    return { event in
      onProgress(
        Progress(
          elapsed: start.duration(to: .now), phase: event.phase, incumbent: event.incumbent,
          bound: event.bound,
          columns: event.columns))
    }
  }
}

/// What one plan of a cluster leaves for the next one; empty at first. A value: it may be kept, copied and dropped.
public struct PlanMemory: Sendable {
  var search: SearchMemory?
  /// What was read of the last snapshot.
  var cluster = ClusterMemory()

  /// Nothing, for the first plan.
  public init() {}

  /// What saves time and changes no plan: the next search begins from nothing.
  public var withoutSearch: PlanMemory {
    var result = self
    result.search = nil
    return result
  }
}

/// A moment of the search. `incumbent` never rises, `bound` never falls.
public struct Progress: Hashable, Sendable {
  /// Since the call began.
  public var elapsed: Duration
  /// The strategy at work, such as `greedy` or `columns`.
  public var phase: String
  /// What the best plan so far costs an hour.
  public var incumbent: Money
  /// No plan that places as much costs less, as far as that is proven by now.
  public var bound: Money
  /// Columns that were generated so far.
  public var columns: Int

  /// (incumbent - bound) / incumbent; 0 where the incumbent costs nothing.
  public var gap: Double { PlanCost(hourly: incumbent, lowerBound: bound).gap }
}

/// Measures the stages of one call, for the plan's statistics only.
struct StageClock {
  let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private(set) var stages: [Statistics.Stage] = []

  /// Ends the stage that began with the last call.
  mutating func end(_ name: String) {
    let now = ContinuousClock.now
    let time = last.duration(to: now).components
    last = now
    let milliseconds = Double(time.seconds) * 1e3 + Double(time.attoseconds) * 1e-15
    stages.append(Statistics.Stage(name: name, milliseconds: milliseconds))
  }
}

extension SearchSettings {
  init(_ options: Options, deadline: Deadline) {
    self.init(
      isGreedyOnly: options.policy == .greedy, gap: options.gap, seed: options.seed, deadline: deadline)
  }
}
