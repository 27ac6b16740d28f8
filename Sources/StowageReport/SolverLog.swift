import StowageUnits

/// The search as a log in the style of solvers for integer programs: a line an improvement.
///
/// A better incumbent always makes a line. A better bound or another phase alone makes one only when `interval`
/// has passed since the last, as the bound may rise hundreds of times a second.
package struct SolverLog: Sendable {
  /// One moment of the search, as a progress display gets it.
  package struct Entry: Sendable {
    /// Since the command started.
    package var seconds: Double
    package var phase: String
    package var incumbent: Money
    package var bound: Money
    package var columns: Int

    package init(seconds: Double, phase: String, incumbent: Money, bound: Money, columns: Int) {
      self.seconds = seconds
      self.phase = phase
      self.incumbent = incumbent
      self.bound = bound
      self.columns = columns
    }
  }

  package static let header = "    time   columns     incumbent         bound       gap   phase\n"

  private let interval: Double
  private let palette: Palette
  private var last: Entry?

  package init(interval: Double = 0.5, palette: Palette = .plain) {
    self.interval = interval
    self.palette = palette
  }

  /// The line for a moment, with its line end; nil where it says nothing new.
  package mutating func line(for entry: Entry) -> String? {
    guard isNews(entry) else { return nil }
    let isBetter = last.map { entry.incumbent < $0.incumbent } ?? true
    last = entry
    let cells = [
      right(secondsText(entry.seconds), 8), right(grouped(Int64(entry.columns)), 10),
      palette.paint(right(entry.incumbent.hourlyText, 14), isBetter ? .good : .plain),
      right(entry.bound.hourlyText, 14), right(percentText(gap(of: entry)), 10),
    ]
    return cells.joined() + "   " + entry.phase + "\n"
  }

  private func isNews(_ entry: Entry) -> Bool {
    guard let last else { return true }
    if entry.incumbent < last.incumbent { return true }
    guard entry.seconds - last.seconds >= interval else { return false }
    return entry.bound > last.bound || entry.phase != last.phase
  }

  private func gap(of entry: Entry) -> Double {
    if entry.incumbent == .zero { return 0 }
    return Double(entry.incumbent.nanos - entry.bound.nanos) / Double(entry.incumbent.nanos)
  }

  private func secondsText(_ seconds: Double) -> String {
    let tenths = Int64((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)s"
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
