/// The pods that still need a place, and the bins that may still be had for them.
struct Remainder: Sendable {
  /// Per cell.
  var pods: [Int32]
  /// Per bin; `Int32.max` without a limit.
  var copies: [Int32]
  /// Per limit, as a part of the whole.
  var limits: [Double]

  /// Everything: all bins of a packing for `pods`.
  init(_ packing: Packing, pods: [Int32]) {
    self.pods = pods
    copies = packing.copies
    limits = [Double](repeating: 1, count: packing.limitCount)
  }

  var isDone: Bool { pods.allSatisfy { $0 <= 0 } }

  /// Takes a bin that holds up to what the pattern says; gives what it holds to `filling`.
  mutating func take(_ pattern: Int, of table: PatternTable, packing: Packing, into filling: inout Filling) {
    for position in table.range(pattern) {
      let cell = Int(table.cells[position])
      let count = min(table.counts[position], pods[cell])
      if count <= 0 { continue }
      filling.bins.put(cell: Int32(cell), count: count)
      pods[cell] -= count
    }
    filling.bins.close(bin: table.bins[pattern])
    use(Int(table.bins[pattern]), packing: packing)
  }

  /// One copy of a bin is no longer to be had.
  mutating func use(_ bin: Int, packing: Packing) {
    if copies[bin] != .max { copies[bin] -= 1 }
    for limit in limits.indices { limits[limit] -= packing.limitShare[limit * packing.binCount + bin] }
  }

  /// How many more copies of a pattern pods, copies and limits allow.
  func copies(of pattern: Int, in table: PatternTable, packing: Packing) -> Int {
    let bin = Int(table.bins[pattern])
    var most = allowedCopies(of: bin, packing: packing)
    for position in table.range(pattern) {
      most = min(most, Int(pods[Int(table.cells[position])] / table.counts[position]))
    }
    return most
  }

  /// How many more copies of a bin may be had.
  func allowedCopies(of bin: Int, packing: Packing) -> Int {
    var most = copies[bin] == .max ? Int.max : Int(copies[bin])
    for limit in limits.indices {
      let share = packing.limitShare[limit * packing.binCount + bin]
      if share > 0 { most = min(most, Int(max(0, (limits[limit] + 1e-12) / share))) }
    }
    return most
  }
}
