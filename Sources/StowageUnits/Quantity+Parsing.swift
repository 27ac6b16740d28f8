extension Quantity {
  /// Reads a quantity as Kubernetes does.
  public init(_ text: String) throws(InputError) {
    self = try Quantity.parse(Array(text.utf8))
  }

  /// A number cut at its suffix, the way Go's scanner cuts it.
  private struct Parts {
    var isNegative = false
    /// Digits before the point without leading zeros, and those after it, as values 0 to 9.
    var whole: [UInt8] = []
    var fraction: [UInt8] = []
    var hasDigits = false
    var suffix: ArraySlice<UInt8> = []
  }

  private static func split(_ text: [UInt8]) -> Parts {
    var parts = Parts()
    var position = 0
    func digit() -> UInt8? {
      guard position < text.count, (48...57).contains(text[position]) else { return nil }
      return text[position] - 48
    }
    if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      parts.isNegative = sign == UInt8(ascii: "-")
      position = 1
    }
    while let value = digit() {
      if value != 0 || !parts.whole.isEmpty { parts.whole.append(value) }
      parts.hasDigits = true
      position += 1
    }
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      while let value = digit() {
        parts.fraction.append(value)
        parts.hasDigits = true
        position += 1
      }
    }
    parts.suffix = text[position...]
    return parts
  }

  private struct Suffix {
    var format: Format
    /// Power of 10, or of 2 for a binary suffix.
    var exponent: Int
  }

  private static func interpret(_ suffix: ArraySlice<UInt8>) -> Suffix? {
    let text = String(decoding: suffix, as: UTF8.self)
    if let exponent = decimalSuffixes[text] { return Suffix(format: .decimalSI, exponent: exponent) }
    if let exponent = binarySuffixes[text] { return Suffix(format: .binarySI, exponent: exponent) }
    guard suffix.count > 1, text.first == "e" || text.first == "E" else { return nil }
    var digits = suffix.dropFirst()
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    // Beyond a few thousand the number is absurd in any unit; more would only cost memory.
    let magnitude = min(Int(String(decoding: digits, as: UTF8.self)) ?? 10_000, 10_000)
    return Suffix(format: .decimalExponent, exponent: isNegative ? -magnitude : magnitude)
  }

  private static let decimalSuffixes = [
    "": 0, "n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
  ]
  private static let binarySuffixes = ["Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60]

  static func parse(_ text: [UInt8]) throws(InputError) -> Quantity {
    let parts = split(text)
    guard !text.isEmpty, let suffix = interpret(parts.suffix) else { throw malformed(text) }
    let echo = isEchoed(parts, suffix) ? String(decoding: text, as: UTF8.self) : nil
    var number = Decimal(
      isNegative: parts.isNegative, digits: parts.whole + parts.fraction, exponent: -parts.fraction.count)
    guard suffix.format == .binarySI else {
      number = Decimal(
        isNegative: number.isNegative, digits: number.digits, exponent: number.exponent + suffix.exponent)
      return Quantity(
        number: number.limited(toExponent: 9_999).rounded(toExponent: -9), format: suffix.format,
        hasDigits: parts.hasDigits, echo: echo)
    }
    number = number.multiplied(byPowerOfTwo: suffix.exponent).rounded(toExponent: -9)
    let whole = number.rounded(toExponent: 0)
    if whole.integer(scaledBy: 0) == nil || whole.integer(scaledBy: 0) == .min {
      number = Decimal(number.isNegative ? -Int64.max : Int64.max, exponent: 0)
    }
    // An amount below one is broken in any binary unit, and counts as decimal from here on.
    let isBelowOne = !number.isZero && number.exponent + number.digits.count <= 0
    return Quantity(
      number: number, format: isBelowOne ? .decimalSI : .binarySI, hasDigits: parts.hasDigits, echo: echo)
  }

  /// True where Go keeps the text instead of writing the canonical form: numbers of usual length that look
  /// canonical at a glance (they need not be: `1.` and `+1` pass).
  private static func isEchoed(_ parts: Parts, _ suffix: Suffix) -> Bool {
    let digits = (parts.whole.isEmpty ? [0] : parts.whole) + parts.fraction
    switch suffix.format {
    case .binarySI:
      // Go's estimate of the decimal places that the power of two takes.
      let room = 14 - digits.count - suffix.exponent * 3 / 10
      guard parts.fraction.isEmpty, room >= 0, let last = value(of: digits) else { return false }
      return last % 8 != 0
    case .decimalSI, .decimalExponent:
      let scale = suffix.exponent - parts.fraction.count
      guard digits.count <= 18, scale >= -9, scale % 3 == 0, digits[0] != 0 else { return false }
      return digits.count < 3 || digits.suffix(3).contains { $0 != 0 }
    }
  }

  private static func value(of digits: [UInt8]) -> Int64? {
    Decimal(isNegative: false, digits: digits, exponent: 0).integer(scaledBy: 0)
  }

  private static func malformed(_ text: [UInt8]) -> InputError {
    InputError(
      "InvalidQuantity", found: String(decoding: text.prefix(60), as: UTF8.self),
      rule: text.isEmpty ? "an empty text is not a quantity" : "is not a quantity",
      hint: "Maybe a number with one of n u m k M G T P E or Ki Mi Gi Ti Pi Ei, such as 500m or 1.5Gi")
  }
}

// MARK: - The usual case

extension Quantity {
  /// The amount of a quantity of the usual form: up to 9 digits and m, none, k, M, G, Ki, Mi, Gi; nil for
  /// every other text, right or wrong, which `init` must then read. Thousandths for cpu, else whole units.
  public static func plainAmount(_ text: UnsafeBufferPointer<UInt8>, isMilli: Bool) -> Int64? {
    var position = 0
    var number: Int64 = 0
    while position < text.count, text[position] &- 48 <= 9 {
      number = number &* 10 &+ Int64(text[position] &- 48)
      position += 1
      if position > 9 { return nil }
    }
    if position == 0 { return nil }
    switch text.count - position {
    case 0: return isMilli ? number * 1000 : number
    case 1:
      switch text[position] {
      case UInt8(ascii: "m"): return isMilli ? number : (number + 999) / 1000
      case UInt8(ascii: "k"): return number * (isMilli ? 1_000_000 : 1000)
      case UInt8(ascii: "M"): return isMilli ? nil : number * 1_000_000
      case UInt8(ascii: "G"): return isMilli ? nil : number * 1_000_000_000
      default: return nil
      }
    case 2:
      guard text[position + 1] == UInt8(ascii: "i"), !isMilli else { return nil }
      switch text[position] {
      case UInt8(ascii: "K"): return number << 10
      case UInt8(ascii: "M"): return number << 20
      case UInt8(ascii: "G"): return number << 30
      default: return nil
      }
    default: return nil
    }
  }
}
