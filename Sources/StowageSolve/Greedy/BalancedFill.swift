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
  let left: UnsafeMutablePointer<Int32>
  /// Per lot: what covering one pod is worth, in nano-dollars per hour.
  private(set) var duals: [Double]
  /// Pods of the last bin filled, and their worth.
  private(set) var content: [LotPart] = []
  private(set) var value = 0.0
  /// Lots looked at so far: a measure of the work that does not depend on the machine.
  private(set) var work = 0

  private let lanes: Int
  private let size: UnsafeMutablePointer<Block>
  /// Lot-major sizes as floating point, rounded up.
  private let bulk: UnsafeMutablePointer<Float>
  private let score: UnsafeMutablePointer<Float>
  private let taken: UnsafeMutablePointer<Int32>
  private let room: UnsafeMutablePointer<Block>
  /// Per lane: the room rounded down, and one over it.
  private let laneRoom: UnsafeMutablePointer<Float>
  private let laneRate: UnsafeMutablePointer<Float>
  /// The candidates of the bin at hand.
  private var list: CandidateList
  /// Per kind of offering: all its candidates; nil until needed, and again after a change.
  private var listOfKind: [CandidateList?]
  private var isCurrent: [Bool]
  private let rules: BinRules

  init(_ table: FillTable) {
    self.table = table
    let lotCount = max(1, table.lots.count)
    lanes = max(1, table.laneCount)
    duals = Array(repeating: 1, count: table.lots.count)
    left = .allocate(capacity: lotCount)
    size = .allocate(capacity: lotCount * table.blockCount)
    bulk = .allocate(capacity: lotCount * lanes)
    score = .allocate(capacity: lotCount)
    taken = .allocate(capacity: lotCount)
    room = .allocate(capacity: table.blockCount)
    laneRoom = .allocate(capacity: lanes)
    laneRate = .allocate(capacity: lanes)
    list = CandidateList(capacity: lotCount, laneCount: lanes)
    listOfKind = Array(repeating: nil, count: table.kindCount)
    isCurrent = Array(repeating: false, count: table.kindCount)
    rules = BinRules(table)
    taken.initialize(repeating: 0, count: lotCount)
    score.initialize(repeating: 1, count: lotCount)
    for (lot, item) in table.lots.enumerated() {
      left[lot] = item.count
      for lane in 0..<lanes {
        bulk[lot * lanes + lane] = roundedUp(table.size[lot * table.blockCount + lane / 8][lane % 8])
      }
    }
    for index in table.size.indices { size[index] = table.size[index] }
  }

  deinit {
    left.deallocate()
    size.deallocate()
    bulk.deallocate()
    score.deallocate()
    taken.deallocate()
    room.deallocate()
    laneRoom.deallocate()
    laneRate.deallocate()
    list.deallocate()
    for list in listOfKind { list?.deallocate() }
  }

  /// Sets what the pods are worth. With `favoursLarge` a pod counts for a little more than its worth the larger
  /// it is: large pods are hard to place later.
  func setDuals(_ duals: [Double], favoursLarge: Bool) {
    self.duals = duals
    let largest = max(1, duals.max() ?? 1)
    for (lot, dual) in duals.enumerated() {
      let relative = max(1e-12, dual / largest)
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
  func refresh() {
    for kind in isCurrent.indices { isCurrent[kind] = false }
  }
}

// MARK: - One bin

extension BalancedFill {
  /// Fills `bin` as it stands in the table; the answer is in `content` and `value`. Nothing is taken from `left`.
  func fill(_ bin: Int) {
    content.removeAll(keepingCapacity: true)
    value = 0
    for block in 0..<table.blockCount { room[block] = table.room[bin * table.blockCount + block] }
    if table.isOpen(bin) { gather(bin, into: &list) } else { load(bin) }
    if rules.areNeeded { dropWhatMayNotCome(bin) }
    while list.count > 0 {
      for lane in 0..<lanes {
        laneRoom[lane] = roundedDown(room[lane / 8][lane % 8])
        laneRate[lane] = 1 / (laneRoom[lane] + 1)
      }
      work += list.count
      let (position, fitting) = list.best(laneRoom, laneRate)
      guard let position else { break }
      take(position)
      if fitting * 2 < list.count { list.compact(laneRoom) }
    }
    for part in content { taken[Int(part.lot)] = 0 }
  }

  private func load(_ bin: Int) {
    let kind = table.kindOfBin[bin]
    if !isCurrent[kind] {
      if listOfKind[kind] == nil {
        listOfKind[kind] = CandidateList(capacity: max(1, table.lots.count), laneCount: lanes)
      }
      gather(bin, into: &listOfKind[kind]!)
      isCurrent[kind] = true
    }
    list.copy(listOfKind[kind]!)
  }

  private func gather(_ bin: Int, into list: inout CandidateList) {
    list.count = 0
    table.maskOfLot.withUnsafeBufferPointer { masks in
      table.accepts.withUnsafeBufferPointer { accepts in
        let row = bin * table.maskCount
        for lot in masks.indices where left[lot] > 0 && accepts[row + Int(masks[lot])] {
          list.append(lot, worth: score[lot], shares: bulk + lot * lanes)
        }
      }
    }
    list.pad()
    work += table.lots.count
  }

  private func dropWhatMayNotCome(_ bin: Int) {
    rules.start(bin)
    let worths = list.worths
    for position in 0..<list.count where !rules.admits(Int(list.lot[position])) { worths[position] = 0 }
  }

  private func take(_ position: Int) {
    let lot = Int(list.lot[position])
    var limit = left[lot] - taken[lot]
    if rules.areNeeded { limit = min(limit, rules.most(lot)) }
    guard limit > 0 else { return list.worths[position] = 0 }
    var most = Int32.max
    for lane in 0..<lanes {
      let amount = size[lot * table.blockCount + lane / 8][lane % 8]
      if amount > 0 { most = min(most, room[lane / 8][lane % 8] / amount) }
    }
    guard most > 0 else { return list.worths[position] = 0 }
    let amount = min(limit, max(1, most / 3))
    for block in 0..<table.blockCount {
      room[block] = room[block] &- size[lot * table.blockCount + block] &* amount
    }
    note(lot, amount)
    if amount == limit { list.worths[position] = 0 }
    if rules.areNeeded { follow(lot, amount) }
  }

  private func note(_ lot: Int, _ amount: Int32) {
    if taken[lot] == 0 {
      content.append(LotPart(lot: Int32(truncatingIfNeeded: lot), count: amount))
    } else if let index = content.firstIndex(where: { Int($0.lot) == lot }) {
      content[index].count += amount
    }
    taken[lot] += amount
    value += duals[lot] * Double(amount)
  }

  /// Lets the rules of one bin act on the candidates after `amount` pods of a lot came in.
  private func follow(_ lot: Int, _ amount: Int32) {
    let effects = rules.add(lot, amount)
    if effects.contains(.excludes) {
      let worths = list.worths
      for position in 0..<list.count where rules.most(Int(list.lot[position])) <= 0 { worths[position] = 0 }
    }
    if effects.contains(.invites) {
      for guest in rules.takeGuests() where left[guest] > 0 {
        list.append(guest, worth: score[guest], shares: bulk + guest * lanes)
      }
      list.pad()
    }
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
