/// Good patterns for a loaded knapsack, quickly: the rounded relaxation and greedy fills under several weightings,
/// each improved by exchanges until none helps.
///
/// The distinct patterns found are kept, the best first, because a master can use several per bin. Everything here
/// works on positions: the items in order of profit per weight at the relaxation's prices, the densest first.
package struct KnapsackFill: ~Copyable {
  /// How many patterns are kept.
  package let keep: Int
  package private(set) var found = 0

  /// Passes of exchanges, and how many of the densest items each pass tries to force in. Measured: wider passes pay
  /// more than further ones.
  private static let roundLimit = 3
  private static let forcedLimit = 48

  private var count = 0
  private var origin = FlatBuffer<Int32>()
  private var weight = FlatBuffer<Lanes>()
  private var profit = FlatBuffer<Double>()
  private var limit = FlatBuffer<Int32>()
  private var reduced = FlatBuffer<Double>()
  private var bound = 0.0
  /// The least of every row from a position on.
  private var least = FlatBuffer<Lanes>()
  /// The binding rows once more, each for all positions: `rowWeight[row * stride + position]`, padded to eight.
  private var rowWeight = FlatBuffer<Int32>()
  private var stride = 0
  private var rowCount = 0
  private var key = FlatBuffer<Double>()
  private var order = FlatBuffer<Int32>()

  // The pattern that is being built.
  private var copies = FlatBuffer<Int32>()
  /// A bit per position that has copies.
  private var used = FlatBuffer<UInt64>()
  private var room = Lanes()
  private var value = 0.0
  private var hasRules = false
  private var barred = FlatBuffer<Bool>()
  /// Changes since the last exchange began: a position for a copy added, its complement for one removed.
  private var journal = FlatBuffer<Int32>()
  private var journalCount = 0

  private var kept = FlatBuffer<Int32>()
  private var keptProfit = FlatBuffer<Double>()
  private var keptSlot = FlatBuffer<Int32>()

  package init(keep: Int = 3) { self.keep = keep }

  private enum Weighting {
    case relaxedPrices, largestShare
  }
}

extension KnapsackFill {
  /// Fills the bin in several ways. The relaxation must be that of the same knapsack.
  package mutating func run(_ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation) {
    found = 0
    prepare(knapsack, relaxation: relaxation)
    if count == 0 { return }
    start(knapsack)
    for position in 0..<count {
      let whole = relaxation.whole[Int(origin[position])]
      if whole > 0 { take(knapsack, position, most: whole) }
    }
    finish(knapsack)
    start(knapsack)
    finish(knapsack)
    if knapsack.bindingCount > 1 {
      weigh(knapsack, relaxation: relaxation, by: .largestShare)
      start(knapsack)
      for rank in 0..<count { take(knapsack, Int(order[rank]), most: .max) }
      finish(knapsack)
    }
  }

  /// Pattern `rank` of those found, 0 being the best.
  package func pattern(_ rank: Int, of knapsack: borrowing Knapsack) -> PricedPattern {
    let slot = kept.base + Int(keptSlot[rank]) * count
    var result = PricedPattern(cells: [], copies: [], profit: keptProfit[rank])
    for item in 0..<count where slot[item] > 0 {
      result.cells.append(knapsack.cell[item])
      result.copies.append(slot[item])
    }
    return result
  }

  /// The profit of pattern `rank`.
  package func profit(_ rank: Int) -> Double { keptProfit[rank] }

  private mutating func prepare(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation
  ) {
    count = knapsack.count
    reserve()
    hasRules = knapsack.rules.isActive
    bound = relaxation.bound
    for position in 0..<count { origin[position] = Int32(position) }
    weigh(knapsack, relaxation: relaxation, by: .relaxedPrices)
    origin.base.update(from: order.base, count: count)
    var smallest = Lanes(repeating: .max)
    var position = count - 1
    while position >= 0 {
      let item = Int(origin[position])
      weight[position] = knapsack.weight[item]
      profit[position] = knapsack.profit[item]
      limit[position] = knapsack.limit[item]
      reduced[position] = relaxation.reduced[item]
      smallest.replace(with: weight[position], where: weight[position] .< smallest)
      least[position] = smallest
      position -= 1
    }
    layOutRows(knapsack)
  }

  private mutating func layOutRows(_ knapsack: borrowing Knapsack) {
    stride = (count + 7) & ~7
    rowCount = knapsack.bindingCount
    rowWeight.reserve(stride * rowCount)
    for row in 0..<rowCount {
      let into = rowWeight.base + row * stride
      let values = knapsack.rowValues(Int(knapsack.bindingRow[row]))
      for position in 0..<count { into[position] = values[Int(origin[position]) * 8] }
      for position in count..<stride { into[position] = .max }
    }
  }

  private mutating func reserve() {
    origin.reserve(count)
    weight.reserve(count)
    profit.reserve(count)
    limit.reserve(count)
    reduced.reserve(count)
    least.reserve(count)
    key.reserve(count)
    order.reserve(count)
    copies.reserve(count)
    used.reserve((count + 63) / 64)
    kept.reserve(count * (keep + 1))
    keptProfit.reserve(keep + 1)
    keptSlot.reserve(keep + 1)
  }

  /// Orders what `origin` names by profit per weighted share, the densest first.
  private mutating func weigh(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation, by weighting: Weighting
  ) {
    for position in 0..<count {
      key[position] = 1e-12 * relaxation.bound
      order[position] = Int32(position)
    }
    for row in 0..<knapsack.bindingCount {
      let share = knapsack.share.base + row * knapsack.stride
      switch weighting {
      case .relaxedPrices:
        let price = relaxation.rowPrice[row]
        for position in 0..<count { key[position] += price * share[Int(origin[position])] }
      case .largestShare:
        for position in 0..<count { key[position] = max(key[position], share[Int(origin[position])]) }
      }
    }
    for position in 0..<count { key[position] = -knapsack.profit[Int(origin[position])] / key[position] }
    sort(order.base, count: count, by: key.base)
  }
}

