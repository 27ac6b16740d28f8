import StowageUnits

/// Patterns over cells in one flat table, each with the bin it fits: what the columns of a master stand for.
package struct PatternTable: Sendable {
  private(set) var bins: [Int32] = []
  private(set) var starts: [Int32] = [0]
  private(set) var cells: [Int32] = []
  private(set) var counts: [Int32] = []

  package init() {}

  package var count: Int { bins.count }
  var isEmpty: Bool { bins.isEmpty }

  @inline(__always) func range(_ pattern: Int) -> Range<Int> {
    Int(starts[pattern])..<Int(starts[pattern + 1])
  }

  /// One part of the pattern that is being built.
  @inline(__always) package mutating func put(cell: Int32, count: Int32) {
    cells.append(cell)
    counts.append(count)
  }

  /// Ends the pattern that is being built.
  @inline(__always) package mutating func close(bin: Int32) {
    bins.append(bin)
    starts.append(Int32(cells.count))
  }

  /// Drops the parts of a pattern that has not been closed.
  mutating func abandon() {
    cells.removeLast(cells.count - Int(starts[count]))
    counts.removeLast(counts.count - Int(starts[count]))
  }

  mutating func append(_ pattern: Int, of other: PatternTable) {
    let range = other.range(pattern)
    cells.append(contentsOf: other.cells[range])
    counts.append(contentsOf: other.counts[range])
    close(bin: other.bins[pattern])
  }

  mutating func append(contentsOf other: PatternTable) {
    for pattern in 0..<other.count { append(pattern, of: other) }
  }

  /// Keeps the patterns whose flag is set, in their order.
  mutating func keep(_ isKept: [Bool]) {
    var kept = PatternTable()
    kept.cells.reserveCapacity(cells.count)
    kept.counts.reserveCapacity(cells.count)
    for pattern in 0..<count where isKept[pattern] { kept.append(pattern, of: self) }
    self = kept
  }

  mutating func removeAll() {
    bins.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
    cells.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
  }

  /// The sum of `values` (one per cell) over the content of a pattern.
  @inline(__always) func worth(_ pattern: Int, values: UnsafeBufferPointer<Double>) -> Double {
    var total = 0.0
    for position in range(pattern) { total += values[Int(cells[position])] * Double(counts[position]) }
    return total
  }
}
