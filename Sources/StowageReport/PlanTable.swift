import StowagePlan
import StowageUnits

/// A provisioning plan for people: the nodes to launch, what existing nodes receive, what stays unplaced and why,
/// and what it costs.
package struct PlanTable {
  private let plan: ProvisioningPlan
  private let detail: TableDetail
  private let palette: Palette

  package init(_ plan: ProvisioningPlan, detail: TableDetail = .short, palette: Palette = .plain) {
    self.plan = plan
    self.detail = detail
    self.palette = palette
  }

  package var text: String {
    let tables = NodeTables(detail: detail)
    let parts = [
      tables.newNodes(plan.nodeClaims), tables.existingNodes(plan.placements),
      tables.unplaced(plan.unschedulable),
    ]
    let shown = parts.filter { !$0.isEmpty }.map { $0.text(palette) }
    return (shown + [summary]).joined(separator: "\n")
  }

  /// One line a node to launch, for other commands to read.
  package static func names(of plan: ProvisioningPlan) -> String {
    plan.nodeClaims.map { "nodeclaim.karpenter.sh/" + printable($0.name) + "\n" }.joined()
  }

  // MARK: - Summary

  private var summary: String {
    var summary = Summary()
    summary.add("Nodes", "\(plan.nodeClaims.count) to launch, \(plan.placements.count) existing used")
    summary.add("Pods", "\(plan.placedCount) placed, \(plan.unschedulable.count) unplaced")
    summary.add("Cost", "\(plan.cost.hourly.hourlyText) per hour, \(plan.cost.hourly.monthlyText) per month")
    summary.addBound(plan.cost.lowerBound, gap: plan.cost.gap, status: plan.status)
    summary.addRelaxed(plan.statistics.relaxedRules)
    if let placed = plan.statistics.karpenterPlaced, placed != plan.placedCount {
      summary.addComparison(plan.statistics.karpenterHourly, forPods: placed)
    } else {
      summary.addComparison(plan.statistics.karpenterHourly, with: plan.cost.hourly)
    }
    return summary.text(palette)
  }
}
