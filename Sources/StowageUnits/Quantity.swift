/// An amount as Kubernetes writes it (`resource.Quantity`): a decimal number with a suffix, kept exactly.
///
/// Follows the code of `k8s.io/apimachinery/pkg/api/resource`, where that differs from its comments: text
/// without any digit is zero, finer than a billionth is rounded away from zero, binary amounts are capped at
/// 2^63-1, and text that is canonical enough is echoed as it was written.
public struct Quantity: Sendable, CustomStringConvertible {
  /// The family of suffixes a quantity was written with and is written with again.
  public enum Format: String, Hashable, Sendable {
    /// n, u, m, none, k, M, G, T, P, E
    case decimalSI = "DecimalSI"
    /// Ki, Mi, Gi, Ti, Pi, Ei
    case binarySI = "BinarySI"
    /// e and a number
    case decimalExponent = "DecimalExponent"
  }

  /// An integer made of a quantity, and whether the quantity was too large for it.
  public struct Amount: Hashable, Sendable {
    /// In the unit that was asked for: whole units, thousandths or billionths.
    public var value: Int64
    /// The true amount is beyond 64 bits and `value` is the nearest one; Go's accessors wrap round there.
    public var isSaturated: Bool

    /// An amount as the accessors of `Quantity` give it.
    public init(value: Int64, isSaturated: Bool) {
      self.value = value
      self.isSaturated = isSaturated
    }
  }

  /// As written; `decimalSI` for a number without suffix.
  public let format: Format
  /// How Kubernetes writes this quantity.
  public let description: String
  /// False for text such as `Ki`, which Kubernetes takes for zero.
  public let hasDigits: Bool
  let number: Decimal

  init(number: Decimal, format: Format, hasDigits: Bool, echo: String?) {
    self.number = number
    self.format = format
    self.hasDigits = hasDigits
    description = echo ?? Quantity.canonicalText(of: number, format: format)
  }

  /// The amount in whole units, rounded away from zero.
  public var value: Amount { amount(exponent: 0) }
  /// The amount in thousandths, rounded away from zero.
  public var milliValue: Amount { amount(exponent: -3) }
  /// The amount in billionths, rounded away from zero: dollars as nano-dollars.
  public var nanoValue: Amount { amount(exponent: -9) }
  /// True for an integer.
  public var isWhole: Bool { number.rounded(toExponent: 0).isEqual(to: number) }
  /// The amount in the unit this program counts a resource in.
  public func amount(of name: ResourceName) -> Amount { name.isMilli ? milliValue : value }

  private func amount(exponent: Int) -> Amount {
    let rounded = number.rounded(toExponent: exponent)
    guard let value = rounded.integer(scaledBy: -exponent) else {
      return Amount(value: number.isNegative ? .min : .max, isSaturated: true)
    }
    return Amount(value: value, isSaturated: false)
  }
}

// MARK: - Canonical text

extension Quantity {
  /// The largest suffix of the family that leaves an integer; binary amounts that are small or broken turn
  /// decimal.
  static func canonicalText(of number: Decimal, format: Format) -> String {
    if number.isZero { return "0" }
    if format == .binarySI, let whole = number.integer(scaledBy: 0), whole <= -1024 || whole >= 1024 {
      return binaryText(of: whole)
    }
    let (mantissa, exponent) = number.mantissa(exponentStep: 3)
    if exponent == 0 { return mantissa }
    if format != .decimalExponent, let suffix = suffix(ofDecimalExponent: exponent) {
      return mantissa + suffix
    }
    return mantissa + "e" + String(exponent)
  }

  /// The text of a whole number of bytes, or of anything counted in powers of 1024.
  static func binaryText(of whole: Int64) -> String {
    var (mantissa, step) = (whole, 0)
    while mantissa != 0 && mantissa % 1024 == 0 && step < 6 {
      mantissa /= 1024
      step += 1
    }
    return String(mantissa) + ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][step]
  }

  private static func suffix(ofDecimalExponent exponent: Int) -> String? {
    switch exponent {
    case -9: "n"
    case -6: "u"
    case -3: "m"
    case 3: "k"
    case 6: "M"
    case 9: "G"
    case 12: "T"
    case 15: "P"
    case 18: "E"
    default: nil
    }
  }

  /// How an amount of a resource is written in plans and recordings: `5150m` of cpu, `7680Mi` of memory, `8`
  /// pods.
  public static func text(ofAmount amount: Int64, of name: ResourceName) -> String {
    if name.isMilli { return canonicalText(of: Decimal(amount, exponent: -3), format: .decimalSI) }
    if name == .memory || name == .ephemeralStorage || name.text.hasPrefix("hugepages-") {
      return canonicalText(of: Decimal(amount, exponent: 0), format: .binarySI)
    }
    return canonicalText(of: Decimal(amount, exponent: 0), format: .decimalSI)
  }
}
