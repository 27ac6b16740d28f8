import StowageUnits

/// A budget's schedule: five cron fields in UTC, or one of the words `@hourly`, `@daily`, … (as the Go library
/// robfig/cron reads them, which Karpenter uses).
package struct CronSchedule: Hashable, Sendable {
  private let minutes: UInt64
  private let hours: UInt64
  private let days: UInt64
  private let months: UInt64
  private let weekdays: UInt64
  /// Day of month and day of week must both match where either is a star, else one of them.
  private let needsBothDays: Bool

  /// nil where the text is no schedule.
  package init?(_ text: String) {
    let fields = (Self.words[text] ?? text).split(whereSeparator: { $0 == " " || $0 == "\t" }).map(
      String.init)
    guard fields.count == 5, let minutes = Field(fields[0], 0...59), let hours = Field(fields[1], 0...23),
      let days = Field(fields[2], 1...31),
      let months = Field(fields[3], 1...12, names: Self.monthNames, from: 1),
      let weekdays = Field(fields[4], 0...6, names: Self.dayNames, from: 0)
    else { return nil }
    self.minutes = minutes.bits
    self.hours = hours.bits
    self.days = days.bits
    self.months = months.bits
    self.weekdays = weekdays.bits
    needsBothDays = days.isStar || weekdays.isStar
  }

  /// True where the schedule hits a moment after `start` and not after `end`.
  package func hits(after start: Timestamp, through end: Timestamp) -> Bool {
    // Whole minutes since 1970, as hits lie on minutes.
    let first = floored(start.seconds, 60) + 1
    let last = floored(end.seconds, 60)
    guard first <= last else { return false }
    for day in stride(from: floored(last, 1440), through: floored(first, 1440), by: -1)
    where matches(day: day) {
      let from = max(first - day * 1440, 0)
      let through = min(last - day * 1440, 1439)
      if hitsDay(from: from, through: through) { return true }
    }
    return false
  }

  private func hitsDay(from first: Int64, through last: Int64) -> Bool {
    guard first <= last else { return false }
    return (first...last).contains { minute in
      hours >> UInt64(minute / 60) & 1 == 1 && minutes >> UInt64(minute % 60) & 1 == 1
    }
  }

  private func matches(day: Int64) -> Bool {
    let date = Timestamp.civil(days: Int(day))
    guard months >> UInt64(date.month) & 1 == 1 else { return false }
    let ofMonth = days >> UInt64(date.day) & 1 == 1
    // 1970-01-01 was a Thursday, and Sunday is 0.
    let ofWeek = weekdays >> UInt64((day % 7 + 11) % 7) & 1 == 1
    return needsBothDays ? ofMonth && ofWeek : ofMonth || ofWeek
  }

  private static let words = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
  ]
  private static let monthNames = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
}

/// One field: a list of numbers, ranges and steps, as bits.
private struct Field {
  var bits: UInt64 = 0
  var isStar = false

  init?(_ text: String, _ range: ClosedRange<Int>, names: [String] = [], from first: Int = 0) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "/", omittingEmptySubsequences: false)
      guard halves.count <= 2, let base = halves.first else { return nil }
      var low = range.lowerBound
      var high = range.upperBound
      if base == "*" || base == "?" {
        isStar = isStar || halves.count == 1
      } else {
        let ends = base.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let start = Self.number(ends[0], names, first) else { return nil }
        guard let end = ends.count == 2 ? Self.number(ends[1], names, first) : start else { return nil }
        low = start
        // `5/15` means from 5 to the end in steps.
        high = halves.count == 2 && ends.count == 1 ? range.upperBound : end
      }
      let step = halves.count == 2 ? Int(halves[1]) ?? 0 : 1
      guard step > 0, low <= high, range.contains(low), range.contains(high) else { return nil }
      for value in stride(from: low, through: high, by: step) { bits |= 1 << UInt64(value) }
    }
  }

  private static func number(_ text: Substring, _ names: [String], _ first: Int) -> Int? {
    if let position = names.firstIndex(of: text.lowercased()) { return position + first }
    guard text.allSatisfy(\.isNumber) else { return nil }
    return Int(text)
  }
}

private func floored(_ value: Int64, _ divisor: Int64) -> Int64 {
  let quotient = value / divisor
  return value % divisor < 0 ? quotient - 1 : quotient
}
