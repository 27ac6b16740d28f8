extension JSONReader {
  /// Moves past any value, checking its grammar.
  package mutating func skip() throws(JSONFault) {
    skipWhitespace()
    guard position < count else { throw truncated() }
    switch base[position] {
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "{"), UInt8(ascii: "["): try skipContainer()
    default: try skipScalar()
    }
  }

  private mutating func skipScalar() throws(JSONFault) {
    switch base[position] {
    case UInt8(ascii: "t"): try expectWord("true")
    case UInt8(ascii: "f"): try expectWord("false")
    case UInt8(ascii: "n"): try expectWord("null")
    case UInt8(ascii: "-"), 48...57: try skipNumber()
    default: throw syntax("is not a value")
    }
  }

  private mutating func skipString() throws(JSONFault) {
    let (start, length, hasEscapes) = try stringBytes()
    if !hasEscapes { return }
    var position = start
    while position < start + length {
      if base[position] == UInt8(ascii: "\\") {
        _ = try escapedScalar(&position, end: start + length)
      } else {
        position += 1
      }
    }
  }

  private mutating func skipContainer() throws(JSONFault) {
    let isObject = base[position] == UInt8(ascii: "{")
    if isObject {
      try enterObject()
      while try nextItem(closing: UInt8(ascii: "}")) {
        guard base[position] == UInt8(ascii: "\"") else {
          throw syntax("stands where a name in quotes is needed")
        }
        try skipString()
        skipWhitespace()
        guard position < count, base[position] == UInt8(ascii: ":") else {
          throw syntax("stands where ':' is needed")
        }
        position += 1
        try skip()
      }
    } else {
      try enterArray()
      while try nextElement() { try skip() }
    }
  }
}
