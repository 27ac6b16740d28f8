import Synchronization

/// When to stop: a point on the monotonic clock, and a flag that another thread may raise earlier.
///
/// A value that is passed in wherever work can be long; nothing below the command line reads a clock otherwise.
public struct Deadline: Sendable {
  private let end: ContinuousClock.Instant?
  private let cancellation: Cancellation?

  /// No limit but the cancellation, if there is one.
  public static let never = Deadline(end: nil, cancellation: nil)

  /// A deadline at a moment of the monotonic clock; nil: no end but the cancellation.
  public init(end: ContinuousClock.Instant?, cancellation: Cancellation? = nil) {
    self.end = end
    self.cancellation = cancellation
  }

  /// A deadline that lies `duration` after now.
  public init(after duration: Duration, cancellation: Cancellation? = nil) {
    self.init(end: ContinuousClock.now + duration, cancellation: cancellation)
  }

  /// True once the time is over or the work was cancelled.
  public var isOver: Bool {
    if isCancelled { return true }
    guard let end else { return false }
    return ContinuousClock.now >= end
  }

  /// True once the work was cancelled, whatever time is left.
  public var isCancelled: Bool { cancellation?.isRaised ?? false }

  /// The seconds left, never negative; infinity without a limit.
  public var remainingSeconds: Double {
    if isCancelled { return 0 }
    guard let end else { return .infinity }
    let left = ContinuousClock.now.duration(to: end)
    return max(0, Double(left.components.seconds) + Double(left.components.attoseconds) * 1e-18)
  }

  /// The same cancellation with an end no later than `fraction` of the time left.
  public func share(_ fraction: Double) -> Deadline {
    let left = remainingSeconds
    guard left.isFinite else { return self }
    return Deadline(end: ContinuousClock.now + .seconds(left * fraction), cancellation: cancellation)
  }

  /// The same cancellation with an end at most `seconds` from now.
  public func atMost(seconds: Double) -> Deadline {
    let left = min(remainingSeconds, seconds)
    return Deadline(end: ContinuousClock.now + .seconds(left), cancellation: cancellation)
  }
}

/// A flag that is raised once, from any thread, to stop work early.
public final class Cancellation: Sendable {
  private let raised = Atomic<Bool>(false)

  /// A flag that is down.
  public init() {}

  /// Stops the work soon; a second call changes nothing, and nothing takes it back.
  public func raise() { raised.store(true, ordering: .relaxed) }
  /// True from the first call of `raise` on, on whatever thread that was.
  public var isRaised: Bool { raised.load(ordering: .relaxed) }
}
