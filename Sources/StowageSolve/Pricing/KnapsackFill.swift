/// Good patterns for a loaded knapsack, quickly: the rounded relaxation and greedy fills under several weightings,
/// each improved by exchanges until none helps.
///
/// The distinct patterns found are kept, the best first, because a master can use several per bin. Everything here
/// works on positions: the items in order of profit per weight at the relaxation's prices, the densest first.
package struct KnapsackFill: ~Copyable {
  /// How many patterns are kept.
  package let keep: Int
  package internal(set) var found = 0

  /// Passes of exchanges, and how many of the densest items each pass tries to force in. Measured: wider passes pay
  /// more than further ones.
  private static let roundLimit = 3
  static let forcedLimit = 48

  var count = 0
  var origin = FlatBuffer<Int32>()
  var weight = FlatBuffer<Lanes>()
  var profit = FlatBuffer<Double>()
  var limit = FlatBuffer<Int32>()
  var reduced = FlatBuffer<Double>()
  var bound = 0.0
  /// The least of every row from a position on.
  var least = FlatBuffer<Lanes>()
  /// The binding rows once more, each for all positions: `rowWeight[row * stride + position]`, padded to eight.
  var rowWeight = FlatBuffer<Int32>()
  var stride = 0
  var rowCount = 0
  var key = FlatBuffer<Double>()
  var order = FlatBuffer<Int32>()

  // The pattern that is being built.
  var copies = FlatBuffer<Int32>()
  /// A bit per position that has copies.
  var used = FlatBuffer<UInt64>()
  var room = Lanes()
  var value = 0.0
  var hasRules = false
  var barred = FlatBuffer<Bool>()
  /// Changes since the last exchange began: a position for a copy added, its complement for one removed.
  var journal = FlatBuffer<Int32>()
  var journalCount = 0

  var kept = FlatBuffer<Int32>()
  var keptProfit = FlatBuffer<Double>()
  var keptSlot = FlatBuffer<Int32>()

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
  mutating func take(_ knapsack: borrowing Knapsack, _ position: Int, most: Int32) {
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
  func lastUsed(upTo position: Int) -> Int {
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

  mutating func drop(_ knapsack: borrowing Knapsack, _ position: Int) {
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
  mutating func restore(_ knapsack: borrowing Knapsack, value old: Double) {
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
  mutating func refill(_ knapsack: borrowing Knapsack, without barred: Int) {
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
}
