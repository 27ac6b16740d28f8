import Stowage
import StowageUnits
import StowageWire

/// A plan to make on a solver thread, with everything it needs as values of its own.
struct PlanJob: Sendable {
  enum Kind {
    case provision
    case consolidate
    case check

    /// nil for a method that is no plan.
    init?(_ method: Method) {
      switch method {
      case .planProvision: self = .provision
      case .planConsolidate: self = .consolidate
      case .planCheck: self = .check
      default: return nil
      }
    }
  }

  let kind: Kind
  let request: Request
  let params: Params
  /// nil where the snapshot was sent along.
  let handle: String?
  let snapshot: Snapshot
  let catalog: Catalog
  let options: PlanOptions

  /// The result as JSON. A cancel or the deadline ends the search with the best plan so far.
  func run(in session: Session, notify: @escaping ([UInt8]) -> Void) throws -> [UInt8] {
    let snapshot = snapshot.withVirtualPods()
    switch kind {
    case .provision:
      let plan = provision(snapshot, in: session, notify: notify)
      record(plan.statistics, unplaced: plan.unschedulable.count, in: session)
      return PlanWriter.bytes(of: plan)
    case .consolidate:
      let plan = consolidate(snapshot, in: session, notify: notify)
      record(plan.statistics, unplaced: plan.unschedulable.count, in: session)
      return Array(PlanWriter.text(of: plan, .compact).utf8)
    case .check:
      let report = try report(on: snapshot, limit: session.memory.readingLimit)
      return Array(PlanWriter.text(of: report, .compact).utf8)
    }
  }

  private func deadline(in session: Session) -> Deadline {
    let seconds = min(options.options.timeLimit / .seconds(1), session.limits.secondsPerRequest)
    return Deadline(after: .seconds(seconds), cancellation: request.ticket.cancellation)
  }

  private var requestWarnings: [Warning] {
    params.unknown.map {
      Warning(reason: "UnknownParam", object: "params", message: "\"\($0)\" is no parameter and was ignored")
    }
      + options.unknown.map {
        Warning(reason: "UnknownOption", object: "options", message: "\"\($0)\" is no option and was ignored")
      }
  }

  private func record(_ statistics: Statistics, unplaced: Int, in session: Session) {
    session.metrics.recordPlan(
      unplaced: unplaced, columns: statistics.counters.first { $0.name == "columns" }?.value ?? 0)
  }

  private func progressNotes(_ notify: @escaping ([UInt8]) -> Void) -> ProgressNotes? {
    request.envelope.progressToken.map { ProgressNotes(token: $0, send: notify) }
  }

  private func provision(
    _ snapshot: Snapshot, in session: Session, notify: @escaping ([UInt8]) -> Void
  ) -> ProvisioningPlan {
    let progress = progressNotes(notify)
    var memory = handle.map(session.snapshots.memory) ?? PlanMemory()
    if !options.isWarmStartAllowed { memory = memory.withoutSearch }
    var plan = Engine().provision(
      snapshot, catalog: catalog, options: options.options, deadline: deadline(in: session), memory: &memory,
      onProgress: progress.map { notes in { notes.take($0) } })
    if let handle { session.snapshots.keep(memory, for: handle) }
    progress?.finish()
    plan.warnings += requestWarnings
    return plan
  }

  private func consolidate(
    _ snapshot: Snapshot, in session: Session, notify: @escaping ([UInt8]) -> Void
  ) -> ConsolidationPlan {
    let progress = progressNotes(notify)
    var plan = Engine().consolidate(
      snapshot, catalog: catalog, options: options.options, deadline: deadline(in: session),
      onProgress: progress.map { notes in { notes.take($0) } })
    progress?.finish()
    plan.warnings += requestWarnings
    return plan
  }

  private func report(on snapshot: Snapshot, limit: ReadingLimit) throws -> CheckReport {
    do {
      let plan = try params.bytes(try params.require("plan")) {
        try PlanReader.readAny($0, source: "plan", limit: limit)
      }
      return switch plan {
      case .provisioning(let plan):
        Engine().check(plan, snapshot: snapshot, catalog: catalog, options: options.options)
      case .consolidation(let plan):
        Engine().check(plan, snapshot: snapshot, catalog: catalog, options: options.options)
      }
    } catch let error as InputError {
      throw Failure(error, path: "/params/plan")
    }
  }
}

/// `$/progress` notifications of one request: at most four a second, and the last moment before the answer.
final class ProgressNotes {
  private let token: [UInt8]
  private let send: ([UInt8]) -> Void
  private var last: ContinuousClock.Instant?
  private var held: Progress?

  init(token: [UInt8], send: @escaping ([UInt8]) -> Void) {
    self.token = token
    self.send = send
  }

  func take(_ progress: Progress) {
    let now = ContinuousClock.now
    if let last, last.duration(to: now) < .milliseconds(250) {
      held = progress
      return
    }
    last = now
    write(progress)
  }

  func finish() {
    if let held { write(held) }
  }

  private func write(_ progress: Progress) {
    held = nil
    send(
      Response.notification("$/progress") { writer in
        writer.key("token")
        writer.write(json: token)
        writer.member("elapsedMs", Int(progress.elapsed / .milliseconds(1)))
        writer.member("phase", progress.phase)
        writer.member("incumbent", progress.incumbent)
        writer.member("bound", progress.bound)
        writer.key("gap")
        writer.write(progress.gap, places: 9)
        writer.member("columns", progress.columns)
      })
  }
}
