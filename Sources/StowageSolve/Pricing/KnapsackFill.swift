/// Good patterns for a loaded knapsack, quickly: greedy fills under several weightings and the rounded relaxation,
/// each improved by exchanges until none helps.
///
/// The distinct patterns found are kept, the best first, because a master can use several per bin.
package struct KnapsackFill: ~Copyable {
  /// How many patterns are kept.
  package let keep: Int
  package private(set) var found = 0

  private var copies = FlatBuffer<Int32>()
  private var order = FlatBuffer<Int32>()
  private var density = FlatBuffer<Int32>()
  private var key = FlatBuffer<Double>()
  private var kept = FlatBuffer<Int32>()
  private var keptProfit = FlatBuffer<Double>()
  private var keptSlot = FlatBuffer<Int32>()
  private var trial = FlatBuffer<Int32>()
  /// Per position of the density order: the least of every row from there on.
  private var least = FlatBuffer<Lanes>()
  private var room = Lanes()
  private var value = 0.0
  private var stride = 0

  package init(keep: Int = 3) { self.keep = keep }

  /// The ways to weigh the rows against each other when items are ordered by profit per weight.
  private enum Weighting: CaseIterable {
    case relaxedPrices, largestShare, sumOfShares
  }
}

extension KnapsackFill {
  /// Fills the bin in several ways. The relaxation must be that of the same knapsack.
  package mutating func run(_ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation) {
    reserve(knapsack)
    found = 0
    weigh(knapsack, relaxation: relaxation, by: .relaxedPrices)
    density.base.update(from: order.base, count: knapsack.count)
    findLeast(knapsack)
    start(knapsack)
    for position in 0..<knapsack.count {
      let item = Int(density[position])
      if relaxation.whole[item] > 0 { take(knapsack, item: item, most: relaxation.whole[item]) }
    }
    finish(knapsack)
    start(knapsack)
    finish(knapsack)
    for weighting in [Weighting.largestShare, .sumOfShares] where knapsack.bindingCount > 1 {
      weigh(knapsack, relaxation: relaxation, by: weighting)
      start(knapsack)
      for position in 0..<knapsack.count { take(knapsack, item: Int(order[position]), most: .max) }
      finish(knapsack)
    }
  }

  /// Pattern `rank` of those found, 0 being the best.
  package func pattern(_ rank: Int, of knapsack: borrowing Knapsack) -> PricedPattern {
    let slot = kept.base + Int(keptSlot[rank]) * stride
    var result = PricedPattern(cells: [], copies: [], profit: keptProfit[rank])
    for item in 0..<knapsack.count where slot[item] > 0 {
      result.cells.append(knapsack.cell[item])
      result.copies.append(slot[item])
    }
    return result
  }

  /// The profit of pattern `rank`.
  package func profit(_ rank: Int) -> Double { keptProfit[rank] }

  private mutating func reserve(_ knapsack: borrowing Knapsack) {
    let count = knapsack.count
    stride = count
    copies.reserve(count)
    trial.reserve(count)
    least.reserve(count + 1)
    order.reserve(count)
    density.reserve(count)
    key.reserve(count)
    kept.reserve(count * (keep + 1))
    keptProfit.reserve(keep + 1)
    keptSlot.reserve(keep + 1)
  }

  /// Orders the items by profit per weighted share, the densest first.
  private mutating func weigh(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation, by weighting: Weighting
  ) {
    let count = knapsack.count
    let rows = knapsack.bindingCount
    for item in 0..<count { key[item] = 1e-9 }
    for row in 0..<rows {
      let share = knapsack.share.base + row * knapsack.stride
      switch weighting {
      case .relaxedPrices:
        let price = relaxation.rowPrice[row]
        for item in 0..<count { key[item] += price * share[item] }
      case .largestShare:
        for item in 0..<count { key[item] = max(key[item], share[item]) }
      case .sumOfShares:
        for item in 0..<count { key[item] += share[item] }
      }
    }
    for item in 0..<count {
      key[item] = -knapsack.profit[item] / key[item]
      order[item] = Int32(item)
    }
    sort(order.base, count: count, by: key.base)
  }

  private func findLeast(_ knapsack: borrowing Knapsack) {
    var smallest = Lanes(repeating: .max)
    var position = knapsack.count - 1
    while position >= 0 {
      let weight = knapsack.weight[Int(density[position])]
      smallest.replace(with: weight, where: weight .< smallest)
      least[position] = smallest
      position -= 1
    }
  }

  private mutating func start(_ knapsack: borrowing Knapsack) {
    for item in 0..<knapsack.count { copies[item] = 0 }
    room = knapsack.room
    value = 0
    if knapsack.rules.isActive { knapsack.rules.reset() }
  }

