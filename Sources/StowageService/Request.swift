import StowageUnits

/// A request that was taken: its line is kept until it is answered.
struct Request: Sendable {
  let id: RequestID
  let method: Method
  let envelope: Envelope
  let line: [UInt8]
  let cancellation: Cancellation
  let start = ContinuousClock.now

  /// Seconds since it was read.
  var age: Double {
    let age = start.duration(to: .now).components
    return Double(age.seconds) + Double(age.attoseconds) * 1e-18
  }
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
}
