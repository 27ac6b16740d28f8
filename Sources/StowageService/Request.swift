import StowageUnits

/// A request that was taken: its line is kept until it is answered.
struct Request: Sendable {
  let id: RequestID
  let method: Method
  let envelope: Envelope
  let line: [UInt8]
  let ticket = Ticket()
  let start = ContinuousClock.now

  /// Seconds since it was read.
  var age: Double { start.duration(to: .now) / .seconds(1) }
}

/// What a client may ask for.
enum Method: String, CaseIterable, Sendable {
  case initialize
  case catalogList = "catalog/list"
  case catalogLoad = "catalog/load"
  case snapshotLoad = "snapshot/load"
  case snapshotApply = "snapshot/apply"
  case snapshotDrop = "snapshot/drop"
  case planProvision = "plan/provision"
  case planConsolidate = "plan/consolidate"
  case planCheck = "plan/check"
  case metrics
  case shutdown

  /// Answered by the reader itself, whatever is under way.
  var isImmediate: Bool { self == .initialize || self == .metrics }

  /// Made on a solver thread.
  var isPlan: Bool { PlanJob.Kind(self) != nil }

  /// What it reads stays in memory, for the time of the plan at least.
  var addsToMemory: Bool {
    isPlan || self == .catalogLoad || self == .snapshotLoad || self == .snapshotApply
  }
}
