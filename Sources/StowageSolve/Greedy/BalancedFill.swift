import StowageProblem

/// Fills one bin after another with what is left of the lots of a table.
///
/// Each step takes the lot that is worth most for the share of the remaining room that it takes, summed over the
/// lanes, and only a third of what would fit: so the lanes run out together and little is wasted. The scan runs
/// eight lots at a time; lots that no longer fit are dropped on the way, for room only shrinks.
final class BalancedFill {
  typealias Block = SIMD8<Int32>

  let table: FillTable
  /// Per lot: pods that have no bin yet.
  let left: FixedBuffer<Int32>
  /// Per lot: what covering one pod is worth, in nano-dollars per hour.
  let duals: FixedBuffer<Double>
  /// Lots looked at so far: a measure of the work that does not depend on the machine.
  private(set) var work = 0

  private let lanes: Int
  private let blocks: Int
  private let size: FixedBuffer<Block>
  /// Lot-major sizes as floating point, rounded up.
  private let bulk: FixedBuffer<Float>
  private let score: FixedBuffer<Float>
  private let taken: FixedBuffer<Int32>
  private let room: FixedBuffer<Block>
  /// The same, lane by lane.
  private var rooms: UnsafeMutablePointer<Int32> { @inline(__always) get { room.base.lanes } }
  /// Per lane: the room rounded down, and one over it.
  private let laneRoom: FixedBuffer<Float>
  private let laneRate: FixedBuffer<Float>
  /// The lots in the bin at hand, in the order in which they came.
  private let inside: FixedBuffer<Int32>
  private let list: CandidateList
  /// Per kind of offering: all its candidates; nil until needed.
  private var listOfKind: [CandidateList?]
  /// Per kind: the lots that wait for company in a bin of it.
  private var waitingOfKind: [[Int]]
  private let isCurrent: FixedBuffer<Bool>
  private let rules: BinRules
  private let hasWishes: Bool

  init(_ table: FillTable) {
    self.table = table
    lanes = max(1, table.laneCount)
    blocks = table.blockCount
    let lotCount = table.lots.count
    duals = FixedBuffer(repeating: 1, count: lotCount)
    left = FixedBuffer(table.lots.map(\.count))
    size = FixedBuffer(table.size)
    bulk = FixedBuffer(repeating: 0, count: lotCount * lanes)
    score = FixedBuffer(repeating: 1, count: lotCount)
    taken = FixedBuffer(repeating: 0, count: lotCount)
    room = FixedBuffer(repeating: .zero, count: blocks)
    laneRoom = FixedBuffer(repeating: 0, count: lanes)
    laneRate = FixedBuffer(repeating: 0, count: lanes)
    inside = FixedBuffer(repeating: 0, count: lotCount)
    list = CandidateList(capacity: lotCount, laneCount: lanes)
    listOfKind = Array(repeating: nil, count: table.kindCount)
    waitingOfKind = Array(repeating: [], count: table.kindCount)
    isCurrent = FixedBuffer(repeating: false, count: table.kindCount)
    rules = BinRules(table)
    hasWishes = table.lots.contains { !table.placement.index.wishes[$0.podClass].isEmpty }
    for lot in 0..<lotCount {
      for lane in 0..<lanes {
        bulk[lot * lanes + lane] = roundedUp(size[lot * blocks + lane / 8][lane % 8])
      }
    }
  }

  deinit {
    list.deallocate()
    for list in listOfKind { list?.deallocate() }
  }

  /// Sets what the pods are worth. With `favoursLarge` a pod counts for a little more than its worth the larger
  /// it is: large pods are hard to place later.
  func setDuals(_ values: [Double], favoursLarge: Bool) {
    let largest = max(1, values.max() ?? 1)
    for (lot, value) in values.enumerated() {
      duals[lot] = value
      let relative = max(1e-12, value / largest)
      let bonus = favoursLarge ? relative.squareRoot().squareRoot().squareRoot() : 1
      score[lot] = Float(max(1e-30, relative * bonus))
    }
    refresh()
  }

  func setLeft(_ counts: [Int32]) {
    for (lot, count) in counts.enumerated() { left[lot] = count }
    refresh()
  }

  /// Forgets the lists of candidates; to be called when `left` was raised, and now and then when it went down.
  func refresh() { isCurrent.fill(with: false) }
}

// MARK: - One bin

extension BalancedFill {
  /// A filled bin and the worth of its pods.
  struct Result {
    var content: [LotPart] = []
    var value = 0.0
  }

