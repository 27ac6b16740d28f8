import StowageWire

/// Writes JSON text as YAML: block style as `kubectl -o yaml` has it, texts in quotes only where YAML needs them.
struct YAMLOutput {
  private var reader: JSONReader
  private var output = ""

  /// The YAML of one JSON document that this program wrote; bad JSON is a fault of the program.
  static func text(ofJSON text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      var converter = YAMLOutput(reader: JSONReader(UnsafeRawBufferPointer(bytes)))
      do throws(JSONFault) {
        try converter.value(margin: 0, .top)
      } catch { preconditionFailure("own JSON is broken at \(error.offset): \(error.rule)") }
      return converter.output
    }
  }

  private init(reader: JSONReader) { self.reader = reader }

  /// Where a value begins.
  private enum Position {
    case top
    case behindName
    case behindDash
  }

  /// Writes a value with its end of line; lines that it begins are indented by `margin`.
  private mutating func value(margin: Int, _ position: Position) throws(JSONFault) {
    let blank = position == .top ? "" : " "
    switch reader.peek() {
    case UInt8(ascii: "{"): try object(margin: margin, position)
    case UInt8(ascii: "["): try array(margin: margin, position)
    case UInt8(ascii: "\""): output += blank + YAMLOutput.scalar(try reader.string()) + "\n"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): output += blank + (try reader.boolean() ? "true\n" : "false\n")
    default: output += blank + (try reader.skipNull() ? "null" : reader.numberText()) + "\n"
    }
  }

  private mutating func object(margin: Int, _ position: Position) throws(JSONFault) {
    try reader.enterObject()
    var isFirst = true
    while let key = try reader.nextKeyOfAnyValue() {
      switch (isFirst, position) {
      case (true, .top): break
      case (true, .behindDash): output += " "
      case (true, .behindName): output += "\n" + YAMLOutput.blanks(margin)
      case (false, _): output += YAMLOutput.blanks(margin)
      }
      output += YAMLOutput.scalar(key.text) + ":"
      try value(margin: margin + 2, .behindName)
      isFirst = false
    }
    if isFirst { output += position == .top ? "{}\n" : " {}\n" }
  }

  private mutating func array(margin: Int, _ position: Position) throws(JSONFault) {
    // Elements are no further in than the name of their array.
    let margin = position == .behindName ? margin - 2 : margin
    try reader.enterArray()
    var isFirst = true
    while try reader.nextElement() {
      if isFirst && position != .top { output += "\n" }
      output += YAMLOutput.blanks(margin) + "-"
      try value(margin: margin + 2, .behindDash)
      isFirst = false
    }
    if isFirst { output += position == .top ? "[]\n" : " []\n" }
  }

  private static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  // MARK: - Texts

  /// The text as it is where every YAML reader takes it for that text, else in quotes with JSON's escapes.
  static func scalar(_ text: String) -> String {
    if isPlain(text) { return text }
    var writer = JSONWriter(.compact)
    writer.write(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, last != UInt8(ascii: " ") else {
      return false
    }
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    if words.contains(text.lowercased()) { return false }
    let isLetterFirst = isLetter(first) || first == UInt8(ascii: "/")
    guard isLetterFirst || (48...57).contains(first) else { return false }
    // A text that begins with a digit could be a number or a time: only letters that those never have prove it is
    // neither.
    if !isLetterFirst {
      guard text.utf8.contains(where: { isLetter($0) && !"abcdefoxABCDEFOXTZ".utf8.contains($0) }) else {
        return false
      }
    }
    return text.utf8.allSatisfy {
      isLetter($0) || (48...57).contains($0) || "-_./%".utf8.contains($0) || $0 == 0x20
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }
}
