import StowageUnits

/// How amounts of one resource become the small integers of a problem.
///
/// The unit is the greatest common divisor of all sizes, so sizes are exact, and rounding a capacity down loses
/// nothing: what is put in is a multiple of the unit too. Room beyond what all pods together ask for is cut off,
/// which loses nothing either. Only where a useful capacity still exceeds `largest` units does the unit grow;
/// sizes and capacities are then both rounded down. That admits everything that really fits, and by a few
/// millionths too much: the bound stays valid, and `Lift` checks the bins in real amounts.
package struct DimensionScale: Sendable, Hashable {
  /// Scaled values stay below this, so that a handful of them can be added in an Int32.
  package static let largest: Int64 = 1 << 29

  /// Real amount of one unit; positive.
  package var unit: Int64
  /// Capacities beyond this amount are as good as this amount.
  package var useful: Int64
  /// No size is rounded.
  package var isExact: Bool

  /// `sizes` with the number of pods that have each; `capacities` of all bins.
  package init(sizes: [(amount: Int64, count: Int)], capacities: [Int64]) {
    var divisor: Int64 = 0
    var demand: Int64 = 0
    for (amount, count) in sizes where amount > 0 {
      divisor = greatestCommonDivisor(divisor, amount)
      let (product, tooLarge) = amount.multipliedReportingOverflow(by: Int64(count))
      let (sum, overflow) = demand.addingReportingOverflow(tooLarge ? .max : product)
      demand = overflow ? .max : sum
    }
    unit = max(1, divisor)
    useful = min(demand, max(0, capacities.max() ?? 0))
    isExact = true
    while useful / unit > Self.largest {
      unit = unit > Int64.max / 2 ? .max : unit * 2
      isExact = false
    }
  }

  package func size(_ amount: Int64) -> Int32 { Int32(amount / unit) }

  package func capacity(_ amount: Int64) -> Int32 { Int32(max(0, min(amount, useful)) / unit) }
}

private func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
  var (larger, smaller) = (left, right)
  while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
  return larger
}