  /// Takes as many copies as fit, at most `most`.
  private mutating func take(_ knapsack: borrowing Knapsack, item: Int, most: Int32) {
    let weight = knapsack.weight[item]
    var left = min(most, knapsack.limit[item] - copies[item])
    while left > 0 && !any(weight .> room) {
      if knapsack.rules.isActive {
        if !knapsack.rules.admits(item) { return }
        knapsack.rules.add(item, copies: 1)
      }
      room &-= weight
      copies[item] += 1
      value += knapsack.profit[item]
      left -= 1
    }
  }

  private mutating func drop(_ knapsack: borrowing Knapsack, item: Int) {
    room &+= knapsack.weight[item]
    copies[item] -= 1
    value -= knapsack.profit[item]
    if knapsack.rules.isActive { knapsack.rules.add(item, copies: -1) }
  }

  /// Fills what room is left, improves, and keeps the pattern if it is among the best.
  private mutating func finish(_ knapsack: borrowing Knapsack) {
    refill(knapsack, without: -1)
    var rounds = 0
    while rounds < 6 && exchange(knapsack) { rounds += 1 }
    remember(knapsack)
  }

  private mutating func refill(_ knapsack: borrowing Knapsack, without barred: Int) {
    for position in 0..<knapsack.count {
      // Nothing from here on fits: the usual end, as the densest rows fill up exactly.
      if any(least[position] .> room) { return }
      let item = Int(density[position])
      if item != barred { take(knapsack, item: item, most: .max) }
    }
  }

  /// One pass of exchanges: give up one copy of an item for whatever fills the room better, and force one copy of
  /// an item in at the expense of the least dense ones. True where the pattern got better.
  private mutating func exchange(_ knapsack: borrowing Knapsack) -> Bool {
    let before = value
    let least = 1e-9 * max(1, before)
    for item in 0..<knapsack.count where copies[item] > 0 {
      let old = value
      save(knapsack)
      drop(knapsack, item: item)
      refill(knapsack, without: item)
      take(knapsack, item: item, most: .max)
      if value <= old + least { restore(knapsack) }
    }
    for position in 0..<min(knapsack.count, 24) {
      let item = Int(density[position])
      if copies[item] >= knapsack.limit[item] { continue }
      let old = value
      save(knapsack)
      if force(knapsack, item: item) { refill(knapsack, without: -1) }
      if value <= old + least { restore(knapsack) }
    }
    return value > before + least
  }

  /// Makes room for one copy by dropping the least dense copies; false where that is not possible.
  private mutating func force(_ knapsack: borrowing Knapsack, item: Int) -> Bool {
    let weight = knapsack.weight[item]
    let rules = knapsack.rules.isActive
    var position = knapsack.count - 1
    while any(weight .> room) || (rules && !knapsack.rules.admits(item)) {
      while position >= 0 && (copies[Int(density[position])] == 0 || Int(density[position]) == item) {
        position -= 1
      }
      if position < 0 { return false }
      drop(knapsack, item: Int(density[position]))
    }
    take(knapsack, item: item, most: 1)
    return true
  }

  private func save(_ knapsack: borrowing Knapsack) {
    trial.base.update(from: copies.base, count: knapsack.count)
  }

  private mutating func restore(_ knapsack: borrowing Knapsack) {
    for item in 0..<knapsack.count where copies[item] != trial[item] {
      let change = trial[item] - copies[item]
      room &-= knapsack.weight[item] &* Lanes(repeating: change)
      value += knapsack.profit[item] * Double(change)
      if knapsack.rules.isActive { knapsack.rules.add(item, copies: change) }
      copies[item] = trial[item]
    }
  }

  /// Keeps the pattern if it is new and among the best.
  private mutating func remember(_ knapsack: borrowing Knapsack) {
    let count = knapsack.count
    var exact = 0.0
    for item in 0..<count { exact += knapsack.profit[item] * Double(copies[item]) }
    if exact <= 0 { return }
    for rank in 0..<found where keptProfit[rank] == exact {
      let slot = kept.base + Int(keptSlot[rank]) * stride
      var same = true
      for item in 0..<count where slot[item] != copies[item] { same = false }
      if same { return }
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
    (kept.base + Int(slot) * stride).update(from: copies.base, count: count)
  }
}

/// Sorts indexes by ascending key, equal keys by index. Shell's method: short lists, no allocation, no closure.
func sort(_ order: UnsafeMutablePointer<Int32>, count: Int, by key: UnsafePointer<Double>) {
  var gap = 1
  while gap < count / 3 { gap = 3 * gap + 1 }
  while gap > 0 {
    var start = gap
    while start < count {
      let moved = order[start]
      let movedKey = key[Int(moved)]
      var place = start
      while place >= gap {
        let other = order[place - gap]
        let otherKey = key[Int(other)]
        if otherKey < movedKey || (otherKey == movedKey && other < moved) { break }
        order[place] = other
        place -= gap
      }
      order[place] = moved
      start += 1
    }
    gap /= 3
  }
}
