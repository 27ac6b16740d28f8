import StowagePlan
import StowageUnits

/// How much a table shows.
package enum TableDetail: Sendable {
  /// What an operator wants to see at a glance.
  case short
  /// A row for every node, with amounts.
  case wide
}

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
    let tables = [newNodes, existingNodes, unplaced].filter { !$0.isEmpty }
    return (tables.map { $0.text(palette) } + [summary]).joined(separator: "\n")
  }

  /// One line a node to launch, for other commands to read.
  package static func names(of plan: ProvisioningPlan) -> String {
    plan.nodeClaims.map { "nodeclaim.karpenter.sh/" + printable($0.name) + "\n" }.joined()
  }

  // MARK: - Nodes to launch

  private var newNodes: Table { detail == .short ? groupedNodes : singleNodes }

  private var groupedNodes: Table {
    let extended = extendedNames(in: plan.nodeClaims.map(\.requests))
    var table = Table(
      [
        .init("NODES", .right), .init("TYPE"), .init("ZONE"), .init("CAPACITY"), .init("PRICE", .right),
        .init("TOTAL", .right), .init("PODS", .right), .init("CPU", .right), .init("MEMORY", .right),
      ] + extended.map { .init(title(of: $0), .right) } + [.init("NODEPOOL"), .init("HOLDS")])
    for group in NodeGroup.groups(of: plan.nodeClaims) {
      let (offering, load) = (group.first.offering, group.load)
      table.append(
        [
          "\(group.claims.count)x", .init(offering.instanceType, .strong), .init(offering.zone),
          .init(offering.capacityType), .init(group.price.hourlyText), .init(group.total.hourlyText),
          load.podCounts(), load.percents(of: .cpu), load.percents(of: .memory),
        ] + extended.map { load.percents(of: $0) } + [
          .init(group.first.nodePool),
          .init(WorkloadCount.text(of: group.claims.lazy.flatMap(\.pods), limit: 2)),
        ])
    }
    return table
  }

  private var singleNodes: Table {
    let extended = extendedNames(in: plan.nodeClaims.map(\.requests))
    var table = Table(
      [
        .init("NAME"), .init("TYPE"), .init("ZONE"), .init("CAPACITY"), .init("PRICE", .right),
        .init("PODS", .right), .init("CPU", .right), .init("MEMORY", .right), .init("STORAGE", .right),
      ] + extended.map { .init(title(of: $0), .right) } + [.init("TYPES", .right), .init("HOLDS")])
    for claim in plan.nodeClaims {
      let (offering, load) = (claim.offering, Load(claim))
      table.append(
        [
          .init(claim.name), .init(offering.instanceType, .strong), .init(offering.zone),
          .init(offering.capacityType), .init(offering.price.hourlyText), load.podCounts(),
          load.amounts(of: .cpu), load.amounts(of: .memory), load.amounts(of: .ephemeralStorage),
        ] + extended.map { load.amounts(of: $0) } + [
          "\(claim.instanceTypes.count)", .init(WorkloadCount.text(of: claim.pods)),
        ])
    }
    return table
  }

  // MARK: - Nodes that exist

  private var existingNodes: Table {
    let extended = extendedNames(in: plan.placements.map(\.requests))
    let isShort = detail == .short
    var table = Table(
      [
        .init("EXISTING NODE"), .init("TYPE"), .init("ZONE"), .init("PODS", .right), .init("CPU", .right),
        .init("MEMORY", .right),
      ] + extended.map { .init(title(of: $0), .right) } + [.init("RECEIVES")])
    for placement in plan.placements {
      let load = Load(placement)
      let shares = ([.cpu, .memory] + extended).map {
        isShort ? load.percents(of: $0) : load.amounts(of: $0)
      }
      table.append(
        [.init(placement.node), .init(placement.instanceType), .init(placement.zone), load.podCounts()]
          + shares
          + [.init(WorkloadCount.text(of: placement.pods, limit: isShort ? 2 : .max))])
    }
    return table
  }

  // MARK: - Pods without a place

  private var unplaced: Table {
    var table = Table([.init("UNPLACED"), .init("REASON"), .init("MESSAGE"), .init("HINT")])
    for (pods, verdict) in detail == .short ? groupedVerdicts : plan.unschedulable.map({ ($0.pod, $0) }) {
      table.append([.init(pods, .bad), .init(verdict.reason), .init(verdict.message), .init(verdict.hint)])
    }
    return table
  }

  /// Verdicts that say the same, with the workloads of all pods that they are about.
  private var groupedVerdicts: [(pods: String, verdict: Verdict)] {
    var groups: [(pods: [String], verdict: Verdict)] = []
    var positions: [[String]: Int] = [:]
    for verdict in plan.unschedulable {
      let key = [verdict.reason, verdict.message, verdict.hint]
      if let position = positions[key] {
        groups[position].pods.append(verdict.pod)
      } else {
        positions[key] = groups.count
        groups.append(([verdict.pod], verdict))
      }
    }
    return groups.map { (WorkloadCount.text(of: $0.pods, limit: 3), $0.verdict) }
  }

  // MARK: - Summary

  private var summary: String {
    let placed = plan.nodeClaims.reduce(0) { $0 + $1.pods.count }
    let received = plan.placements.reduce(0) { $0 + $1.pods.count }
    var summary = Summary()
    summary.add("Nodes", "\(plan.nodeClaims.count) to launch, \(plan.placements.count) existing used")
    summary.add("Pods", "\(placed + received) placed, \(plan.unschedulable.count) unplaced")
    summary.add("Cost", "\(plan.cost.hourly.hourlyText) per hour, \(plan.cost.hourly.monthlyText) per month")
    summary.addBound(plan.cost.lowerBound, gap: plan.cost.gap, status: plan.status)
    summary.addRelaxed(plan.statistics.relaxedRules)
    summary.addComparison(plan.statistics.karpenterHourly, with: plan.cost.hourly)
    return summary.text(palette)
  }
}
