import StowageUnits

/// Makes inputs of known ones: small changes, and pieces of two put together. The same seed gives the same inputs.
struct Mutation {
  private var random: SplitMix64
  private let corpus: [[UInt8]]
  private let longest: Int

  /// Bytes and words that parsers stumble over.
  private static let words: [String] = [
    "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\ud800", "null", "true", "-", "0", "1e999", "-1", ".",
    "e",
    "\u{0}", "9223372036854775807", "9223372036854775808", "0.0000000001", "Ki", "Ei", "m", "n", "\n", "  ",
    "{}",
    "[]", "\"\"", "\u{FEFF}", "é", "requests", "metadata", "spec", "items",
  ]

  init(seed: UInt64, corpus: [[UInt8]], longest: Int) {
    random = SplitMix64(seed: seed)
    self.corpus = corpus
    self.longest = longest
  }

  mutating func next() -> [UInt8] {
    var bytes = corpus[below(corpus.count)]
    for _ in 0...below(4) { change(&bytes) }
    if bytes.count > longest { bytes.removeLast(bytes.count - longest) }
    return bytes
  }

  private mutating func below(_ count: Int) -> Int { count <= 1 ? 0 : Int(random.next() % UInt64(count)) }

  private mutating func change(_ bytes: inout [UInt8]) {
    let start = below(bytes.count + 1)
    let end = min(bytes.count, start + below(8))
    switch below(8) {
    case 0: bytes.removeSubrange(start..<end)
    case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: start)
    case 2: bytes.insert(contentsOf: Array(Self.words[below(Self.words.count)].utf8), at: start)
    case 3: bytes.insert(contentsOf: Array(bytes[start..<end]), at: start)
    case 4: bytes.removeLast(bytes.count - start)
    case 5:
      let other = corpus[below(corpus.count)]
      let from = below(other.count + 1)
      bytes.replaceSubrange(start..<end, with: other[from..<min(other.count, from + below(64))])
    case 6 where start < bytes.count: bytes[start] ^= 1 << UInt8(below(8))
    default: if start < bytes.count { bytes[start] = UInt8(truncatingIfNeeded: random.next()) }
    }
  }
}
