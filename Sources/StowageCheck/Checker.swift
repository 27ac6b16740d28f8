import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Judges a plan, whoever made it: is every rule kept, and what does it cost? A snapshot, a catalog and a plan come
/// in, a report goes out; a plan of any content gives a report, never a fault.
///
/// Written from the meaning of the rules and apart from everything that makes plans: it shares with them only how
/// the snapshot reads (`StowageRules`), so that a mistake of the planner does not hide itself.
package enum Checker {
  package static func check(
    plan: ProvisioningPlan, snapshot: Snapshot, catalog: Catalog, options: Options
  ) -> CheckReport {
    check(plan: plan, cluster: Cluster(snapshot: snapshot, catalog: catalog, options: options))
  }

  package static func check(plan: ProvisioningPlan, cluster: Cluster) -> CheckReport {
    var findings = Findings()
    var state = FinalState(cluster, claims: plan.nodeClaims)
    state.arrive(plan, findings: &findings)
    var arrivals = ArrivalCheck(cluster)
    arrivals.check(state, launching: cluster.nodes.count..<state.sites.count, &findings)
    SpotPoolCheck(state: state).run(&findings)
    var report = CheckReport()
    report.cost = checkCost(of: plan, in: cluster, &findings)
    report.violations = findings.finished()
    report.warnings = ObviousPlaces(state).warnings
    return report
  }

  /// The cost of the claims at the catalog's prices; a claim whose offering is unknown counts what it says.
  private static func checkCost(
    of plan: ProvisioningPlan, in cluster: Cluster, _ findings: inout Findings
  ) -> Money {
    var cost = Money.zero
    for claim in plan.nodeClaims {
      cost += claim.offering(in: cluster)?.price ?? claim.offering.price
    }
    if plan.cost.hourly != cost {
      findings.add(
        .wrongCost, "cost",
        "the plan says \(text(plan.cost.hourly)) per hour; its claims cost \(text(cost))")
    }
    if plan.cost.lowerBound > cost {
      findings.add(
        .boundAboveCost, "cost",
        "the lower bound \(text(plan.cost.lowerBound)) is above the cost \(text(cost))")
    }
    return cost
  }
}
