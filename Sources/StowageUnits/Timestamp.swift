/// A moment in UTC: whole seconds since 1970-01-01T00:00:00Z. Kubernetes stores its stamps to the second.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Since 1970-01-01T00:00:00Z without leap seconds, as Unix counts them; negative before.
  public var seconds: Int64

  /// A moment by Unix time.
  public init(seconds: Int64) { self.seconds = seconds }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }
}
