import StowageModel
import StowageUnits

extension NodePool {
  /// How many of `count` nodes may be disrupted at once for a reason: the least of the active budgets that name it
  /// or name none; nil where no budget says anything. Those already being disrupted are not subtracted.
  ///
  /// A budget that cannot be read allows nothing. Without a time, a scheduled budget counts as active.
  package func allowedDisruptions(for reason: DisruptionReason, of count: Int, now: Timestamp?) -> Int? {
    // The API server writes one budget of 10 % where the field is absent.
    let budgets = disruption.budgets ?? [Budget(nodes: "10%")]
    let applicable = budgets.filter { budget in
      (budget.reasons.isEmpty || budget.reasons.contains(reason.rawValue)) && budget.isActive(now: now)
    }
    return applicable.map { $0.limit(of: count) }.min()
  }
}

extension Budget {
  /// Without a schedule always; else where a hit lies within the last `duration`. A schedule that cannot be read is
  /// taken as active, so that the budget can close the pool.
  package func isActive(now: Timestamp?) -> Bool {
    guard let schedule else { return true }
    guard let now, let cron = CronSchedule(schedule), let duration else { return true }
    let start = Timestamp(seconds: now.seconds - duration.components.seconds)
    return cron.hits(after: start, through: now)
  }

  /// The number of nodes it allows out of `count`; percentages are rounded up, what cannot be read allows none.
  package func limit(of count: Int) -> Int {
    if let schedule, CronSchedule(schedule) == nil || duration == nil { return 0 }
    return scaled(nodes, of: count) ?? 0
  }
}

/// A number as written, or a percentage of `count` rounded up; nil where the text is neither.
package func scaled(_ text: String, of count: Int) -> Int? {
  if text.hasSuffix("%") {
    guard let percent = Int(text.dropLast()), percent >= 0 else { return nil }
    let (product, overflow) = percent.multipliedReportingOverflow(by: count)
    return overflow ? .max : (product / 100) + (product % 100 == 0 ? 0 : 1)
  }
  guard let number = Int(text), number >= 0 else { return nil }
  return number
}
