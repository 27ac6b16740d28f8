/// One row of a mask while it is being put together.
struct BitRow: Hashable, Sendable {
  let count: Int
  private(set) var words: [UInt64]

  init(count: Int, filled: Bool = false) {
    self.count = count
    words = Array(repeating: filled ? ~0 : 0, count: (count + 63) / 64)
    if filled && count % 64 != 0 { words[words.count - 1] = (1 << UInt64(count % 64)) - 1 }
  }

  subscript(position: Int) -> Bool {
    get { words[position >> 6] >> UInt64(position & 63) & 1 != 0 }
    set {
      let bit: UInt64 = 1 << UInt64(position & 63)
      if newValue { words[position >> 6] |= bit } else { words[position >> 6] &= ~bit }
    }
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  func isSubset(of other: BitRow) -> Bool {
    words.indices.allSatisfy { words[$0] & ~other.words[$0] == 0 }
  }

  mutating func formIntersection(_ other: BitRow) {
    for position in words.indices { words[position] &= other.words[position] }
  }

  mutating func formUnion(_ other: BitRow) {
    for position in words.indices { words[position] |= other.words[position] }
  }

  /// Keeps only the set positions for which `holds`.
  mutating func filter(_ holds: (Int) -> Bool) {
    for position in words.indices {
      var rest = words[position]
      while rest != 0 {
        let bit = rest.trailingZeroBitCount
        rest &= rest - 1
        if !holds(position * 64 + bit) { words[position] &= ~(1 << UInt64(bit)) }
      }
    }
  }

  /// The set positions, ascending.
  var positions: [Int] {
    var result: [Int] = []
    for position in words.indices {
      var rest = words[position]
      while rest != 0 {
        result.append(position * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return result
  }
}