  /// Fills `bin` as it stands in the table. Nothing is taken from `left`.
  func fill(_ bin: Int) -> Result {
    for block in 0..<blocks { room[block] = table.room[bin * blocks + block] }
    var list = list
    if rules.areNeeded { rules.start(bin) }
    if table.isOpen(bin) { gather(bin, into: &list) } else { load(bin, into: &list) }
    var insideCount = 0
    while list.count > 0 {
      for lane in 0..<lanes {
        laneRoom[lane] = roundedDown(rooms[lane])
        laneRate[lane] = 1 / max(laneRoom[lane], 1)
      }
      work += list.count + 40
      var choice = list.best(laneRoom.base, laneRate.base)
      guard let best = choice.next() else { break }
      take(best.position, in: bin, &list, &insideCount)
      while isAlmostAsBefore(), let next = choice.next(), next.points >= best.points * 0.9 {
        take(next.position, in: bin, &list, &insideCount)
      }
      if Int(choice.fitting.wrappedSum()) * 2 < list.count { list.compact(laneRoom.base) }
    }
    var result = Result()
    result.content.reserveCapacity(insideCount)
    for index in 0..<insideCount {
      let lot = Int(inside[index])
      result.content.append(LotPart(lot: inside[index], count: taken[lot]))
      result.value += worth(lot, in: bin) * Double(taken[lot])
      taken[lot] = 0
    }
    return result
  }

  /// The room has hardly changed since the scan, so what was second best then is still good.
  private func isAlmostAsBefore() -> Bool {
    for lane in 0..<lanes where Float(rooms[lane]) < laneRoom[lane] * 0.9 { return false }
    return true
  }

  private func load(_ bin: Int, into list: inout CandidateList) {
    let kind = table.kindOfBin[bin]
    var all = listOfKind[kind] ?? CandidateList(capacity: table.lots.count, laneCount: lanes)
    if !isCurrent[kind] {
      gather(bin, into: &all)
      listOfKind[kind] = all
      isCurrent[kind] = true
      if rules.company.isNeeded { waitingOfKind[kind] = rules.company.waiting }
    }
    list.copy(all)
    if rules.company.isNeeded { rules.company.waiting = waitingOfKind[kind] }
  }

  private func gather(_ bin: Int, into list: inout CandidateList) {
    list.count = 0
    table.maskOfLot.withUnsafeBufferPointer { masks in
      table.accepts.withUnsafeBufferPointer { accepts in
        let row = bin * table.maskCount
        for lot in masks.indices where left[lot] > 0 && accepts[row + Int(masks[lot])] {
          if rules.areNeeded && !rules.admits(lot, in: bin) { continue }
          list.append(lot, worth: score(lot, in: bin), shares: bulk.base + lot * lanes)
        }
      }
    }
    list.pad()
    work += 2 * table.lots.count
  }

  /// What a pod is worth in a bin: its dual without the price of the wishes that are not met there.
  private func worth(_ lot: Int, in bin: Int) -> Double {
    if !hasWishes { return duals[lot] }
    return max(0.01 * duals[lot], duals[lot] - Double(table.penalty(lot, in: bin)))
  }

  @inline(__always) private func score(_ lot: Int, in bin: Int) -> Float {
    if !hasWishes { return score[lot] }
    return score[lot] * Float(worth(lot, in: bin) / duals[lot])
  }

  private func take(
    _ position: Int, in bin: Int, _ list: inout CandidateList, _ insideCount: inout Int
  ) {
    let lot = Int(list.lot[position])
    var limit = left[lot] - taken[lot]
    if rules.areNeeded { limit = min(limit, rules.most(lot, taken: taken[lot])) }
    var most = Int32.max
    let sizes = (size.base + lot * blocks).lanes
    for lane in 0..<lanes {
      let amount = sizes[lane]
      if amount > 0 { most = min(most, rooms[lane] / amount) }
    }
    guard limit > 0 && most > 0 else {
      list.worths[position] = 0
      return
    }
    let amount = min(limit, max(1, most / 3))
    for block in 0..<blocks { room[block] = room[block] &- size[lot * blocks + block] &* amount }
    if taken[lot] == 0 {
      inside[insideCount] = Int32(truncatingIfNeeded: lot)
      insideCount += 1
    }
    taken[lot] += amount
    if amount == limit { list.worths[position] = 0 }
    if rules.areNeeded { follow(lot, amount, in: bin, &list) }
  }

  /// Lets the rules of one bin act on the candidates after `amount` pods of a lot came in.
  private func follow(_ lot: Int, _ amount: Int32, in bin: Int, _ list: inout CandidateList) {
    rules.add(lot, amount, list)
    for guest in rules.takeGuests(of: lot) where left[guest] > 0 {
      list.append(guest, worth: score(guest, in: bin), shares: bulk.base + guest * lanes)
      list.pad()
    }
  }
}

extension UnsafeMutablePointer<SIMD8<Int32>> {
  /// The lanes of the blocks, one after the other.
  fileprivate var lanes: UnsafeMutablePointer<Int32> {
    @inline(__always) get { UnsafeMutableRawPointer(self).assumingMemoryBound(to: Int32.self) }
  }
}

/// The nearest floating-point number that is not less.
func roundedUp(_ amount: Int32) -> Float {
  let result = Float(amount)
  return Double(result) < Double(amount) ? result.nextUp : result
}

/// The nearest floating-point number that is not greater.
func roundedDown(_ amount: Int32) -> Float {
  let result = Float(amount)
  return Double(result) > Double(amount) ? result.nextDown : result
}