extension KnapsackFill {
  private mutating func start(_ knapsack: borrowing Knapsack) {
    for position in 0..<count { copies[position] = 0 }
    for word in 0..<(count + 63) / 64 { used[word] = 0 }
    room = knapsack.room
    value = 0
    journalCount = 0
    if hasRules { knapsack.rules.reset() }
  }

  /// Takes as many copies as fit, at most `most`.
  @inline(__always)
  private mutating func take(_ knapsack: borrowing Knapsack, _ position: Int, most: Int32) {
    let weight = weight[position]
    var left = min(most, limit[position] &- copies[position])
    while left > 0 && !any(weight .> room) {
      if hasRules {
        if !knapsack.rules.admits(Int(origin[position])) { return }
        knapsack.rules.add(Int(origin[position]), copies: 1)
      }
      room &-= weight
      setCopies(position, copies[position] &+ 1)
      value += profit[position]
      note(Int32(position))
      left &-= 1
    }
  }

  @inline(__always) private func setCopies(_ position: Int, _ number: Int32) {
    copies[position] = number
    let bit: UInt64 = 1 << UInt64(position & 63)
    if number > 0 { used[position >> 6] |= bit } else { used[position >> 6] &= ~bit }
  }

  /// The last position up to `position` that has copies, -1 where there is none.
  private func lastUsed(upTo position: Int) -> Int {
    if position < 0 { return -1 }
    var word = position >> 6
    var bits = used[word] & (~0 >> UInt64(63 - position & 63))
    while bits == 0 {
      word -= 1
      if word < 0 { return -1 }
      bits = used[word]
    }
    return word << 6 + (63 - bits.leadingZeroBitCount)
  }

  private mutating func drop(_ knapsack: borrowing Knapsack, _ position: Int) {
    room &+= weight[position]
    setCopies(position, copies[position] &- 1)
    value -= profit[position]
    if hasRules { knapsack.rules.add(Int(origin[position]), copies: -1) }
    note(~Int32(position))
  }

  @inline(__always) private mutating func note(_ change: Int32) {
    if journalCount == journal.capacity { journal.grow(keeping: journalCount) }
    journal[journalCount] = change
    journalCount &+= 1
  }

  /// Undoes every change since the journal was empty.
  private mutating func restore(_ knapsack: borrowing Knapsack, value old: Double) {
    while journalCount > 0 {
      journalCount -= 1
      let change = journal[journalCount]
      let position = Int(change < 0 ? ~change : change)
      let sign: Int32 = change < 0 ? 1 : -1
      room &-= weight[position] &* Lanes(repeating: sign)
      setCopies(position, copies[position] &+ sign)
      if hasRules { knapsack.rules.add(Int(origin[position]), copies: sign) }
    }
    value = old
  }

  /// Fills what room is left, improves, and keeps the pattern if it is among the best.
  private mutating func finish(_ knapsack: borrowing Knapsack) {
    refill(knapsack, without: -1)
    var rounds = 0
    while rounds < KnapsackFill.roundLimit && exchange(knapsack) { rounds += 1 }
    if hasRules && !knapsack.rules.hasCompany() { mend(knapsack) }
    remember(knapsack)
  }

  /// Brings in company for the items that lack it, or gives them up.
  private mutating func mend(_ knapsack: borrowing Knapsack) {
    barred.reserve(count)
    for position in 0..<count { barred[position] = false }
    for position in 0..<count where knapsack.rules.isWanted(Int(origin[position])) {
      if copies[position] < limit[position] { _ = force(knapsack, position) }
    }
    while !knapsack.rules.hasCompany() {
      for position in 0..<count where copies[position] > 0 {
        if !knapsack.rules.isLonely(Int(origin[position])) { continue }
        barred[position] = true
        while copies[position] > 0 { drop(knapsack, position) }
      }
      for position in 0..<count where !barred[position] { take(knapsack, position, most: .max) }
    }
  }

  /// Adds whatever fits, the densest first. Eight positions at a time are ruled out by the binding rows.
  private mutating func refill(_ knapsack: borrowing Knapsack, without barred: Int) {
    var block = 0
    while block < count {
      // Nothing from here on fits: the usual end, as a row fills up exactly.
      if any(least[block] .> room) { return }
      if mayFit(knapsack, block: block) {
        for position in block..<min(block + 8, count) where position != barred {
          take(knapsack, position, most: .max)
        }
      }
      block += 8
    }
  }

  @inline(__always) private func mayFit(_ knapsack: borrowing Knapsack, block: Int) -> Bool {
    var tooLarge = SIMDMask<SIMD8<Int32>>(repeating: false)
    for row in 0..<rowCount {
      let weights = UnsafeRawPointer(rowWeight.base + row * stride + block)
        .loadUnaligned(as: SIMD8<Int32>.self)
      tooLarge .|= weights .> SIMD8(repeating: room[Int(knapsack.bindingRow[row])])
    }
    return !all(tooLarge)
  }

  /// One pass of exchanges: give up one copy of an item for whatever fills the room better, and force one copy of
  /// a dense item in at the expense of the least dense ones. True where the pattern got better.
  private mutating func exchange(_ knapsack: borrowing Knapsack) -> Bool {
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
  private mutating func force(_ knapsack: borrowing Knapsack, _ wanted: Int) -> Bool {
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
  private mutating func remember(_ knapsack: borrowing Knapsack) {
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
