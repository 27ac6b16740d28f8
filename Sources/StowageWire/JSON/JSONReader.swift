import StowageUnits

/// Reads JSON text from the front to the back, value by value, as a caller asks for them.
///
/// What comes in: bytes that stay in place for as long as the reader lives. What goes out: typed values. It
/// builds no tree and knows nothing of what the text describes. The grammar is RFC 8259 to the letter, also in
/// the values that are skipped; UTF-8 is checked once for all bytes by `validateUTF8()`.
///
///     try reader.enterObject()
///     while let key = try reader.nextKey() {
///       switch key {
///       case "name": name = try reader.string()
///       default: try reader.skip()
///       }
///     }
package struct JSONReader {
  let base: UnsafePointer<UInt8>
  let count: Int
  package internal(set) var position = 0
  /// Objects and arrays that were entered and not left.
  private(set) var depth = 0
  /// True between the opening bracket and the first member or element.
  private var isFirst = false
  let interner: StringInterner
  /// nil where what is read does not repeat itself.
  var memos: ObjectMemos?
  /// nil where nothing bounds what is read but the text itself.
  package var limit: ReadingLimit?
  private var itemsToCheck = ReadingLimit.interval
  /// What was odd but not wrong.
  package private(set) var remarks: [Remark] = []

  /// Kubernetes objects nest about 15 deep; deeper than this is an attack or a mistake.
  static let maximumDepth = 256

  package init(_ bytes: UnsafeRawBufferPointer, interner: StringInterner = StringInterner()) {
    // An empty buffer may have no address; any non-null one will do, as nothing is read from it.
    base =
      bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
      ?? UnsafePointer(bitPattern: MemoryLayout<Int>.alignment)!
    count = bytes.count
    self.interner = interner
  }

  /// The first bytes of an object's member name, valid until the next name is read.
  package struct Key {
    let start: UnsafePointer<UInt8>
    let count: Int

    package var text: String {
      String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    @inline(__always) static func ~= (pattern: StaticString, key: Key) -> Bool {
      guard key.count == pattern.utf8CodeUnitCount else { return false }
      return equalBytes(key.start, pattern.utf8Start, key.count)
    }
  }

  /// Something odd at an offset that does not stop the reading.
  package struct Remark {
    package var reason: String
    package var offset: Int
    package var message: String
  }

  mutating func remark(_ reason: String, at offset: Int, _ message: String) {
    remarks.append(Remark(reason: reason, offset: offset, message: message))
  }

  // MARK: - Structure

  /// Moves past an opening brace.
  package mutating func enterObject() throws(JSONFault) {
    try enter(UInt8(ascii: "{"), "an object")
  }

  /// Moves past an opening bracket.
  package mutating func enterArray() throws(JSONFault) {
    try enter(UInt8(ascii: "["), "an array")
  }

  private mutating func enter(_ bracket: UInt8, _ wanted: StaticString) throws(JSONFault) {
    skipWhitespace()
    guard position < count, base[position] == bracket else { throw wrongType(wanted) }
    position += 1
    isFirst = true
    try descend()
  }

  mutating func descend() throws(JSONFault) {
    depth += 1
    if depth > JSONReader.maximumDepth {
      throw JSONFault(
        "TooDeep", at: position - 1, rule: "the text nests deeper than \(JSONReader.maximumDepth) levels")
    }
  }

  /// The name of the next member whose value is not null (Kubernetes takes null for absent), or nil after the
  /// closing brace. The member's value must be read or skipped before the next call.
  package mutating func nextKey() throws(JSONFault) -> Key? {
    while let key = try nextKeyOfAnyValue() {
      if !(try skipNull()) { return key }
    }
    return nil
  }

  /// The name of the next member, or nil after the closing brace.
  package mutating func nextKeyOfAnyValue() throws(JSONFault) -> Key? {
    guard try nextItem(closing: UInt8(ascii: "}")) else { return nil }
    guard base[position] == UInt8(ascii: "\"") else {
      throw syntax("stands where a name in quotes is needed")
    }
    let key = try memberName()
    skipWhitespace()
    guard position < count, base[position] == UInt8(ascii: ":") else {
      throw syntax("stands where ':' is needed")
    }
    position += 1
    skipWhitespace()
    return key
  }

  /// True where another element follows, which must be read or skipped before the next call; false after the
  /// closing bracket.
  package mutating func nextElement() throws(JSONFault) -> Bool {
    try nextItem(closing: UInt8(ascii: "]"))
  }

  @inline(__always) mutating func nextItem(closing bracket: UInt8) throws(JSONFault) -> Bool {
    skipWhitespace()
    guard position < count else { throw truncated() }
    if base[position] == bracket {
      position += 1
      depth -= 1
      isFirst = false
      return false
    }
    if isFirst {
      isFirst = false
      return true
    }
    guard base[position] == UInt8(ascii: ",") else {
      throw syntax(
        bracket == UInt8(ascii: "}")
          ? "stands where ',' or '}' is needed" : "stands where ',' or ']' is needed")
    }
    position += 1
    skipWhitespace()
    guard position < count else { throw truncated() }
    if base[position] == bracket { throw syntax("stands where a value is needed") }
    itemsToCheck &-= 1
    if itemsToCheck == 0 { try checkLimit() }
    return true
  }

  @inline(never) private mutating func checkLimit() throws(JSONFault) {
    itemsToCheck = ReadingLimit.interval
    guard let limit, limit.isReached() else { return }
    throw JSONFault("TooLarge", at: position, rule: limit.rule, hint: limit.hint)
  }

  /// True after moving past a null.
  package mutating func skipNull() throws(JSONFault) -> Bool {
    guard position < count, base[position] == UInt8(ascii: "n") else { return false }
    try expectWord("null")
    return true
  }

  /// A copy of the bytes in a range of positions, such as those of a value that was skipped.
  package func bytes(_ range: Range<Int>) -> [UInt8] {
    Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  // MARK: - White space

  @inline(__always) package mutating func skipWhitespace() {
    if position < count && base[position] > 0x20 { return }
    skipBlanks()
  }

  private mutating func skipBlanks() {
    while position < count {
      // `kubectl` indents by up to 40 blanks a line, so it pays to pass eight at a time.
      if position + 8 <= count {
        let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
        let others = word ^ 0x2020_2020_2020_2020
        if others == 0 {
          position += 8
          continue
        }
        position += others.trailingZeroBitCount >> 3
      }
      switch base[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// Some editors and shells put one before UTF-8, where it says nothing; to be called at the beginning.
  package mutating func skipByteOrderMark() {
    if count >= 3 && base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF { position = 3 }
  }

  /// True where nothing but white space is left.
  package mutating func isAtEnd() -> Bool {
    skipWhitespace()
    return position >= count
  }

  /// The first byte of the next value without moving past it; nil at the end.
  package mutating func peek() -> UInt8? {
    skipWhitespace()
    return position < count ? base[position] : nil
  }

  // MARK: - Words

  package mutating func boolean() throws(JSONFault) -> Bool {
    skipWhitespace()
    guard position < count else { throw truncated() }
    switch base[position] {
    case UInt8(ascii: "t"):
      try expectWord("true")
      return true
    case UInt8(ascii: "f"):
      try expectWord("false")
      return false
    default: throw wrongType("true or false")
    }
  }

  mutating func expectWord(_ word: StaticString) throws(JSONFault) {
    guard position + word.utf8CodeUnitCount <= count,
      equalBytes(base + position, word.utf8Start, word.utf8CodeUnitCount)
    else { throw count - position < word.utf8CodeUnitCount ? truncated() : syntax("is not a value") }
    position += word.utf8CodeUnitCount
  }

  // MARK: - Faults

  func truncated() -> JSONFault {
    JSONFault(
      "InvalidJSON", at: count, rule: "the text ends in the middle of a value", hint: "Maybe it was cut off")
  }

  func syntax(_ rule: String) -> JSONFault {
    position < count
      ? JSONFault("InvalidJSON", at: position, found: shownText(at: position), rule: rule) : truncated()
  }
}

/// True where both hold the same `count` bytes.
@inline(__always) func equalBytes(
  _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int
) -> Bool {
  var position = 0
  while position + 8 <= count {
    let a = UnsafeRawPointer(left + position).loadUnaligned(as: UInt64.self)
    let b = UnsafeRawPointer(right + position).loadUnaligned(as: UInt64.self)
    if a != b { return false }
    position += 8
  }
  while position < count {
    if left[position] != right[position] { return false }
    position += 1
  }
  return true
}
