/// What is best to put into one bin: choose how many copies of each item, so that every row holds and the profit
/// is greatest.
///
/// One value is loaded again for every bin, so that pricing does not allocate. Only cells that have a profit are
/// loaded, in ascending order.
package struct Knapsack: ~Copyable {
  package private(set) var count = 0
  private(set) var laneCount = 0
  /// The rows that can bind: some choice of the loaded items breaks them.
  private(set) var bindingCount = 0
  let bindingRow = UnsafeMutablePointer<Int32>.allocate(capacity: Knapsack.bindingLimit)
  private(set) var room = Lanes()

  var cell = FlatBuffer<Int32>()
  /// In the unit of the profits given; positive, but for company without a profit of its own.
  var profit = FlatBuffer<Double>()
  var limit = FlatBuffer<Int32>()
  /// The first eight rows; any further ones are among the `rules`.
  var weight = FlatBuffer<Lanes>()
  /// The binding rows in parts of the room: `share[position * stride + item]`.
  var share = FlatBuffer<Double>()
  private(set) var stride = 0

  private var origin = FlatBuffer<Int32>()

  /// Conflicts, group rules, and rows past the eighth.
  var rules = SideRules()

  /// The bounds and heuristics look at no more rows than this; the others are only checked.
  static let bindingLimit = 6

  package init() {}

  deinit { bindingRow.deallocate() }
}

extension Knapsack {
  /// Loads a bin. `profits` has one value per cell, `remaining` (where given) the pods of each cell that still
  /// need a place.
  package mutating func load(
    _ bin: PricingBin, rows: PricingRows, profits: [Double], remaining: [Int32]? = nil
  ) {
    laneCount = min(rows.rowCount, 8)
    room = bin.room[0]
    reserve(bin.cells.count)
    count = 0
    for position in bin.cells.indices {
      let index = Int(bin.cells[position])
      let value = profits[index]
      var most = bin.limits[position]
      if let remaining { most = min(most, remaining[index]) }
      if most <= 0 { continue }
      if value <= 0 && (rows.isTarget.isEmpty || !rows.isTarget[index]) { continue }
      cell[count] = Int32(index)
      profit[count] = max(0, value)
      limit[count] = most
      weight[count] = rows.weight[index * rows.chunkCount]
      count += 1
    }
    findBindingRows()
    rules.load(cells: cell.base, count: count, bin: bin, rows: rows)
  }

  /// Loads what is left of another knapsack once `copies` of one of its items are in: the other items, as far as
  /// `limits` and the room left allow. False where so many copies are not allowed.
  mutating func load(
    remainderOf whole: borrowing Knapsack, limits: UnsafePointer<Int32>, item taken: Int, copies: Int32
  ) -> Bool {
    laneCount = whole.laneCount
    room = whole.room &- whole.weight[taken] &* Lanes(repeating: copies)
    if any(room .< Lanes()) { return false }
    let hasRules = whole.rules.isActive
    if hasRules {
      whole.rules.reset()
      for _ in 0..<copies {
        if !whole.rules.admits(taken) { return false }
        whole.rules.add(taken, copies: 1)
      }
    }
    reserve(whole.count)
    origin.reserve(whole.count)
    count = 0
    for item in 0..<whole.count where item != taken && limits[item] > 0 {
      let most = min(limits[item], whole.fit(item, into: room))
      if most <= 0 || (hasRules && !whole.rules.admits(item)) { continue }
      origin[count] = Int32(item)
      cell[count] = whole.cell[item]
      profit[count] = whole.profit[item]
      limit[count] = most
      weight[count] = whole.weight[item]
      count += 1
    }
    findBindingRows()
    rules.load(remainderOf: whole.rules, items: origin.base, count: count)
    return true
  }

  /// How many copies of an item fit into a room.
  private func fit(_ item: Int, into room: Lanes) -> Int32 {
    let weight = weight[item]
    if any(weight .> room) { return 0 }
    var most = limit[item]
    for lane in 0..<laneCount where weight[lane] > 0 { most = min(most, room[lane] / weight[lane]) }
    return most
  }

  private mutating func reserve(_ most: Int) {
    stride = (most + 3) & ~3
    cell.reserve(most)
    profit.reserve(most)
    limit.reserve(most)
    weight.reserve(most)
    share.reserve(stride * Knapsack.bindingLimit)
  }

  /// Keeps the rows that the loaded items together exceed, the most exceeded first where there are too many.
  private mutating func findBindingRows() {
    bindingCount = 0
    var excess = SIMD8<Double>()
    for row in 0..<laneCount {
      let capacity = Double(room[row])
      let values = rowValues(row)
      var total = 0.0
      for item in 0..<count { total += Double(limit[item]) * Double(values[item * 8]) }
      if total <= capacity { continue }
      let ratio = total / max(capacity, 1)
      var position = bindingCount
      while position > 0 && excess[position - 1] < ratio { position -= 1 }
      if position >= Knapsack.bindingLimit { continue }
      bindingCount = min(bindingCount + 1, Knapsack.bindingLimit)
      var moved = bindingCount - 1
      while moved > position {
        excess[moved] = excess[moved - 1]
        bindingRow[moved] = bindingRow[moved - 1]
        moved -= 1
      }
      excess[position] = ratio
      bindingRow[position] = Int32(row)
    }
    for position in 0..<bindingCount {
      let row = Int(bindingRow[position])
      let scale = 1 / max(Double(room[row]), 1)
      let into = share.base + position * stride
      let values = rowValues(row)
      for item in 0..<count { into[item] = Double(values[item * 8]) * scale }
    }
  }

  /// The weights in one row; the next item's lies 8 further.
  @inline(__always) func rowValues(_ row: Int) -> UnsafePointer<Int32> {
    UnsafeRawPointer(weight.base).assumingMemoryBound(to: Int32.self) + row
  }
}
