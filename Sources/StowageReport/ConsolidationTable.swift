import StowagePlan
import StowageUnits

/// A consolidation plan for people: what to do in which order, what stays and why, and what it saves.
package struct ConsolidationTable {
  private let plan: ConsolidationPlan
  private let detail: TableDetail
  private let palette: Palette

  package init(_ plan: ConsolidationPlan, detail: TableDetail = .short, palette: Palette = .plain) {
    self.plan = plan
    self.detail = detail
    self.palette = palette
  }

  package var text: String {
    let tables = NodeTables(detail: detail)
    let parts = [
      tables.newNodes(plan.nodeClaims), tables.existingNodes(plan.placements), commands,
      detail == .short ? Table([]) : moves, kept, tables.unplaced(plan.unschedulable),
    ]
    let shown = parts.filter { !$0.isEmpty }.map { $0.text(palette) }
    return (shown + [summary]).joined(separator: "\n")
  }

  /// One line a node that leaves, in the order of the commands.
  package static func names(of plan: ConsolidationPlan) -> String {
    plan.commands.flatMap(\.nodes).map { "node/" + printable($0) + "\n" }.joined()
  }

  // MARK: - What is done

  private var commands: Table {
    let limit = detail == .short ? 3 : Int.max
    var table = Table([
      .init("WAVE", .right), .init("ACTION"), .init("REASON"), .init("NODES"), .init("REPLACED BY"),
      .init("MOVES", .right), .init("SAVES", .right), .init("EVICTION COST", .right),
    ])
    for command in plan.commands {
      table.append([
        "\(command.wave)", .init(command.action.rawValue), .init(command.reason.rawValue),
        .init(list(command.nodes, limit: limit)), .init(types(of: command.replacements)),
        "\(command.moves.count)", .init(command.savings.hourlyText, command.savings > .zero ? .good : .plain),
        .init(tenths(command.disruptionCost)),
      ])
    }
    return table
  }

  private var moves: Table {
    var table = Table([.init("WAVE", .right), .init("POD"), .init("FROM"), .init("TO")])
    for command in plan.commands {
      for move in command.moves {
        table.append(["\(command.wave)", .init(move.pod), .init(move.from), .init(move.to)])
      }
    }
    return table
  }

  /// Types with their numbers: `2x c6g.large, m5.large`.
  private func types(of claims: [PlannedClaim]) -> String {
    NodeGroup.groups(of: claims).map { group in
      (group.claims.count > 1 ? "\(group.claims.count)x " : "") + group.first.offering.instanceType
    }.joined(separator: ", ")
  }

  private func list(_ names: [String], limit: Int) -> String {
    let rest = names.count - limit
    return (names.prefix(limit) + (rest > 0 ? ["\(rest) more"] : [])).joined(separator: ", ")
  }

  private func tenths(_ number: Double) -> String {
    let tenths = Int64((number.magnitude * 10).rounded())
    return (number < 0 && tenths > 0 ? "-" : "") + grouped(tenths / 10) + ".\(tenths % 10)"
  }

  // MARK: - What stays

  private var kept: Table {
    if detail == .wide {
      var table = Table([.init("KEPT"), .init("REASON"), .init("BLOCKED BY"), .init("MESSAGE")])
      for verdict in plan.kept {
        table.append([
          .init(verdict.node), .init(verdict.reason), .init(verdict.blockedBy), .init(verdict.message),
        ])
      }
      return table
    }
    var table = Table([.init("KEPT", .right), .init("REASON"), .init("NODES")])
    for (reason, nodes) in keptByReason {
      table.append(["\(nodes.count)x", .init(reason), .init(list(nodes, limit: 3))])
    }
    return table
  }

  private var keptByReason: [(reason: String, nodes: [String])] {
    var groups: [(reason: String, nodes: [String])] = []
    for verdict in plan.kept {
      if let position = groups.firstIndex(where: { $0.reason == verdict.reason }) {
        groups[position].nodes.append(verdict.node)
      } else {
        groups.append((verdict.reason, [verdict.node]))
      }
    }
    return groups.sorted { ($1.nodes.count, $0.reason) < ($0.nodes.count, $1.reason) }
  }

  // MARK: - Summary

  private var summary: String {
    let leaving = plan.commands.reduce(0) { $0 + $1.nodes.count }
    let launched = plan.commands.reduce(plan.nodeClaims.count) { $0 + $1.replacements.count }
    let moved = plan.commands.reduce(0) { $0 + $1.moves.count }
    let waves = plan.commands.last?.wave ?? 0
    let (before, after, savings) = (plan.cost.before, plan.cost.after, plan.cost.savings)
    var summary = Summary()
    summary.add("Nodes", "\(leaving) leave, \(launched) to launch, \(plan.kept.count) kept")
    summary.add("Pods", "\(moved) to move in \(counted(waves, "wave")), \(plan.unschedulable.count) unplaced")
    summary.add("Cost", "\(before.hourlyText) per hour before, \(after.hourlyText) after")
    let share =
      before > .zero ? ", " + percentText(Double(savings.nanos) / Double(before.nanos), decimals: 1) : ""
    summary.add(
      "Savings", "\(savings.hourlyText) per hour\(share), \(savings.monthlyText) per month",
      savings > .zero ? .good : .plain)
    summary.addBound(plan.cost.lowerBound, gap: plan.cost.gap, status: plan.status)
    summary.addRelaxed(plan.statistics.relaxedRules)
    summary.addComparison(plan.statistics.karpenterHourly, with: after)
    return summary.text(palette)
  }
}
