extension JSONReader {
  /// Checks that all bytes are UTF-8: no stray or missing continuation, overlong form, surrogate or code beyond
  /// U+10FFFF. Plain ASCII passes at memory speed.
  package func validateUTF8() throws(JSONFault) {
    var position = 0
    while position < count {
      position = endOfASCII(position)
      if position == count { return }
      guard let length = sequenceLength(at: position) else {
        throw JSONFault("InvalidUTF8", at: position, rule: "the text is not UTF-8", hint: hintForEncoding)
      }
      position += length
    }
  }

  private var hintForEncoding: String {
    let isUTF16 = count >= 2 && (base[0] == 0xFF && base[1] == 0xFE || base[0] == 0xFE && base[1] == 0xFF)
    return isUTF16 ? "Maybe it is UTF-16; convert it with iconv -f UTF-16 -t UTF-8" : ""
  }

  private func endOfASCII(_ start: Int) -> Int {
    var position = start
    while position + 32 <= count {
      let chunk = UnsafeRawPointer(base + position).loadUnaligned(as: SIMD4<UInt64>.self)
      if (chunk.x | chunk.y | chunk.z | chunk.w) & 0x8080_8080_8080_8080 != 0 { break }
      position += 32
    }
    while position < count, base[position] < 0x80 { position += 1 }
    return position
  }

  /// The length of the well-formed sequence at `position` (Unicode table 3-7), nil where it is none.
  private func sequenceLength(at position: Int) -> Int? {
    let lead = base[position]
    let second: ClosedRange<UInt8>
    let length: Int
    switch lead {
    case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
    case 0xE0: (second, length) = (0xA0...0xBF, 3)
    case 0xED: (second, length) = (0x80...0x9F, 3)
    case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
    case 0xF0: (second, length) = (0x90...0xBF, 4)
    case 0xF4: (second, length) = (0x80...0x8F, 4)
    case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
    default: return nil
    }
    guard position + length <= count, second.contains(base[position + 1]) else { return nil }
    for offset in 2..<max(2, length) where !(0x80...0xBF).contains(base[position + offset]) { return nil }
    return length
  }
}
