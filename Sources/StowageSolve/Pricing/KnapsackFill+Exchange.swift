/// Improving a pattern, and keeping the best of them.
extension KnapsackFill {
  /// One pass of exchanges: give up one copy of an item for whatever fills the room better, and force one copy of
  /// a dense item in at the expense of the least dense ones. True where the pattern got better.
  mutating func exchange(_ knapsack: borrowing Knapsack) -> Bool {
    let before = value
    let step = 1e-9 * before
    for position in 0..<count where copies[position] > 0 && mayGain(position, with: copies[position] - 1) {
      let old = value
      journalCount = 0
      drop(knapsack, position)
      refill(knapsack, without: position)
      take(knapsack, position, most: .max)
      if value <= old + step { restore(knapsack, value: old) }
    }
    for position in 0..<min(count, KnapsackFill.forcedLimit)
    where copies[position] < limit[position] && mayGain(position, with: copies[position] + 1) {
      let old = value
      journalCount = 0
      if force(knapsack, position) { refill(knapsack, without: -1) }
      if value <= old + step { restore(knapsack, value: old) }
    }
    return value > before + step
  }

  /// The relaxation does not rule out a better pattern with so many copies of an item.
  @inline(__always) private func mayGain(_ position: Int, with number: Int32) -> Bool {
    let loss =
      reduced[position] > 0
      ? reduced[position] * Double(limit[position] - number) : -reduced[position] * Double(number)
    return bound - loss > value
  }

  /// Makes room for one copy by dropping the least dense copies; false where that is not possible.
  mutating func force(_ knapsack: borrowing Knapsack, _ wanted: Int) -> Bool {
    let weight = weight[wanted]
    var position = lastUsed(upTo: count - 1)
    while any(weight .> room) || (hasRules && !knapsack.rules.admits(Int(origin[wanted]))) {
      position = lastUsed(upTo: position)
      if position == wanted { position = lastUsed(upTo: position - 1) }
      if position < 0 { return false }
      drop(knapsack, position)
    }
    take(knapsack, wanted, most: 1)
    return true
  }

  /// Keeps the pattern if it is new and among the best.
  mutating func remember(_ knapsack: borrowing Knapsack) {
    var exact = 0.0
    for position in 0..<count { exact += profit[position] * Double(copies[position]) }
    if exact <= 0 { return }
    let spare = kept.base + keep * count
    for position in 0..<count { spare[Int(origin[position])] = copies[position] }
    for rank in 0..<found where keptProfit[rank] == exact {
      let slot = kept.base + Int(keptSlot[rank]) * count
      var isSame = true
      for item in 0..<count where slot[item] != spare[item] { isSame = false }
      if isSame { return }
    }
    var rank = found
    while rank > 0 && keptProfit[rank - 1] < exact { rank -= 1 }
    if rank >= keep { return }
    let slot = found < keep ? Int32(found) : keptSlot[found - 1]
    found = min(found + 1, keep)
    var moved = found - 1
    while moved > rank {
      keptProfit[moved] = keptProfit[moved - 1]
      keptSlot[moved] = keptSlot[moved - 1]
      moved -= 1
    }
    keptProfit[rank] = exact
    keptSlot[rank] = slot
    (kept.base + Int(slot) * count).update(from: spare, count: count)
  }
}
