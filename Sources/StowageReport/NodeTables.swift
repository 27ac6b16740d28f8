import StowagePlan
import StowageUnits

/// How much a table shows.
package enum TableDetail: Sendable {
  /// What an operator wants to see at a glance.
  case short
  /// A row for every node, with amounts.
  case wide
}

/// The tables that every kind of plan has.
struct NodeTables {
  var detail: TableDetail

  // MARK: - Nodes to launch

  func newNodes(_ claims: [PlannedClaim]) -> Table {
    detail == .short ? groupedNodes(claims) : singleNodes(claims)
  }

  private func groupedNodes(_ claims: [PlannedClaim]) -> Table {
    let extended = extendedNames(in: claims.map(\.requests))
    var table = Table(
      [
        .init("NODES", .right), .init("TYPE"), .init("ZONE"), .init("CAPACITY"), .init("PRICE", .right),
        .init("TOTAL", .right), .init("PODS", .right), .init("CPU", .right), .init("MEMORY", .right),
      ] + extended.map { .init(title(of: $0), .right) } + [.init("NODEPOOL"), .init("HOLDS")])
    for group in NodeGroup.groups(of: claims) {
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

  private func singleNodes(_ claims: [PlannedClaim]) -> Table {
    let extended = extendedNames(in: claims.map(\.requests))
    var table = Table(
      [
        .init("NAME"), .init("TYPE"), .init("ZONE"), .init("CAPACITY"), .init("PRICE", .right),
        .init("PODS", .right), .init("CPU", .right), .init("MEMORY", .right), .init("STORAGE", .right),
      ] + extended.map { .init(title(of: $0), .right) } + [.init("TYPES", .right), .init("HOLDS")])
    for claim in claims {
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

  func existingNodes(_ placements: [Placement]) -> Table {
    let extended = extendedNames(in: placements.map(\.requests))
    let isShort = detail == .short
    var table = Table(
      [
        .init("EXISTING NODE"), .init("TYPE"), .init("ZONE"), .init("PODS", .right), .init("CPU", .right),
        .init("MEMORY", .right),
      ] + extended.map { .init(title(of: $0), .right) } + [.init("RECEIVES")])
    for placement in placements {
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

  func unplaced(_ verdicts: [Verdict]) -> Table {
    var table = Table([.init("UNPLACED"), .init("REASON"), .init("MESSAGE"), .init("HINT")])
    for (pods, verdict) in detail == .short ? grouped(verdicts) : verdicts.map({ ($0.pod, $0) }) {
      table.append([.init(pods, .bad), .init(verdict.reason), .init(verdict.message), .init(verdict.hint)])
    }
    return table
  }

  /// Verdicts that say the same, with the workloads of all pods that they are about.
  private func grouped(_ verdicts: [Verdict]) -> [(pods: String, verdict: Verdict)] {
    var groups: [(pods: [String], verdict: Verdict)] = []
    var positions: [[String]: Int] = [:]
    for verdict in verdicts {
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
}
