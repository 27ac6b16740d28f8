import Foundation

/// The JSON-lines service on a pair of descriptors: one reader, one dispatcher, solver threads, one writer.
package struct Service: Sendable {
  private let limits: Limits
  private let catalogs: CatalogSource
  private let interruption = Interruption()

  package init(limits: Limits, catalogs: CatalogSource) {
    self.limits = limits
    self.catalogs = catalogs
  }

  /// Ends the service early, from any thread: no more is read, every plan ends with the best so far, everything
  /// that was taken is answered.
  package func interrupt() { interruption.raise() }

  /// Serves until the end of input and answers everything that was taken by then.
  ///
  /// - Parameters:
  ///   - onMetrics: called with the Prometheus text about once a second and at the end.
  package func run(input: Int32, output: Int32, onMetrics: (@Sendable (String) -> Void)? = nil) {
    let writer = LineWriter(descriptor: output)
    let session = Session(limits: limits, catalogs: catalogs) { writer.write(line: $0) }
    let workers = WorkerGroup()
    workers.start("dispatcher") { session.dispatch() }
    for number in 0..<limits.solverThreads { workers.start("solver \(number)") { session.solve() } }
    var reader = LineReader(descriptor: input, limit: limits.lineBytes, interruption: interruption)
    while !writer.isBroken {
      let event = reader.next()
      if event == .end { break }
      session.submit(event)
      if let onMetrics, session.metrics.isDue() { onMetrics(session.metrics.text()) }
    }
    if writer.isBroken || interruption.isRaised { session.cancelAll() }
    session.finish()
    workers.wait()
    onMetrics?(session.metrics.text())
  }
}

extension Service {
  /// Answers every line with a line, in order, until the end of input.
  package func runOncePerLine(input: Int32, output: Int32) {
    let writer = LineWriter(descriptor: output)
    let mode = OncePerLine(session: Session(limits: limits, catalogs: catalogs) { _ in })
    var reader = LineReader(descriptor: input, limit: limits.lineBytes)
    while !writer.isBroken {
      let event = reader.next()
      if event == .end { break }
      var line = mode.answer(event)
      if line.last == UInt8(ascii: "\n") { line.removeLast() }
      writer.write(line: line)
    }
  }
}

/// Threads that are started together and waited for together.
final class WorkerGroup {
  private let group = DispatchGroup()

  /// The stack is that of a main thread: exact pricing recurses.
  func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    group.enter()
    let group = group
    let thread = Thread {
      body()
      group.leave()
    }
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }

  func wait() { group.wait() }
}
