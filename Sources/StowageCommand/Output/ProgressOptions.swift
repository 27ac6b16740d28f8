import ArgumentParser
import Stowage
import StowageReport

/// Whether the search is shown while it runs.
struct ProgressOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Whether to show the search on standard error: auto, always, or never.", valueName: "when"))
  var progress = ColorChoice.auto

  /// The log to show the search in; nil where nobody watches.
  func log(_ terminal: Terminal) -> ProgressLog? {
    let isShown = progress == .always || (progress == .auto && terminal.isWatched && !terminal.isQuiet)
    return isShown ? ProgressLog(palette: terminal.errorPalette) : nil
  }
}

/// Writes the search to standard error as it goes.
final class ProgressLog {
  private var log: SolverLog
  private var isFirst = true

  init(palette: Palette) { log = SolverLog(palette: palette) }

  func take(_ progress: Progress) {
    let entry = SolverLog.Entry(
      seconds: StowageCommand.start.duration(to: .now) / .seconds(1), phase: progress.phase,
      incumbent: progress.incumbent, bound: progress.bound, columns: progress.columns)
    guard let line = log.line(for: entry) else { return }
    if isFirst { Terminal.writeError(SolverLog.header) }
    isFirst = false
    Terminal.writeError(line)
  }
}
