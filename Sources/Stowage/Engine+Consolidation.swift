import StowageBaseline
import StowageCheck
import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

extension Engine {
  /// Which nodes of a snapshot to delete or replace, in which order, where their pods go, and how far the result is
  /// from the cheapest cluster. Pending pods are planned with it.
  ///
  /// - Parameters:
  ///   - deadline: when to stop searching; nil takes `options.timeLimit` from now. A safe plan and a valid bound come
  ///     out in any case.
  ///   - onProgress: called on the calling thread whenever a cheaper cluster or a better bound was found.
  public func consolidate(
    _ snapshot: Snapshot, catalog: Catalog, options: Options = Options(), deadline: Deadline? = nil,
    onProgress: ((Progress) -> Void)? = nil
  ) -> ConsolidationPlan {
    let deadline = deadline ?? Deadline(after: options.timeLimit)
    var stages = StageClock()
    let cluster = Cluster(snapshot: snapshot, catalog: catalog, options: options)
    stages.end("interpret")
    if options.policy == .karpenter {
      var plan = SoundPlan(KarpenterConsolidator(cluster, deadline: deadline).plan(), in: cluster).plan
      stages.end("solve")
      plan.describeNodes(in: cluster)
      plan.warnings += snapshot.ignoredKinds.map(\.warning)
      plan.statistics.stages = stages.stages
      return plan
    }
    var planner = WavePlanner(snapshot, catalog: catalog, options: options, deadline: deadline)
    planner.onEvent = progress(onProgress, since: stages.start)
    var plan = planner.run(in: cluster)
    stages.end("solve")
    plan.describeNodes(in: cluster)
    plan.warnings += snapshot.ignoredKinds.map(\.warning)
    plan.statistics.stages = stages.stages
    return plan
  }

  /// Whether a plan, whoever made it, can be carried out command by command, and what the cluster costs then.
  public func check(
    _ plan: ConsolidationPlan, snapshot: Snapshot, catalog: Catalog, options: Options = Options()
  ) -> CheckReport {
    Checker.check(plan: plan, snapshot: snapshot, catalog: catalog, options: options)
  }
}
