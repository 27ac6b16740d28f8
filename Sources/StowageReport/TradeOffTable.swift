import StowagePlan
import StowageUnits

/// Savings against pods moved, one row a plan.
package struct TradeOffTable {
  private let plans: [ConsolidationPlan]
  private let palette: Palette

  package init(_ plans: [ConsolidationPlan], palette: Palette = .plain) {
    self.plans = plans
    self.palette = palette
  }

  package var text: String {
    if plans.isEmpty { return "Nothing to save.\n" }
    var table = Table([
      .init("MOVES", .right), .init("COMMANDS", .right), .init("LEAVE", .right), .init("LAUNCH", .right),
      .init("AFTER", .right), .init("SAVES", .right), .init("SHARE", .right), .init("PER MOVE", .right),
    ])
    for plan in plans {
      let moves = plan.commands.reduce(0) { $0 + $1.moves.count }
      let (before, saved) = (plan.cost.before, plan.cost.savings)
      let share = before > .zero ? Double(saved.nanos) / Double(before.nanos) : 0
      let perMove = moves == 0 ? saved : Money(nanos: saved.nanos / Int64(moves))
      table.append([
        "\(moves)", "\(plan.commands.count)", "\(plan.commands.reduce(0) { $0 + $1.nodes.count })",
        "\(plan.commands.reduce(0) { $0 + $1.replacements.count })", .init(plan.cost.after.hourlyText),
        .init(saved.hourlyText, .good), .init(percentText(share, decimals: 1)), .init(perMove.hourlyText),
      ])
    }
    return table.text(palette)
  }
}
