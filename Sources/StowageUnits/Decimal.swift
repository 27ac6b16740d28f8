/// An exact decimal number of any length: ±digits × 10^exponent.
///
/// Slow and simple; amounts of usual length never come here (see `Quantity.plainAmount`).
struct Decimal: Hashable, Sendable {
  let isNegative: Bool
  /// Values 0 to 9, most significant first, without leading zeros; empty for zero.
  private(set) var digits: [UInt8]
  private(set) var exponent: Int

  /// `digits` may have leading zeros.
  init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    self.isNegative = isNegative
    self.digits = Array(digits.drop { $0 == 0 })
    self.exponent = exponent
  }

  init(_ value: Int64, exponent: Int) {
    let digits = String(value.magnitude).utf8.map { $0 - UInt8(ascii: "0") }
    self.init(isNegative: value < 0, digits: digits, exponent: exponent)
  }

  var isZero: Bool { digits.isEmpty }

  func isEqual(to other: Decimal) -> Bool {
    (isZero && other.isZero)
      || (isNegative == other.isNegative && mantissa(exponentStep: 1) == other.mantissa(exponentStep: 1))
  }

  /// The number rounded away from zero to a multiple of 10^limit; itself where it is one already.
  func rounded(toExponent limit: Int) -> Decimal {
    guard exponent < limit, !isZero else { return self }
    let kept = max(0, digits.count - (limit - exponent))
    let isExact = digits[kept...].allSatisfy { $0 == 0 }
    var result = Decimal(isNegative: isNegative, digits: Array(digits[..<kept]), exponent: limit)
    if !isExact { result.increment() }
    return result
  }

  /// The number with no more than `limit` as its exponent once it has no zeros at the end: what is beyond is cut off
  /// the exponent.
  func limited(toExponent limit: Int) -> Decimal {
    let zeros = digits.reversed().prefix { $0 == 0 }.count
    guard exponent + zeros > limit, !isZero else { return self }
    return Decimal(isNegative: isNegative, digits: Array(digits.dropLast(zeros)), exponent: limit)
  }

  private mutating func increment() {
    var position = digits.count - 1
    while position >= 0 {
      if digits[position] < 9 {
        digits[position] += 1
        return
      }
      digits[position] = 0
      position -= 1
    }
    digits.insert(1, at: 0)
  }

  /// The number times 2^power.
  func multiplied(byPowerOfTwo power: Int) -> Decimal {
    var product = digits
    for _ in 0..<power {
      var carry: UInt8 = 0
      for position in product.indices.reversed() {
        let doubled = product[position] * 2 + carry
        product[position] = doubled % 10
        carry = doubled / 10
      }
      if carry > 0 { product.insert(carry, at: 0) }
    }
    return Decimal(isNegative: isNegative, digits: product, exponent: exponent)
  }

  /// The number times 10^scale as an integer; nil where it is a fraction or does not fit in 64 bits.
  func integer(scaledBy scale: Int) -> Int64? {
    if isZero { return 0 }
    let zeros = exponent + scale
    // 19 digits hold every 64-bit integer; more places than that overflow.
    guard zeros <= 19 else { return nil }
    var magnitude: UInt64 = 0
    for position in 0..<max(0, digits.count + zeros) {
      let digit = position < digits.count ? digits[position] : 0
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, overflowOfSum) = product.addingReportingOverflow(UInt64(digit))
      if overflow || overflowOfSum { return nil }
      magnitude = sum
    }
    guard zeros >= 0 || digits[max(0, digits.count + zeros)...].allSatisfy({ $0 == 0 }) else { return nil }
    if isNegative {
      return magnitude <= Int64.min.magnitude ? Int64(truncatingIfNeeded: ~magnitude &+ 1) : nil
    }
    return Int64(exactly: magnitude)
  }

  /// The integer text and the exponent, a multiple of `step` as large as the digits allow.
  func mantissa(exponentStep step: Int) -> (text: String, exponent: Int) {
    var (shown, shownExponent) = (digits, exponent)
    while let last = shown.last, last == 0 {
      shown.removeLast()
      shownExponent += 1
    }
    while shownExponent % step != 0 {
      shown.append(0)
      shownExponent -= 1
    }
    let text = String(decoding: shown.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    return (isNegative ? "-" + text : text, shownExponent)
  }
}
