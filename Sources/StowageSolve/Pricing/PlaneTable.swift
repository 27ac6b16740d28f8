import StowageUnits

/// The most profit that fits two rows at once, for every amount of both: a bound for knapsacks in which two rows
/// bind alike, where tables of one row each leave the search too much room.
///
/// The other rows are paid for at their relaxed prices. Where the plane would get too large, weights are rounded
/// down to multiples of a step, which only loosens the bound; the step is chosen so that little is lost.
struct PlaneTable: ~Copyable {
  private var entry = FlatBuffer<Int32>()
  private var items: [Item] = []
  /// Cells that the last bound has filled.
  private(set) var work = 0

  private struct Item {
    var gain: Double
    var weight: SIMD2<Int32>
    var limit: Int32
    /// How much it matters that the weight is exact: less for what is in no good pattern.
    var relevance: Double
  }

  /// The most cells at a time: 16 MB.
  private static let areaLimit = 1 << 22

  /// Steps up to so many times the least are tried.
  private static let multipleRange: Int32 = 64

  /// No entry is greater; what would be says no more than that the bound is useless.
  private static let most: Int32 = 1 << 29
}

extension PlaneTable {
  /// An upper bound on the profit of any pattern with at most `limits` copies of each item; infinite where
  /// fewer than two rows bind or the deadline comes first. `cellLimit` is about how many cells may be filled.
  mutating func bound(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation,
    limits: borrowing FlatBuffer<Int32>,
    cellLimit: Int, deadline: Deadline
  ) -> Double {
    work = 0
    let (first, second) = relaxation.dearestRows(knapsack)
    if second < 0 { return .infinity }
    let lanes = (Int(knapsack.bindingRow[first]), Int(knapsack.bindingRow[second]))
    let room = SIMD2(knapsack.room[lanes.0], knapsack.room[lanes.1])
    var base = 0.0
    for row in 0..<knapsack.bindingCount where row != first && row != second {
      base += relaxation.rowPrice[row]
    }
    items.removeAll(keepingCapacity: true)
    for item in 0..<knapsack.count where limits[item] > 0 {
      var gain = knapsack.profit[item]
      for row in 0..<knapsack.bindingCount where row != first && row != second {
        gain -= relaxation.rowPrice[row] * knapsack.share[row * knapsack.stride + item]
      }
      if gain <= 0 { continue }
      let weight = SIMD2(knapsack.weight[item][lanes.0], knapsack.weight[item][lanes.1])
      items.append(
        Item(
          gain: gain, weight: weight, limit: limits[item],
          relevance: relaxation.reduced[item] < -0.1 * knapsack.profit[item] ? 0.05 : 1))
    }
    let unit = relaxation.bound / Double(PlaneTable.most / 4)
    let steps = steps(room: room, cellLimit: cellLimit)
    let value = fill(room: room, steps: steps, unit: unit, deadline: deadline)
    guard let value, value < PlaneTable.most else { return .infinity }
    return base + Double(value + 1) * unit
  }

  /// Per row: a multiple of the greatest common divisor of the weights, such that the plane is small enough.
  private func steps(room: SIMD2<Int32>, cellLimit: Int) -> SIMD2<Int32> {
    var pieces = 0
    for item in items { pieces += Int32.bitWidth - item.limit.leadingZeroBitCount }
    let area = Double(max(1024, min(PlaneTable.areaLimit, cellLimit / max(1, pieces))))
    let divisor = SIMD2(divisor(0), divisor(1))
    let widths = SIMD2(Double(room[0] / divisor[0] + 1), Double(room[1] / divisor[1] + 1))
    // The narrower row stays exact where that leaves the other one its share.
    let side = area.squareRoot()
    var wanted = SIMD2(min(widths[0], side), min(widths[1], side))
    if wanted[0] < side { wanted[1] = min(widths[1], area / wanted[0]) }
    if wanted[1] < side { wanted[0] = min(widths[0], area / wanted[1]) }
    var result = divisor
    for row in 0..<2 {
      let least = Int32((widths[row] / wanted[row]).rounded(.up))
      if least > 1 { result[row] = divisor[row] * bestMultiple(row, of: divisor[row], from: least) }
    }
    return result
  }

  private func divisor(_ row: Int) -> Int32 {
    RoundedRow.divisor(count: items.count) { items[$0].weight[row] }
  }

  private func bestMultiple(_ row: Int, of divisor: Int32, from least: Int32) -> Int32 {
    RoundedRow.bestMultiple(
      of: divisor, from: least, to: least * PlaneTable.multipleRange, count: items.count,
      weight: { items[$0].weight[row] }, relevance: { items[$0].relevance })
  }

  private mutating func fill(
    room: SIMD2<Int32>, steps: SIMD2<Int32>, unit: Double, deadline: Deadline
  ) -> Int32? {
    let height = Int(room[0] / steps[0]) + 1
    let width = Int(room[1] / steps[1]) + 1
    entry.reserve(height * width)
    for cell in 0..<height * width { entry[cell] = 0 }
    var free = 0.0
    for item in items {
      let shift = (Int(item.weight[0] / steps[0]), Int(item.weight[1] / steps[1]))
      if shift == (0, 0) {
        free += item.gain * Double(item.limit)
        continue
      }
      var left = Int(item.limit)
      if shift.0 > 0 { left = min(left, (height - 1) / shift.0) }
      if shift.1 > 0 { left = min(left, (width - 1) / shift.1) }
      var piece = 1
      while left > 0 {
        if deadline.isOver { return nil }
        let copies = min(piece, left)
        let value = Int32(min(item.gain * Double(copies) / unit + 1, Double(PlaneTable.most)))
        raise(height: height, width: width, by: (copies * shift.0, copies * shift.1), value: value)
        left -= copies
        piece *= 2
      }
    }
    return Int32(min(Double(entry[height * width - 1]) + free / unit + 1, Double(PlaneTable.most)))
  }

  /// `entry[r, s] = max(entry[r, s], entry[r - shift.0, s - shift.1] + value)`, from the top down in both.
  private mutating func raise(height: Int, width: Int, by shift: (Int, Int), value: Int32) {
    work += (height - shift.0) * (width - shift.1)
    let added = SIMD8<Int32>(repeating: value)
    let most = SIMD8<Int32>(repeating: PlaneTable.most)
    var line = height - 1
    while line >= shift.0 {
      let row = entry.base + line * width
      let source = entry.base + (line - shift.0) * width - shift.1
      var room = width
      while room - 8 >= shift.1 {
        room -= 8
        let kept = UnsafeRawPointer(row + room).loadUnaligned(as: SIMD8<Int32>.self)
        var raised = UnsafeRawPointer(source + room).loadUnaligned(as: SIMD8<Int32>.self) &+ added
        raised.replace(with: most, where: raised .> most)
        raised.replace(with: kept, where: kept .> raised)
        UnsafeMutableRawPointer(row + room).storeBytes(of: raised, as: SIMD8<Int32>.self)
      }
      while room > shift.1 {
        room -= 1
        row[room] = max(row[room], min(source[room] &+ value, PlaneTable.most))
      }
      line -= 1
    }
  }
}
