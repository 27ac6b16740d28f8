import Foundation
import Stowage
import StowageUnits
import StowageWire

/// The state of one service: its handles, its work under way, its counters. Lines go in through `submit`, answers
/// come out through the outlet, from several threads but never torn.
///
/// Three kinds of threads meet here. The reader parses messages and never waits: cancels and metrics are answered
/// on the spot, everything else is queued or refused. The dispatcher takes requests in their order; loads and
/// changes happen there, so that a plan sees every change that was sent before it. Solver threads make plans.
final class Session: @unchecked Sendable {
  let limits: Limits
  let catalogs: CatalogStore
  let snapshots: SnapshotStore
  let metrics = Metrics()
  let memory: MemoryGauge
  private let inFlight = InFlight()
  private let queue: BoundedQueue<Request>
  private let plans: BoundedQueue<PlanJob>
  /// One for every solver thread that has nothing to do: plans are handed over, and wait in the bounded queue alone.
  private let idleSolvers: DispatchSemaphore
  private let outlet: Outlet

  init(limits: Limits, catalogs source: CatalogSource, outlet: Outlet) {
    self.limits = limits
    self.outlet = outlet
    memory = MemoryGauge(limit: limits.memoryBytes)
    catalogs = CatalogStore(source: source, limit: limits.handles)
    snapshots = SnapshotStore(limit: limits.handles)
    queue = BoundedQueue(countLimit: limits.queuedRequests, byteLimit: limits.queuedBytes)
    plans = BoundedQueue(countLimit: .max, byteLimit: .max)
    idleSolvers = DispatchSemaphore(value: 0)
  }

  // MARK: - Reader's side

  func submit(_ event: LineReader.Event) {
    switch event {
    case .line(let line): submit(line)
    case .tooLong(let prefix, let length):
      metrics.record(method: "invalid", outcome: "error", seconds: 0)
      respond(
        to: Envelope.id(inPrefix: prefix),
        .failure(
          .tooLarge(
            "a line of \(length) bytes is over the limit of \(limits.lineBytes)",
            hint: "Load the snapshot in parts with snapshot/apply, or raise --max-line")))
    case .end: break
    }
  }

  private func submit(_ line: [UInt8]) {
    let envelope: Envelope
    do {
      envelope = try Envelope.parse(line)
    } catch {
      metrics.record(method: "invalid", outcome: "error", seconds: 0)
      respond(to: error.id, .failure(error.failure))
      return
    }
    guard let id = envelope.id else {
      notify(envelope, line)
      return
    }
    guard let method = Method(rawValue: envelope.method) else {
      metrics.record(method: "unknown", outcome: "error", seconds: 0)
      respond(to: id, .failure(.unknownMethod(envelope.method)))
      return
    }
    let request = Request(id: id, method: method, envelope: envelope, line: line)
    guard inFlight.begin(request) else {
      metrics.record(method: "invalid", outcome: "error", seconds: 0)
      respond(to: id, .failure(.idUnderWay))
      return
    }
    if let result = immediateResult(of: method) {
      answer(request, .success(result))
    } else {
      enqueue(request)
    }
  }

  /// What needs no waiting is answered on the spot, so that a busy service can be looked at.
  func immediateResult(of method: Method) -> [UInt8]? {
    switch method {
    case .initialize: ServiceDescription(limits: limits, catalogs: catalogs.names).json
    case .metrics: Response.object { $0.member("text", metrics.text()) }
    default: nil
    }
  }

  private func enqueue(_ request: Request) {
    if queue.put(request, bytes: request.line.count) {
      metrics.setQueueDepth(queue.count)
      return
    }
    metrics.recordRejection()
    inFlight.end(request.id)
    respond(
      to: request.id,
      .failure(
        .busy("\(limits.queuedRequests) requests or \(limits.queuedBytes) bytes are waiting already")))
  }

