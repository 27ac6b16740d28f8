/// A set of small numbers in 64-bit words.
struct Bitset: Hashable {
  private(set) var words: [UInt64]

  /// The numbers below `count`, all of them or none.
  init(count: Int, filled: Bool = false) {
    words = Array(repeating: filled ? ~0 : 0, count: (count + 63) / 64)
    if filled && count % 64 != 0 { words[words.count - 1] = (1 << UInt64(count % 64)) - 1 }
  }

  init(_ members: some Sequence<Int>, count: Int) {
    self.init(count: count)
    for member in members { self[member] = true }
  }

  subscript(member: Int) -> Bool {
    get { words[member >> 6] >> UInt64(member & 63) & 1 != 0 }
    set {
      let bit: UInt64 = 1 << UInt64(member & 63)
      if newValue { words[member >> 6] |= bit } else { words[member >> 6] &= ~bit }
    }
  }

  func contains(_ member: Int) -> Bool { member >> 6 < words.count && self[member] }

  /// Adds a number of any size.
  mutating func insert(_ member: Int) {
    while words.count <= member >> 6 { words.append(0) }
    self[member] = true
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  mutating func formIntersection(_ other: Bitset) {
    for position in words.indices { words[position] &= other.words[position] }
  }

  mutating func formUnion(_ other: Bitset) {
    for position in words.indices { words[position] |= other.words[position] }
  }

  mutating func remove(where isOut: (Int) -> Bool) {
    for position in words.indices {
      var rest = words[position]
      while rest != 0 {
        let bit = rest & (~rest &+ 1)
        if isOut(position << 6 + bit.trailingZeroBitCount) { words[position] &= ~bit }
        rest &= rest - 1
      }
    }
  }

  /// Ascending.
  func forEach(_ body: (Int) -> Void) {
    for position in words.indices {
      var rest = words[position]
      while rest != 0 {
        body(position << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }

  /// Ascending.
  var members: [Int] {
    var result: [Int] = []
    forEach { result.append($0) }
    return result
  }
}
