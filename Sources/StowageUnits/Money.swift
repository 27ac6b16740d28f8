/// A price or cost rate in integer nano-dollars per hour.
///
/// Nano rather than micro, because Karpenter prices reserved capacity at the on-demand price divided by ten
/// million: a 0.077 $/h type then costs 7.7 nano-dollars.
public struct Money: Hashable, Comparable, Sendable {
  /// Nano-dollars per hour.
  public var nanos: Int64

  /// An exact amount of nano-dollars per hour.
  @inlinable public init(nanos: Int64) { self.nanos = nanos }

  /// The nearest money to a number of dollars per hour; saturates beyond ±9.2 billion dollars.
  public init(dollars: Double) {
    let scaled = (dollars * 1e9).rounded()
    if scaled.isNaN {
      nanos = 0
    } else if scaled >= 9.2e18 {
      nanos = Int64.max
    } else if scaled <= -9.2e18 {
      nanos = Int64.min
    } else {
      nanos = Int64(scaled)
    }
  }

  /// Dollars per hour, for reports and ratios; never for comparisons.
  @inlinable public var dollars: Double { Double(nanos) / 1e9 }

  /// What costs nothing, such as an existing node's free room.
  public static let zero = Money(nanos: 0)

  @inlinable public static func < (left: Money, right: Money) -> Bool { left.nanos < right.nanos }
  /// Sums saturate: a plan or catalog with absurd prices must not stop the program.
  @inlinable public static func + (left: Money, right: Money) -> Money {
    let (sum, overflow) = left.nanos.addingReportingOverflow(right.nanos)
    return Money(nanos: overflow ? (right.nanos < 0 ? .min : .max) : sum)
  }
  /// Saturates as the sum does.
  @inlinable public static func - (left: Money, right: Money) -> Money {
    let (difference, overflow) = left.nanos.subtractingReportingOverflow(right.nanos)
    return Money(nanos: overflow ? (right.nanos > 0 ? .min : .max) : difference)
  }
  /// Adds in place, saturating.
  @inlinable public static func += (left: inout Money, right: Money) { left = left + right }
  /// Subtracts in place, saturating.
  @inlinable public static func -= (left: inout Money, right: Money) { left = left - right }
}
