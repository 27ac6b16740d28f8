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
  ///   - onMetrics: called with the Prometheus text once a second, where it has changed, and at the end.
  package func run(input: Int32, output: Int32, onMetrics: (@Sendable (String) -> Void)? = nil) {
    let interruption = interruption
    let writer = LineWriter(
      descriptor: output, byteLimit: limits.answerBytes, onBreak: { interruption.raise() })
    let session = Session(
      limits: limits, catalogs: catalogs,
      outlet: Outlet(send: { writer.write(line: $0) }, offer: { writer.offer(line: $0) }))
    interruption.whenRaised { session.cancelAll() }
    let writing = WorkerGroup()
    writing.start("writer") { writer.run() }
    let workers = WorkerGroup()
    workers.start("dispatcher") { session.dispatch() }
    for number in 0..<limits.solverThreads { workers.start("solver \(number)") { session.solve() } }
    let teller = onMetrics.map { MetricsTeller(session.metrics, $0) }
    read(from: input, to: output, session)
    session.finish()
    workers.wait()
    writer.close()
    writing.wait()
    teller?.finish()
    interruption.forgetHandler()
  }

  /// The reader's work until the end of input, or until the service is interrupted.
  private func read(from input: Int32, to output: Int32, _ session: Session) {
    var reader = LineReader(
      descriptor: input, limit: limits.lineBytes, interruption: interruption, output: output)
    while true {
      let event = reader.next()
      if event == .end { break }
      session.submit(event)
    }
    // What was read in the moment of the interruption.
    if interruption.isRaised { session.cancelAll() }
  }
}

extension Service {
  /// Answers every line with a line, in order, until the end of input.
  package func runOncePerLine(input: Int32, output: Int32) {
    let interruption = interruption
    let writer = LineWriter(
      descriptor: output, byteLimit: limits.answerBytes, onBreak: { interruption.raise() })
    let writing = WorkerGroup()
    writing.start("writer") { writer.run() }
    let session = Session(
      limits: limits, catalogs: catalogs, outlet: Outlet(send: { _ in }, offer: { _ in }))
    interruption.whenRaised { session.cancel(OncePerLine.requestID) }
    let mode = OncePerLine(session: session, interruption: interruption)
    var reader = LineReader(
      descriptor: input, limit: limits.lineBytes, interruption: interruption, output: output)
    while true {
      let event = reader.next()
      if event == .end { break }
      var line = mode.answer(event)
      if line.last == UInt8(ascii: "\n") { line.removeLast() }
      writer.write(line: line)
    }
    writer.close()
    writing.wait()
    interruption.forgetHandler()
  }
}

/// Threads that are started together and waited for together.
package final class WorkerGroup {
  private let group = DispatchGroup()

  package init() {}

  /// The stack is that of a main thread: exact pricing recurses.
  package func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
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

  package func wait() { group.wait() }
}
