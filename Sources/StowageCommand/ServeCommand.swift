import ArgumentParser
import Foundation
import StowageModel
import StowageService
import StowageUnits

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serves plans over standard input and output: JSON-RPC 2.0, one message per line.")

  @Option(help: ArgumentHelp("A folder to look for catalogs in first.", valueName: "folder"))
  var catalogDir: String?
  @Option(help: ArgumentHelp("The longest line.", valueName: "bytes"))
  var maxLine = Limits().lineBytes
  @Option(help: ArgumentHelp("The most requests that wait.", valueName: "number"))
  var maxQueue = Limits().queuedRequests
  @Option(help: ArgumentHelp("The most bytes of requests that wait.", valueName: "bytes"))
  var maxQueueBytes = Limits().queuedBytes
  @Option(
    help: ArgumentHelp("The most snapshots, and the most catalogs, held by handle.", valueName: "number"))
  var maxHandles = Limits().handles
  @Option(
    help: ArgumentHelp("The most memory at which requests that need more are taken.", valueName: "bytes"))
  var maxMemory = Limits().memoryBytes
  @Option(
    help: ArgumentHelp("The most time for one plan, whatever its request asks for.", valueName: "duration"))
  var maxTime = GoDuration(.seconds(600))
  @Option(help: ArgumentHelp("Plans made at the same time.", valueName: "number"))
  var threads = Limits().solverThreads
  @Option(
    help: ArgumentHelp(
      "Write metrics in Prometheus' text format here, about once a second.", valueName: "file"))
  var metricsFile: String?
  @Flag(help: "Take bare parameters of plan/provision, one object a line, and answer each line in order.")
  var oncePerLine = false

  func validate() throws {
    guard maxLine > 0, maxQueue > 0, maxQueueBytes > 0, maxHandles > 0, maxMemory > 0, threads > 0 else {
      throw ValidationError("limits must be at least 1")
    }
    guard maxTime.duration > .zero else { throw ValidationError("--max-time must be more than 0") }
    if let metricsFile, (try? Data().write(to: URL(fileURLWithPath: metricsFile), options: .atomic)) == nil {
      throw ValidationError("--metrics-file: \(metricsFile) cannot be written")
    }
  }

  func run() throws {
    // From here on nothing but messages reaches standard output: the LP solver prints there on its own.
    let output = dup(STDOUT_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    signal(SIGPIPE, SIG_IGN)
    let service = Service(limits: limits, catalogs: CatalogLibrary(option: catalogDir).source)
    let termination = TerminationSignals { service.interrupt() }
    if oncePerLine {
      service.runOncePerLine(input: STDIN_FILENO, output: output)
    } else {
      service.run(input: STDIN_FILENO, output: output, onMetrics: metricsWriter)
    }
    termination.stop()
  }

  private var limits: Limits {
    var limits = Limits()
    limits.lineBytes = maxLine
    limits.queuedRequests = maxQueue
    limits.queuedBytes = maxQueueBytes
    limits.handles = maxHandles
    limits.memoryBytes = maxMemory
    limits.secondsPerRequest = maxTime.duration / .seconds(1)
    limits.solverThreads = threads
    return limits
  }

  /// Writes the file whole and then renames it, so that a scraper never reads half of it.
  private var metricsWriter: (@Sendable (String) -> Void)? {
    guard let metricsFile else { return nil }
    return { text in
      try? Data(text.utf8).write(to: URL(fileURLWithPath: metricsFile), options: .atomic)
    }
  }
}

/// SIGTERM and SIGINT end the service: plans under way are cut short and answered, for two seconds at the most. A
/// second signal ends it at once.
final class TerminationSignals {
  private var sources: [any DispatchSourceSignal] = []

  init(_ onFirst: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "signals")
    for (number, status) in [(SIGTERM, Int32(143)), (SIGINT, Int32(130))] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      nonisolated(unsafe) var isFirst = true
      source.setEventHandler {
        guard isFirst else { _exit(status) }
        isFirst = false
        // Elsewhere than here, as answers that nobody reads may hold this queue up.
        DispatchQueue.global().asyncAfter(deadline: .now() + 2) { _exit(status) }
        onFirst()
      }
      source.resume()
      sources.append(source)
    }
  }

  func stop() { sources.forEach { $0.cancel() } }
}
