import Foundation
import StowageUnits

/// The requests that were taken and not answered yet, with the flag that cancels each.
final class InFlight: @unchecked Sendable {
  private let lock = NSLock()
  private var cancellations: [RequestID: Cancellation] = [:]

  /// nil where a request with this id is under way.
  func begin(_ id: RequestID) -> Cancellation? {
    lock.withLock {
      guard cancellations[id] == nil else { return nil }
      let cancellation = Cancellation()
      cancellations[id] = cancellation
      return cancellation
    }
  }

  func end(_ id: RequestID) { lock.withLock { cancellations[id] = nil } }
  func cancel(_ id: RequestID) { lock.withLock { cancellations[id] }?.raise() }
  func cancelAll() { lock.withLock { Array(cancellations.values) }.forEach { $0.raise() } }
}
