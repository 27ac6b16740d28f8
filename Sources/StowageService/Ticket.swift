import StowageUnits
import Synchronization

/// Where a request stands between being taken and being answered. A cancel and the thread that begins the work may
/// come at the same moment; whoever is first decides who answers, so that there is exactly one answer.
package final class Ticket: Sendable {
  private enum State: UInt8 {
    case waiting
    case begun
    case withdrawn
  }

  package init() {}

  let cancellation = Cancellation()
  private let state = Atomic<UInt8>(State.waiting.rawValue)

  /// True for the one who may now do the work and answer; false where the request was withdrawn and answered.
  package func begin() -> Bool { move(to: .begun) }

  /// True where the work had not begun and now never will.
  package func withdraw() -> Bool { move(to: .withdrawn) }

  var isWithdrawn: Bool { state.load(ordering: .acquiring) == State.withdrawn.rawValue }

  private func move(to next: State) -> Bool {
    state.compareExchange(
      expected: State.waiting.rawValue, desired: next.rawValue, ordering: .acquiringAndReleasing
    ).exchanged
  }
}
