/// Durations as Go's `time` package reads and writes them, which is how Kubernetes stores them: `1h30m`.
extension Duration {
  /// Reads numbers with units ns, us, µs, ms, s, m, h one after the other, with one sign before them; nil for
  /// anything else and for what exceeds 2^63 nanoseconds (292 years).
  public init?(go text: String) {
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    if rest.elementsEqual("0".utf8) {
      self = .zero
      return
    }
    guard !rest.isEmpty else { return nil }
    var total: Int64 = 0
    while !rest.isEmpty {
      guard let part = Duration.nextGoPart(&rest) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      if overflow { return nil }
      total = sum
    }
    self = .nanoseconds(isNegative ? -total : total)
  }

  /// The nanoseconds of one number and unit, which are removed from `rest`.
  private static func nextGoPart(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    let whole = rest.prefix { (48...57).contains($0) }
    rest = rest.dropFirst(whole.count)
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix { (48...57).contains($0) }
      rest = rest.dropFirst(1 + fraction.count)
    }
    let unit = rest.prefix { $0 != UInt8(ascii: ".") && !(48...57).contains($0) }
    rest = rest.dropFirst(unit.count)
    guard !whole.isEmpty || !fraction.isEmpty, let nanoseconds = goUnit(unit) else { return nil }
    guard let number = Int64(whole.isEmpty ? "0" : String(decoding: whole, as: UTF8.self)) else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: nanoseconds)
    if overflow { return nil }
    // The fraction is cut, not rounded, below a nanosecond; 15 digits are finer than that for every unit.
    let digits = fraction.prefix(15)
    let numerator = Int64(digits.isEmpty ? "0" : String(decoding: digits, as: UTF8.self)) ?? 0
    let scale = digits.reduce(Int128(1)) { power, _ in power * 10 }
    let part = Int64(Int128(numerator) * Int128(nanoseconds) / scale)
    let (sum, overflowOfSum) = product.addingReportingOverflow(part)
    return overflowOfSum ? nil : sum
  }

  private static func goUnit(_ unit: ArraySlice<UInt8>) -> Int64? {
    switch String(decoding: unit, as: UTF8.self) {
    case "ns": 1
    case "us", "µs", "μs": 1000
    case "ms": 1_000_000
    case "s": 1_000_000_000
    case "m": 60_000_000_000
    case "h": 3_600_000_000_000
    default: nil
    }
  }

  /// How Go writes it: `1h30m0s`, `1.5s`, `100ms`, `0s`.
  public var goText: String {
    let (whole, attoseconds) = components
    let nanoseconds = Int128(whole) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000)
    let magnitude = nanoseconds < 0 ? -nanoseconds : nanoseconds
    let sign = nanoseconds < 0 ? "-" : ""
    if magnitude == 0 { return "0s" }
    if magnitude < 1000 { return sign + String(magnitude) + "ns" }
    if magnitude < 1_000_000 { return sign + Duration.decimalText(magnitude, per: 1000) + "µs" }
    if magnitude < 1_000_000_000 { return sign + Duration.decimalText(magnitude, per: 1_000_000) + "ms" }
    let minute: Int128 = 60_000_000_000
    let seconds = Duration.decimalText(magnitude % minute, per: 1_000_000_000) + "s"
    let minutes = magnitude / minute
    if minutes == 0 { return sign + seconds }
    if minutes < 60 { return sign + String(minutes) + "m" + seconds }
    return sign + String(minutes / 60) + "h" + String(minutes % 60) + "m" + seconds
  }

  private static func decimalText(_ value: Int128, per unit: Int128) -> String {
    let fraction = value % unit
    if fraction == 0 { return String(value / unit) }
    var digits = String(String(unit + fraction).dropFirst())
    while digits.last == "0" { digits.removeLast() }
    return String(value / unit) + "." + digits
  }
}
