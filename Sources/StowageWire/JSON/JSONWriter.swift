import StowageUnits

/// Writes JSON text, member by member. The same calls give the same bytes; callers choose the order of members.
///
///     writer.object {
///       $0.member("name", "default-1")
///       $0.array("pods", pods) { $0.write($1) }
///     }
package struct JSONWriter {
  package enum Style: Sendable {
    /// No white space at all.
    case compact
    /// A member or element a line, indented by two blanks a level.
    case indented
    /// An element of each `lines` array a line, everything else compact: small, and fit for `grep` and `diff`.
    case line
  }

  package private(set) var bytes: [UInt8] = []
  private let style: Style
  private var levels: [Level] = []
  /// True between a member's name and its value.
  private var followsKey = false

  /// An open bracket.
  private struct Level {
    /// Its content begins lines.
    var isIndented: Bool
    var isEmpty = true
  }

  package init(_ style: Style) { self.style = style }

  /// The text with an end of line.
  package var text: String { String(decoding: bytes, as: UTF8.self) + "\n" }

  // MARK: - Structure

  package mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
    try enclosed("{", "}", isIndented: style == .indented, members)
  }

  package mutating func object(_ name: StaticString, _ members: (inout JSONWriter) -> Void) {
    key(name)
    object(members)
  }

  package mutating func array<Elements: Sequence>(
    _ elements: Elements, _ write: (inout JSONWriter, Elements.Element) throws -> Void
  ) rethrows {
    try enclosed("[", "]", isIndented: style == .indented) { writer in
      for element in elements { try write(&writer, element) }
    }
  }

  package mutating func array<Elements: Sequence>(
    _ name: StaticString, _ elements: Elements, _ write: (inout JSONWriter, Elements.Element) -> Void
  ) {
    key(name)
    array(elements, write)
  }

  /// An array of which every element begins a line, whatever the style.
  package mutating func lines<Elements: Sequence>(
    _ name: StaticString, _ elements: Elements, _ write: (inout JSONWriter, Elements.Element) -> Void
  ) {
    key(name)
    enclosed("[", "]", isIndented: true) { writer in
      for element in elements { write(&writer, element) }
    }
  }

  private mutating func enclosed(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, isIndented: Bool,
    _ content: (inout JSONWriter) throws -> Void
  ) rethrows {
    separate()
    append(open)
    levels.append(Level(isIndented: isIndented))
    try content(&self)
    let level = levels.removeLast()
    if isIndented && !level.isEmpty { newLine() }
    append(close)
  }

  private mutating func newLine() {
    append("\n")
    // Lines of the `line` style all begin at the margin.
    guard style == .indented else { return }
    for _ in levels {
      append(" ")
      append(" ")
    }
  }

  /// Writes whatever must stand between the last thing and the next.
  private mutating func separate() {
    if followsKey {
      followsKey = false
      return
    }
    guard let level = levels.last else { return }
    if !level.isEmpty { append(",") }
    levels[levels.count - 1].isEmpty = false
    if level.isIndented { newLine() }
  }

  package mutating func key(_ name: StaticString) {
    separate()
    append("\"")
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    append("\"")
    endKey()
  }

  package mutating func key(_ name: String) {
    separate()
    quote(name)
    endKey()
  }

  private mutating func endKey() {
    append(":")
    if style == .indented { append(" ") }
    followsKey = true
  }

  // MARK: - Values

  package mutating func write(_ text: String) {
    separate()
    quote(text)
  }

  package mutating func write(_ number: some BinaryInteger) { word(String(number)) }
  package mutating func write(_ condition: Bool) { word(condition ? "true" : "false") }
  package mutating func writeNull() { word("null") }
  /// A number in JSON's own notation.
  package mutating func write(number text: String) { word(text) }

  /// Dollars per hour with up to nine decimals, none of them a trailing zero.
  package mutating func write(_ money: Money) { word(JSONWriter.decimalText(money.nanos, places: 9)) }

  /// A measured or computed number, rounded to `places` decimals; trailing zeros are left out.
  package mutating func write(_ number: Double, places: Int) {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (number * scale).rounded()
    guard scaled.magnitude < 9e18 else { return word("null") }
    word(JSONWriter.decimalText(Int64(scaled), places: places))
  }

  /// A value that is JSON already; a line feed at its end is left out.
  package mutating func write(json: [UInt8]) {
    separate()
    bytes.append(contentsOf: json.last == UInt8(ascii: "\n") ? json.dropLast() : json[...])
  }

  package mutating func member(_ name: StaticString, _ text: String) {
    key(name)
    write(text)
  }

  package mutating func member(_ name: StaticString, _ number: some BinaryInteger) {
    key(name)
    write(number)
  }

  package mutating func member(_ name: StaticString, _ condition: Bool) {
    key(name)
    write(condition)
  }

  package mutating func member(_ name: StaticString, _ money: Money) {
    key(name)
    write(money)
  }

  package mutating func member(_ name: StaticString, _ texts: [String]) {
    array(name, texts) { $0.write($1) }
  }

  /// `value` / 10^places as a decimal number.
  private static func decimalText(_ value: Int64, places: Int) -> String {
    var digits = String(value.magnitude)
    if digits.utf8.count <= places {
      digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
    }
    let point = digits.index(digits.endIndex, offsetBy: -places)
    var fraction = digits[point...]
    while fraction.last == "0" { fraction.removeLast() }
    let whole = digits[..<point]
    return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  // MARK: - Bytes

  private mutating func append(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

  private mutating func word(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
  }

  /// Most text has nothing to escape and is copied as a whole.
  private mutating func quote(_ text: String) {
    append("\"")
    let isCopied = text.utf8.withContiguousStorageIfAvailable { source in
      guard JSONWriter.isPlain(UnsafeRawBufferPointer(source)) else { return false }
      bytes.append(contentsOf: source)
      return true
    }
    if isCopied != true { for byte in text.utf8 { escape(byte) } }
    append("\"")
  }

  /// No byte has to be escaped; looks at eight bytes at a time.
  private static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
    let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    var position = 0
    while position + 8 <= text.count {
      let word = text.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let (quote, slash) = (word ^ ones &* 0x22, word ^ ones &* 0x5C)
      // The high bit of a byte is set where it is a control character, a quotation mark or a backslash.
      let control = (word &- ones &* 0x20) & ~word
      if (control | (quote &- ones) & ~quote | (slash &- ones) & ~slash) & highs != 0 { return false }
      position += 8
    }
    return text[position...].allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      append("\\")
      bytes.append(byte)
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      bytes.append(contentsOf: "\\u00".utf8)
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    default: bytes.append(byte)
    }
  }
}
