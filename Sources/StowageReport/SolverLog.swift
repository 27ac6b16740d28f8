import StowageUnits

/// One moment of the search, as a progress display gets it.
package struct Progress: Sendable {
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

/// The search as a log in the style of solvers for integer programs: a line an improvement.
///
/// A better incumbent always makes a line. A better bound or another phase alone makes one only when `interval`
/// has passed since the last, as the bound may rise hundreds of times a second.
package struct SolverLog: Sendable {
  package static let header = "    time   columns     incumbent         bound       gap   phase\n"

  private let interval: Double
  private let palette: Palette
  private var last: Progress?

  package init(interval: Double = 0.5, palette: Palette = .plain) {
    self.interval = interval
    self.palette = palette
  }

  /// The line for a moment, with its line end; nil where it says nothing new.
  package mutating func line(for progress: Progress) -> String? {
    guard isNews(progress) else { return nil }
    let isBetter = last.map { progress.incumbent < $0.incumbent } ?? true
    last = progress
    let cells = [
      right(secondsText(progress.seconds), 8), right(grouped(Int64(progress.columns)), 10),
      palette.paint(right(progress.incumbent.hourlyText, 14), isBetter ? .good : .plain),
      right(progress.bound.hourlyText, 14), right(percentText(gap(of: progress)), 10),
    ]
    return cells.joined() + "   " + progress.phase + "\n"
  }

  private func isNews(_ progress: Progress) -> Bool {
    guard let last else { return true }
    if progress.incumbent < last.incumbent { return true }
    guard progress.seconds - last.seconds >= interval else { return false }
    return progress.bound > last.bound || progress.phase != last.phase
  }

  private func gap(of progress: Progress) -> Double {
    if progress.incumbent == .zero { return 0 }
    return Double(progress.incumbent.nanos - progress.bound.nanos) / Double(progress.incumbent.nanos)
  }

  private func secondsText(_ seconds: Double) -> String {
    let tenths = Int64((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)s"
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
