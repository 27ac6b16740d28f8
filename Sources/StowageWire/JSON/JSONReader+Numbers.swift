import StowageUnits

extension JSONReader {
  /// A whole number; `1.0` and `1e3` count as whole, `1.5` does not.
  package mutating func integer() throws(JSONFault) -> Int {
    skipWhitespace()
    let start = position
    // The usual case: a sign and up to 18 digits.
    var end = start
    let isNegative = end < count && base[end] == UInt8(ascii: "-")
    if isNegative { end += 1 }
    let firstDigit = end
    var value = 0
    while end < count, base[end] &- 48 <= 9, end - firstDigit < 18 {
      value = value * 10 + Int(base[end] - 48)
      end += 1
    }
    let hasLeadingZero = end > firstDigit + 1 && base[firstDigit] == 48
    if end > firstDigit, !hasLeadingZero, end < count, JSONReader.endsNumber(base[end]) {
      position = end
      return isNegative ? -value : value
    }
    let text = try numberText()
    guard let quantity = try? Quantity(text), !quantity.value.isSaturated, quantity.isWhole else {
      throw JSONFault("InvalidNumber", at: start, found: text, rule: "is not a whole number of 64 bits")
    }
    return Int(quantity.value.value)
  }

  /// How many of something a person asks for: from 0 to a million, beyond which it is a mistake.
  package mutating func replicaCount() throws(JSONFault) -> Int {
    skipWhitespace()
    let start = position
    let value = try integer()
    guard (0...1_000_000).contains(value) else {
      throw JSONFault(
        "InvalidNumber", at: start, found: String(value), rule: "is not a number from 0 to 1000000")
    }
    return value
  }

  @inline(__always) private static func endsNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte <= 0x20 || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
  }

  /// A number as it is written; moves past it.
  package mutating func numberText() throws(JSONFault) -> String {
    let start = position
    try skipNumber()
    return String(decoding: UnsafeBufferPointer(start: base + start, count: position - start), as: UTF8.self)
  }

  /// Moves past a number, checking its grammar.
  mutating func skipNumber() throws(JSONFault) {
    skipWhitespace()
    var end = position
    func hasDigit() -> Bool { end < count && base[end] &- 48 <= 9 }
    if end < count, base[end] == UInt8(ascii: "-") { end += 1 }
    guard hasDigit() else { throw wrongType("a number") }
    if base[end] == 48 {
      end += 1
      if hasDigit() { throw syntax("a number must not begin with 0") }
    }
    while hasDigit() { end += 1 }
    if end < count, base[end] == UInt8(ascii: ".") {
      end += 1
      guard hasDigit() else {
        throw end < count ? syntax("a number must have a digit after its point") : truncated()
      }
      while hasDigit() { end += 1 }
    }
    if end < count, base[end] | 0x20 == UInt8(ascii: "e") {
      end += 1
      if end < count, base[end] == UInt8(ascii: "-") || base[end] == UInt8(ascii: "+") { end += 1 }
      guard hasDigit() else {
        throw end < count ? syntax("a number must have a digit in its exponent") : truncated()
      }
      while hasDigit() { end += 1 }
    }
    position = end
  }

  /// A number or a text, as text: Kubernetes' IntOrString.
  package mutating func numberOrString() throws(JSONFault) -> String {
    if let first = peek(), first == UInt8(ascii: "\"") { return try interned() }
    guard let first = peek(), first == UInt8(ascii: "-") || first &- 48 <= 9 else {
      throw wrongType("a number or a text in quotes")
    }
    return try numberText()
  }

  /// Dollars per hour as a number or a text, exact to a nano-dollar; a finer price is rounded away from zero.
  package mutating func money() throws(JSONFault) -> Money {
    let start = position
    if let price = plainPrice() { return price }
    let text = try numberOrString()
    guard let quantity = try? Quantity(text) else {
      throw JSONFault("InvalidPrice", at: start, found: text, rule: "is not a price in dollars per hour")
    }
    let nanos = quantity.nanoValue
    guard !nanos.isSaturated else {
      throw JSONFault("InvalidPrice", at: start, found: text, rule: "is beyond nine billion dollars per hour")
    }
    return Money(nanos: nanos.value)
  }

  /// The usual price, such as 0.0393: a number of up to eight digits before its point and up to nine after it. Moves
  /// past it, or returns nil where it is.
  private mutating func plainPrice() -> Money? {
    var end = position
    var nanos: Int64 = 0
    while end < count, base[end] &- 48 <= 9, end - position < 9 {
      nanos = nanos * 10 + Int64(base[end] &- 48)
      end += 1
    }
    let whole = end - position
    guard whole > 0, whole < 9, whole == 1 || base[position] != 48 else { return nil }
    var places = 0
    if end < count, base[end] == UInt8(ascii: ".") {
      end += 1
      while end < count, base[end] &- 48 <= 9, places < 9 {
        nanos = nanos * 10 + Int64(base[end] &- 48)
        end += 1
        places += 1
      }
      if places == 0 { return nil }
    }
    guard end < count, JSONReader.endsNumber(base[end]) else { return nil }
    for _ in places..<9 { nanos *= 10 }
    position = end
    return Money(nanos: nanos)
  }

  /// A number that decides nothing exact, such as a measured time.
  package mutating func double() throws(JSONFault) -> Double {
    let start = position
    let text = try numberText()
    guard let value = Double(text), value.isFinite else {
      throw JSONFault("InvalidNumber", at: start, found: text, rule: "is too large a number")
    }
    return value
  }
}
