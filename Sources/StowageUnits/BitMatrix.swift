/// Rows of bits in one flat array of 64-bit words: which class may go where, which classes conflict.
public struct BitMatrix: Hashable, Sendable {
  /// Rows are numbered from 0; there may be none.
  public let rowCount: Int
  /// Bits of a row, numbered from 0; there may be none.
  public let columnCount: Int
  /// Words a row takes; the bits beyond `columnCount` in a row's last word are always 0.
  public let wordsPerRow: Int
  /// Row-major: row r is `words[r * wordsPerRow ..< (r + 1) * wordsPerRow]`.
  public private(set) var words: [UInt64]

  /// A matrix with all bits 0, or all 1 where it is `filled`.
  public init(rows: Int, columns: Int, filled: Bool = false) {
    rowCount = rows
    columnCount = columns
    wordsPerRow = (columns + 63) / 64
    words = Array(repeating: filled ? ~0 : 0, count: rows * wordsPerRow)
    if filled && columns % 64 != 0 {
      let last: UInt64 = (1 << UInt64(columns % 64)) - 1
      for row in 0..<rows { words[row * wordsPerRow + wordsPerRow - 1] = last }
    }
  }

  /// One bit. Row and column must be inside of the matrix; a column beyond it may read that of the next row.
  @inlinable public subscript(row: Int, column: Int) -> Bool {
    get { words[row * wordsPerRow + (column >> 6)] >> UInt64(column & 63) & 1 != 0 }
    set { setBit(row, column, newValue) }
  }

  @usableFromInline mutating func setBit(_ row: Int, _ column: Int, _ value: Bool) {
    let word = row * wordsPerRow + (column >> 6)
    let bit: UInt64 = 1 << UInt64(column & 63)
    if value { words[word] |= bit } else { words[word] &= ~bit }
  }

  /// The words of one row.
  public func row(_ row: Int) -> ArraySlice<UInt64> {
    words[row * wordsPerRow..<(row + 1) * wordsPerRow]
  }

  /// Replaces a row by its intersection with `other`, which has the same number of words.
  public mutating func intersect(row: Int, with other: ArraySlice<UInt64>) {
    precondition(other.count == wordsPerRow, "a row has \(wordsPerRow) words, not \(other.count)")
    var position = row * wordsPerRow
    for word in other {
      words[position] &= word
      position += 1
    }
  }

  /// The columns whose bit is set, ascending.
  public func columns(of row: Int) -> [Int] {
    var result: [Int] = []
    forEachColumn(of: row) { result.append($0) }
    return result
  }

  /// Calls `body` with the columns whose bit is set, ascending, without making an array of them.
  public func forEachColumn(of row: Int, _ body: (Int) -> Void) {
    for position in 0..<wordsPerRow {
      var word = words[row * wordsPerRow + position]
      while word != 0 {
        body(position * 64 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
  }

  /// No bit of the row is set.
  public func isEmpty(row: Int) -> Bool { self.row(row).allSatisfy { $0 == 0 } }
  /// How many bits of the row are set.
  public func count(row: Int) -> Int { self.row(row).reduce(0) { $0 + $1.nonzeroBitCount } }
}
