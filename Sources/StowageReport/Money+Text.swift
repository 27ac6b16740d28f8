import StowageUnits

extension Money {
  /// The hours that a month is counted as.
  package static let hoursPerMonth: Int64 = 730

  /// Dollars with four decimals, such as `$0.3440`; a rate is per hour.
  package var hourlyText: String { text(unit: 100_000, decimals: 4) }

  /// What the rate comes to in a month, in whole cents: `$251.12`.
  package var monthlyText: String {
    let (nanos, overflow) = nanos.multipliedReportingOverflow(by: Money.hoursPerMonth)
    return overflow ? "out of range" : Money(nanos: nanos).text(unit: 10_000_000, decimals: 2)
  }

  /// Rounded half away from zero to multiples of `unit` nano-dollars.
  private func text(unit: Int64, decimals: Int) -> String {
    let magnitude = Int64(clamping: nanos.magnitude)
    let units = magnitude / unit + (magnitude % unit * 2 >= unit ? 1 : 0)
    let perDollar = 1_000_000_000 / unit
    let fraction = String(units % perDollar)
    let padded = String(repeating: "0", count: decimals - fraction.count) + fraction
    return (nanos < 0 && units > 0 ? "-$" : "$") + grouped(units / perDollar) + "." + padded
  }
}

/// A number with a comma before every third digit from the right.
package func grouped(_ number: Int64) -> String {
  var digits = Array(String(number.magnitude))
  var position = digits.count - 3
  while position > 0 {
    digits.insert(",", at: position)
    position -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

/// A ratio as a percentage with a fixed number of decimals, such as `0.13%`.
package func percentText(_ ratio: Double, decimals: Int = 2) -> String {
  guard ratio.isFinite else { return "unknown" }
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let units = (ratio.magnitude * 100 * scale).rounded()
  guard units < 1e15 else { return "out of range" }
  let whole = Int64(units) / Int64(scale)
  var text = grouped(whole)
  if decimals > 0 {
    let fraction = String(Int64(units) % Int64(scale))
    text += "." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }
  return (ratio < 0 && units > 0 ? "-" : "") + text + "%"
}

/// `1 node`, `2 nodes`.
package func counted(_ number: Int, _ noun: String) -> String {
  grouped(Int64(number)) + " " + noun + (number == 1 ? "" : "s")
}
