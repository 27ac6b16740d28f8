import Foundation
import StowageUnits

/// A request to stop that also wakes a reader who waits for input.
package final class Interruption: @unchecked Sendable {
  private let flag = Cancellation()
  /// Becomes readable once the interruption is raised.
  let descriptor: Int32
  private let end: Int32
  private let lock = NSLock()
  private var handler: (@Sendable () -> Void)?

  package init() {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "no descriptors are left")
    (descriptor, end) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(end)
  }

  package var isRaised: Bool { flag.isRaised }

  /// What to do as soon as the interruption is raised, on the thread that raises it.
  func whenRaised(_ handler: @escaping @Sendable () -> Void) {
    lock.withLock { self.handler = handler }
    if isRaised { handler() }
  }

  /// Nothing is to be done any more: lets go of what the handler holds, which may hold this.
  func forgetHandler() { lock.withLock { handler = nil } }

  package func raise() {
    flag.raise()
    var byte: UInt8 = 0
    _ = write(end, &byte, 1)
    lock.withLock { handler }?()
  }
}
