import StowageUnits

extension JSONReader {
  /// What is wrong where a value of one type is needed and another is found.
  func wrongType(_ wanted: StaticString) -> JSONFault {
    guard position < count else { return truncated() }
    let kind: String
    switch base[position] {
    case UInt8(ascii: "{"): kind = "is an object"
    case UInt8(ascii: "["): kind = "is an array"
    case UInt8(ascii: "\""): kind = "is a text"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): kind = "is a boolean"
    case UInt8(ascii: "n"): kind = "is null"
    case UInt8(ascii: "-"), 48...57: kind = "is a number"
    default: return syntax("is not a value")
    }
    let isScalar = base[position] != UInt8(ascii: "{") && base[position] != UInt8(ascii: "[")
    return JSONFault(
      "WrongType", at: position, found: isScalar ? shownText(at: position) : "",
      rule: "\(kind) where \(wanted) is needed")
  }

  /// The beginning of the value at an offset, for an error text: without quotes, one line, at most 40 bytes.
  func shownText(at offset: Int) -> String {
    guard offset < count else { return "" }
    let isString = base[offset] == UInt8(ascii: "\"")
    var end = isString ? offset + 1 : offset
    let start = end
    while end < count, end - start < 40, base[end] >= 0x20 {
      if isString ? base[end] == UInt8(ascii: "\"") : JSONReader.endsShownText(base[end]) { break }
      end += 1
    }
    if end == start { end = min(start + 1, count) }
    // Not in the middle of a character.
    while end < count, end > start, base[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: UnsafeBufferPointer(start: base + start, count: end - start), as: UTF8.self)
  }

  private static func endsShownText(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
      || byte == UInt8(ascii: ":")
  }
}

/// Finds names for an offset after a fault, by reading the text once more.
struct JSONLocator {
  let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The error for a fault, named after the text it is in: with line and column where the text is no JSON, else
  /// with the JSON pointer from `root`.
  func inputError(_ fault: JSONFault, source: String, root: Int = 0) -> InputError {
    var error = InputError(
      fault.reason, object: source, found: JSONLocator.shortened(fault.found), rule: fault.rule,
      hint: fault.hint)
    if fault.isSyntax {
      error.object += ", " + line(of: fault.offset)
    } else {
      error.path = pointer(from: root, to: fault.offset)
    }
    return error
  }

  private static func shortened(_ found: String) -> String {
    found.count <= 60 ? found : found.prefix(60) + "…"
  }

  /// The JSON pointer from the value that begins at `root` to the innermost value that begins at, or encloses,
  /// `offset`.
  func pointer(from root: Int, to offset: Int) -> String {
    var path = ""
    var start = root
    if root == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    while start != offset, let step = child(of: start, enclosing: offset) {
      path += "/" + step.name
      start = step.start
    }
    return path
  }

  private func child(of start: Int, enclosing offset: Int) -> (name: String, start: Int)? {
    var reader = JSONReader(bytes)
    reader.position = start
    var name = ""
    var valueStart = start
    do {
      switch reader.peek() {
      case UInt8(ascii: "{"):
        try reader.enterObject()
        while let key = try reader.nextKeyOfAnyValue() {
          name = JSONLocator.escaped(key.text)
          valueStart = reader.position
          if valueStart > offset { return nil }
          try reader.skip()
          if reader.position > offset { return (name, valueStart) }
        }
      case UInt8(ascii: "["):
        var index = 0
        try reader.enterArray()
        while try reader.nextElement() {
          name = String(index)
          valueStart = reader.position
          if valueStart > offset { return nil }
          try reader.skip()
          if reader.position > offset { return (name, valueStart) }
          index += 1
        }
      default: break
      }
    } catch {
      // The text is broken in the member read last, if one was begun: that is where the fault is.
      return valueStart > start && valueStart <= offset ? (name, valueStart) : nil
    }
    return nil
  }

  private static func escaped(_ name: String) -> String {
    var result = ""
    for character in name.unicodeScalars {
      switch character {
      case "~": result += "~0"
      case "/": result += "~1"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// `line 3, column 14`, both counted from 1; columns in bytes.
  func line(of offset: Int) -> String {
    var (line, column) = (1, 1)
    for byte in bytes.prefix(offset) {
      if byte == 0x0A {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return "line \(line), column \(column)"
  }
}
