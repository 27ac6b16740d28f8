extension KnapsackSearch {
  /// Chooses the unit, drops what cannot be in a pattern above the cutoff, and orders the rest.
  mutating func prepare(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation, rows: ExactRows, cutoff: Double
  ) {
    reserve(knapsack)
    unit = largestTableValue(knapsack, relaxation: relaxation) / Double(1 << 28)
    if unit <= 0 { unit = 1 }
    // The large weights of the row that the relaxation prices highest are decided first.
    let primary = rows.first < 0 ? 0 : Int(knapsack.bindingRow[rows.first])
    let values = knapsack.rowValues(primary)
    let slack = relaxation.bound - cutoff
    count = 0
    for item in 0..<knapsack.count {
      var most = knapsack.limit[item]
      // Each copy of an item that does not pay for its weight lowers the relaxed bound by its loss.
      let loss = -relaxation.reduced[item]
      if loss > 0 { most = min(most, Int32(min(slack / loss + 1e-6, 1e9))) }
      if most <= 0 { continue }
      origin[count] = Int32(item)
      limit[count] = most
      key[count] = Double(values[item * 8]) + 0.5 * min(1, knapsack.profit[item] / relaxation.bound)
      count += 1
    }
    sortByKey()
    for position in 0..<count {
      let item = Int(origin[position])
      weight[position] = knapsack.weight[item]
      profit[position] = Int32((knapsack.profit[item] / unit).rounded(.up))
    }
    findBetter(knapsack, primary: primary)
    frames.reserve(deepestPattern(knapsack) + 2)
    root = Frame(
      room: knapsack.room, base: SIMD2(), steps: SIMD2(), value: 0, next: 0, item: -1, used: 0)
  }

  /// No table entry exceeds this: a pattern that breaks all binding rows but one still obeys that one, whose
  /// Lagrangian bound at any price is a limit. The sum of everything is another.
  private func largestTableValue(_ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation)
    -> Double
  {
    var everything = 0.0
    for item in 0..<knapsack.count { everything += knapsack.profit[item] * Double(knapsack.limit[item]) }
    var most = 2 * relaxation.bound
    for row in 0..<knapsack.bindingCount {
      var value = relaxation.bound
      let share = knapsack.share.base + row * knapsack.stride
      for item in 0..<knapsack.count {
        let left = knapsack.profit[item] - relaxation.bound * share[item]
        value += max(0, left) * Double(knapsack.limit[item])
      }
      most = max(most, value)
    }
    return min(most, max(everything, 2 * relaxation.bound))
  }

  /// Descending by key, equal keys in the order of the cells. Insertion after a Shell gap sequence: the lists are
  /// short, and nothing is allocated.
  private func sortByKey() {
    for gap in [132, 57, 23, 10, 4, 1] where gap < count || gap == 1 {
      for start in stride(from: gap, to: count, by: 1) {
        let moved = (origin[start], limit[start], key[start])
        var place = start
        while place >= gap, isAfter(place - gap, moved.2, moved.0) {
          (origin[place], limit[place], key[place]) =
            (origin[place - gap], limit[place - gap], key[place - gap])
          place -= gap
        }
        (origin[place], limit[place], key[place]) = moved
      }
    }
  }

  @inline(__always) private func isAfter(_ place: Int, _ otherKey: Double, _ otherOrigin: Int32) -> Bool {
    key[place] < otherKey || (key[place] == otherKey && origin[place] > otherOrigin)
  }

  private func findBetter(_ knapsack: borrowing Knapsack, primary: Int) {
    for position in 0..<count {
      better[position] = -1
      var earlier = position - 1
      // A better item is no larger in the primary lane either, and earlier ones are no smaller.
      while earlier >= 0 && weight[earlier][primary] == weight[position][primary] {
        if !any(weight[earlier] .> weight[position]) && profit[earlier] >= profit[position]
          && knapsack.rules.isNoStricter(Int(origin[earlier]), than: Int(origin[position]))
        {
          better[position] = Int32(earlier)
          break
        }
        earlier -= 1
      }
    }
  }

  /// How many copies a pattern can have at most.
  private func deepestPattern(_ knapsack: borrowing Knapsack) -> Int {
    var total = 0
    for position in 0..<count { total += Int(limit[position]) }
    for lane in 0..<knapsack.laneCount {
      var least = Int32.max
      for position in 0..<count { least = min(least, weight[position][lane]) }
      if least > 0 { total = min(total, Int(knapsack.room[lane] / least)) }
    }
    return total
  }
}

