import Foundation

/// The requests that were taken and not answered yet.
final class InFlight: @unchecked Sendable {
  private let lock = NSLock()
  private var requests: [RequestID: Request] = [:]

  /// False where a request with this id is under way.
  func begin(_ request: Request) -> Bool {
    lock.withLock {
      guard requests[request.id] == nil else { return false }
      requests[request.id] = request
      return true
    }
  }

  func end(_ id: RequestID) { lock.withLock { requests[id] = nil } }
  func find(_ id: RequestID) -> Request? { lock.withLock { requests[id] } }

  /// In the order in which they were taken.
  var all: [Request] { lock.withLock { requests.values.sorted { $0.start < $1.start } } }
}
