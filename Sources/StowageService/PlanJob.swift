import Stowage
import StowageUnits
import StowageWire

/// A plan to make on a solver thread, with everything it needs as values of its own.
struct PlanJob: Sendable {
  enum Kind {
    case provision
    case consolidate
    case check
  }

  let kind: Kind
  let request: Request
  let params: Params
  let snapshot: Snapshot
  let catalog: Catalog
  let options: Options
  let unknownOptions: [String]

  /// The result as JSON. A cancel or the deadline ends the search with the best plan so far.
  func run(_ limits: Limits, notify: @escaping ([UInt8]) -> Void, _ metrics: Metrics) throws -> [UInt8] {
    if request.cancellation.isRaised { throw Failure.cancelled }
    let snapshot = snapshot.withVirtualPods()
    switch kind {
    case .provision:
      let progress = request.envelope.progressToken.map { ProgressNotes(token: $0, send: notify) }
      var plan = Engine().provision(
        snapshot, catalog: catalog, options: options, deadline: deadline(limits),
        onProgress: progress.map { notes in { notes.take($0) } })
      progress?.finish()
      plan.warnings += optionWarnings
      metrics.recordPlan(
        unplaced: plan.unschedulable.count,
        columns: plan.statistics.counters.first { $0.name == "columns" }?.value ?? 0)
      return Array(PlanWriter.text(of: plan, .compact).utf8)
    case .consolidate:
      var plan = Engine().consolidate(
        snapshot, catalog: catalog, options: options, deadline: deadline(limits))
      plan.warnings += optionWarnings
      return Array(PlanWriter.text(of: plan, .compact).utf8)
    case .check: return Array(PlanWriter.text(of: try report(on: snapshot), .compact).utf8)
    }
  }

  private func deadline(_ limits: Limits) -> Deadline {
    let seconds = min(options.timeLimit / .seconds(1), limits.secondsPerRequest)
    return Deadline(after: .seconds(seconds), cancellation: request.cancellation)
  }

  private var optionWarnings: [Warning] {
    unknownOptions.map {
      Warning(reason: "UnknownOption", object: "options", message: "\"\($0)\" is no option and was ignored")
    }
  }

  private func report(on snapshot: Snapshot) throws -> CheckReport {
    let range = try params.require("plan")
    do {
      switch try params.bytes(range, { try PlanReader.readAny($0, source: "plan") }) {
      case .provisioning(let plan):
        return Engine().check(plan, snapshot: snapshot, catalog: catalog, options: options)
      case .consolidation(let plan):
        return Engine().check(plan, snapshot: snapshot, catalog: catalog, options: options)
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
