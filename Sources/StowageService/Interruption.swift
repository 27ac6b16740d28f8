import Foundation
import StowageUnits

/// A request to stop reading that also wakes a reader who waits for input.
final class Interruption: @unchecked Sendable {
  private let flag = Cancellation()
  /// Becomes readable once the interruption is raised.
  let descriptor: Int32
  private let end: Int32

  init() {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "no descriptors are left")
    (descriptor, end) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(end)
  }

  var isRaised: Bool { flag.isRaised }

  func raise() {
    flag.raise()
    var byte: UInt8 = 0
    _ = write(end, &byte, 1)
  }
}