  /// Notifications are never answered, also not when they are wrong.
  private func notify(_ envelope: Envelope, _ line: [UInt8]) {
    guard envelope.method == "$/cancel", let params = try? Params(envelope, line: line) else { return }
    if let id = params.id, let request = inFlight.find(id) { cancel(request) }
  }

  /// A plan that was begun ends with the best so far; what was not begun is answered on the spot.
  private func cancel(_ request: Request) {
    request.ticket.cancellation.raise()
    if request.ticket.withdraw() { answer(request, .failure(.cancelled)) }
  }

  /// No more lines come; what is queued is still answered.
  func finish() { queue.close() }

  /// Cancels everything that was taken.
  func cancelAll() { inFlight.all.forEach(cancel) }

  // MARK: - Dispatcher's side

  /// Handles requests in order until the queue is closed and empty.
  func dispatch() {
    while let request = queue.take() {
      metrics.setQueueDepth(queue.count)
      if request.method == .shutdown { waitForSolvers() }
      if request.method.isPlan { prepare(request) } else { perform(request) }
    }
    plans.close()
  }

  /// Until every plan that was handed over is answered.
  private func waitForSolvers() {
    for _ in 0..<limits.solverThreads { idleSolvers.wait() }
    for _ in 0..<limits.solverThreads { idleSolvers.signal() }
  }

  private func perform(_ request: Request) {
    guard request.ticket.begin() else { return }
    answer(
      request,
      Failure.result { try result(of: try Params(request.envelope, line: request.line), request) })
  }

  /// Reads what a plan needs and hands it to a solver thread.
  private func prepare(_ request: Request) {
    if request.ticket.isWithdrawn { return }
    switch Failure.result({ try job(of: try Params(request.envelope, line: request.line), request) }) {
    case .success(let job):
      idleSolvers.wait()
      _ = plans.put(job, bytes: 0)
    case .failure(let failure):
      if request.ticket.begin() { answer(request, .failure(failure)) }
    }
  }

  // MARK: - Solvers' side

  /// Makes plans until there are no more.
  func solve() {
    while true {
      idleSolvers.signal()
      guard let job = plans.take() else { return }
      guard job.request.ticket.begin() else { continue }
      answer(job.request, Failure.result { try job.run(in: self, notify: outlet.offer) })
    }
  }

  // MARK: - On the calling thread

  /// The result of a request, for those who have no queue.
  func run(_ request: Request) throws -> [UInt8] {
    guard inFlight.begin(request) else { throw Failure.idUnderWay }
    defer { inFlight.end(request.id) }
    guard request.ticket.begin() else { throw Failure.cancelled }
    if let result = immediateResult(of: request.method) { return result }
    let params = try Params(request.envelope, line: request.line)
    if !request.method.isPlan { return try result(of: params, request) }
    return try job(of: params, request).run(in: self, notify: { _ in })
  }

  /// Ends the plan of a request early, if that is under way on some thread.
  func cancel(_ id: RequestID) { inFlight.find(id)?.ticket.cancellation.raise() }

  // MARK: - Answers

  private func answer(_ request: Request, _ result: Result<[UInt8], Failure>) {
    let outcome: String
    switch result {
    case .success: outcome = "result"
    case .failure(let failure): outcome = failure.code == Failure.cancelled.code ? "cancelled" : "error"
    }
    metrics.record(method: request.method.rawValue, outcome: outcome, seconds: request.age)
    // Before the answer is out, so that a client may use the id again as soon as it has read it.
    inFlight.end(request.id)
    respond(to: request.id, result)
  }

  private func respond(to id: RequestID?, _ result: Result<[UInt8], Failure>) {
    outlet.send(Response.line(id, result))
  }
}

/// Where lines go, from any thread.
struct Outlet: Sendable {
  /// Answers, which always arrive.
  var send: @Sendable ([UInt8]) -> Void
  /// Progress, which a slow client does not get.
  var offer: @Sendable ([UInt8]) -> Void
}
