import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

extension Checker {
  /// Judges a consolidation plan by carrying it out on paper: first the pending pods, then command by command.
  package static func check(
    plan: ConsolidationPlan, snapshot: Snapshot, catalog: Catalog, options: Options
  ) -> CheckReport {
    check(plan: plan, cluster: Cluster(snapshot: snapshot, catalog: catalog, options: options))
  }

  package static func check(plan: ConsolidationPlan, cluster: Cluster) -> CheckReport {
    var findings = Findings()
    var replay = Replay(plan, in: cluster)
    replay.run(&findings)
    SpotPoolCheck(state: replay.state).run(&findings)
    let (before, after) = replay.cost
    if plan.cost.before != before || plan.cost.after != after {
      findings.add(
        .wrongCost, "cost",
        "the plan says \(text(plan.cost.before)) before and \(text(plan.cost.after)) after; the nodes cost "
          + "\(text(before)) and \(text(after))")
    }
    if plan.cost.lowerBound > after {
      findings.add(
        .boundAboveCost, "cost",
        "the lower bound \(text(plan.cost.lowerBound)) is above the cost \(text(after))")
    }
    var report = CheckReport()
    report.cost = after
    report.violations = findings.finished()
    return report
  }
}
