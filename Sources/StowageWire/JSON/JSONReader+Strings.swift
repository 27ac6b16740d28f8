import StowageUnits

extension JSONReader {
  /// A string that is probably not seen again.
  package mutating func string() throws(JSONFault) -> String {
    let (start, count, hasEscapes) = try stringBytes()
    if hasEscapes { return try unescaped(start, count) }
    return String(decoding: UnsafeBufferPointer(start: base + start, count: count), as: UTF8.self)
  }

  /// A string that is probably seen often, kept in memory once.
  package mutating func interned() throws(JSONFault) -> String {
    let (start, count, hasEscapes) = try stringBytes()
    if hasEscapes { return try unescaped(start, count) }
    return interner.string(UnsafeBufferPointer(start: base + start, count: count))
  }

  /// The raw bytes between the quotes, or nil where they hold escapes; moves past the string.
  mutating func plainString() throws(JSONFault) -> UnsafeBufferPointer<UInt8>? {
    let (start, count, hasEscapes) = try stringBytes()
    return hasEscapes ? nil : UnsafeBufferPointer(start: base + start, count: count)
  }

  mutating func memberName() throws(JSONFault) -> Key {
    let (start, count, hasEscapes) = try stringBytes()
    guard hasEscapes else { return Key(start: base + start, count: count) }
    // Interned text never moves, so a pointer into it stays good.
    return interner.key(try unescaped(start, count))
  }

  /// Moves past a string; its first byte, the number of bytes between the quotes, whether escapes are there.
  mutating func stringBytes() throws(JSONFault) -> (start: Int, count: Int, hasEscapes: Bool) {
    skipWhitespace()
    guard position < count, base[position] == UInt8(ascii: "\"") else { throw wrongType("a text in quotes") }
    let start = position + 1
    var hasEscapes = false
    var end = endOfPlainText(start)
    while end < count, base[end] != UInt8(ascii: "\"") {
      guard base[end] == UInt8(ascii: "\\") else {
        position = end
        throw JSONFault("InvalidJSON", at: end, rule: "a text in quotes holds a control character")
      }
      hasEscapes = true
      end = endOfPlainText(min(end + 2, count))
    }
    guard end < count else {
      throw JSONFault(
        "InvalidJSON", at: count, rule: "the text ends in the middle of a value", hint: "Maybe it was cut off"
      )
    }
    position = end + 1
    return (start, end - start, hasEscapes)
  }

  /// The next quote, backslash or control character at or after `start`.
  @inline(__always) private func endOfPlainText(_ start: Int) -> Int {
    var position = start
    while position + 8 <= count {
      let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
      let stops = zeroBytes(word ^ repeated("\"")) | zeroBytes(word ^ repeated("\\")) | controlBytes(word)
      if stops != 0 { return position + (stops.trailingZeroBitCount >> 3) }
      position += 8
    }
    while position < count {
      let byte = base[position]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return position }
      position += 1
    }
    return position
  }

  // MARK: - Escapes

  private func unescaped(_ start: Int, _ length: Int) throws(JSONFault) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length)
    var position = start
    while position < start + length {
      guard base[position] == UInt8(ascii: "\\") else {
        bytes.append(base[position])
        position += 1
        continue
      }
      let scalar = try escapedScalar(&position, end: start + length)
      bytes.append(contentsOf: UTF8.encode(scalar)!)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The character of the escape at `position`, which moves past it. A lone surrogate becomes U+FFFD, as in Go.
  func escapedScalar(_ position: inout Int, end: Int) throws(JSONFault) -> Unicode.Scalar {
    let start = position
    guard start + 1 < end else { throw JSONFault("InvalidJSON", at: start, rule: "an escape is cut off") }
    position += 2
    switch base[start + 1] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default:
      throw JSONFault(
        "InvalidJSON", at: start, found: shownText(at: start), rule: "is not an escape that JSON has")
    }
    let unit = try hexadecimal(&position, end: end)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, position + 1 < end, base[position] == UInt8(ascii: "\\"),
      base[position + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    var next = position + 2
    let second = try hexadecimal(&next, end: end)
    guard (0xDC00...0xDFFF).contains(second) else { return "\u{FFFD}" }
    position = next
    return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
  }

  private func hexadecimal(_ position: inout Int, end: Int) throws(JSONFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < end, let digit = Character(Unicode.Scalar(base[position])).hexDigitValue else {
        throw JSONFault("InvalidJSON", at: position, rule: "\\u needs four hexadecimal digits")
      }
      value = value * 16 + UInt32(digit)
      position += 1
    }
    return value
  }
}

/// A word of eight bytes of one character.
@inline(__always) private func repeated(_ character: Unicode.Scalar) -> UInt64 {
  UInt64(UInt8(ascii: character)) &* 0x0101_0101_0101_0101
}

/// The top bit of every byte that is zero, exact up to and including the lowest one. Swift 6.3 compares SIMD
/// vectors of bytes lane by lane, so that words of eight bytes are the fastest way.
@inline(__always) private func zeroBytes(_ word: UInt64) -> UInt64 {
  (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
}

/// The top bit of every byte below 0x20, exact up to and including the lowest one.
@inline(__always) private func controlBytes(_ word: UInt64) -> UInt64 {
  (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
}