extension KnapsackSearch {
  /// A table for each of the two rows that cost most: exact in that row and in a narrow one, the others paid for at
  /// their relaxed prices.
  mutating func addTables(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation, rows: ExactRows
  ) {
    tableCount = 0
    // Where only side rules bind there is no such row: the plain sum of what is left is the bound.
    addTable(knapsack, relaxation: relaxation, exact: rows.first, narrow: rows.narrow)
    if rows.second >= 0 {
      addTable(knapsack, relaxation: relaxation, exact: rows.second, narrow: rows.narrow)
    }
  }

  /// The rows that the tables of a knapsack are to be exact in, of those that bind. Asks for all of its items, not for
  /// those that a search keeps.
  func exactRows(_ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation) -> ExactRows {
    var narrow = -1
    if knapsack.bindingCount > 1 {
      for row in 0..<knapsack.bindingCount where relaxation.rowPrice[row] > 0 {
        if narrow >= 0 && relaxation.rowPrice[row] <= relaxation.rowPrice[narrow] { continue }
        let lane = Int(knapsack.bindingRow[row])
        let divisor = RoundedRow.divisor(count: knapsack.count) { knapsack.weight[$0][lane] }
        if knapsack.room[lane] / divisor < KnapsackSearch.depthLimit { narrow = row }
      }
    }
    let (first, second) = relaxation.dearestRows(knapsack, but: narrow)
    return ExactRows(first: first, second: second, narrow: narrow)
  }

  private mutating func addTable(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation, exact: Int, narrow: Int
  ) {
    let lane = exact < 0 ? 0 : Int(knapsack.bindingRow[exact])
    let narrowLane = narrow < 0 ? 0 : Int(knapsack.bindingRow[narrow])
    let step = exact < 0 ? Int32.max : stepSize(lane: lane, room: knapsack.room[lane])
    let level = narrow < 0 ? Int32.max : divisor(lane: narrowLane)
    let width = Int(knapsack.room[lane] / step) + 1
    let depth = Int(knapsack.room[narrowLane] / level) + 1
    var base = 0.0
    for row in 0..<knapsack.bindingCount where row != exact && row != narrow {
      base += relaxation.rowPrice[row]
    }
    for position in 0..<count {
      let item = Int(origin[position])
      var gain = knapsack.profit[item]
      for row in 0..<knapsack.bindingCount where row != exact && row != narrow {
        gain -= relaxation.rowPrice[row] * knapsack.share[row * knapsack.stride + item]
      }
      let entry = SuffixTable.Item(
        gain: Int32((gain / unit).rounded(.up)), steps: weight[position][lane] / step,
        levels: weight[position][narrowLane] / level, limit: limit[position])
      tableItems[position] = entry
      if tableCount == 0 {
        tableGain[position] = SIMD2()
        tableSteps[position] = SIMD2()
      }
      tableGain[position][tableCount] = entry.gain
      tableSteps[position][tableCount] = entry.levels * Int32(width) + entry.steps
    }
    let area = width * depth
    let table = SuffixTable(
      width: width, depth: depth, entry: arena.storage(of: tableCount, cells: (count + 1) * area))
    table.fill(tableItems.base, count: count)
    tableWork += count * area / 100
    tables[tableCount] = table
    root.base[tableCount] = Int32((base / unit).rounded(.up))
    root.steps[tableCount] = Int32(area - 1)
    tableCount += 1
  }

  /// The greatest common divisor of the weights, or a multiple of it where the table would get too wide; weights
  /// and room are both rounded down then, which only loosens the bound.
  private func stepSize(lane: Int, room: Int32) -> Int32 {
    let divisor = divisor(lane: lane)
    let most = KnapsackSearch.widthLimit
    let width = room / divisor + 1
    if width <= most { return divisor }
    let least = (width + most - 1) / most
    return divisor
      * RoundedRow.bestMultiple(
        of: divisor, from: least, to: 4 * least, count: count, weight: { weight[$0][lane] },
        relevance: { _ in 1 })
  }

  private func divisor(lane: Int) -> Int32 {
    RoundedRow.divisor(count: count) { weight[$0][lane] }
  }
}
