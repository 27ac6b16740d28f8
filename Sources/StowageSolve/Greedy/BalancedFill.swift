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
  private let stride: Int
  private let size: UnsafeMutablePointer<Block>
  private let mask: UnsafeMutablePointer<Int32>
  /// Lot-major sizes as floating point, rounded up.
  private let bulk: UnsafeMutablePointer<Float>
  private let score: UnsafeMutablePointer<Float>
  private let taken: UnsafeMutablePointer<Int32>
  private let live: UnsafeMutablePointer<Int32>
  private var liveCount: Int
  // The candidates of the bin at hand, padded to whole blocks: lot, worth, and lane-major sizes.
  private let candidate: UnsafeMutablePointer<Int32>
  private let worth: UnsafeMutablePointer<SIMD8<Float>>
  private let share: UnsafeMutablePointer<SIMD8<Float>>
  private var count = 0
  private let room: UnsafeMutablePointer<Block>
  private let laneRoom: UnsafeMutablePointer<Float>
  private var rules: BinRules

  init(_ table: FillTable) {
    self.table = table
    lanes = table.laneCount
    let lotCount = table.lots.count
    stride = (lotCount + 7) / 8
    duals = Array(repeating: 1, count: lotCount)
    left = .allocate(capacity: max(1, lotCount))
    size = .allocate(capacity: max(1, lotCount * table.blockCount))
    mask = .allocate(capacity: max(1, lotCount))
    bulk = .allocate(capacity: max(1, lotCount * lanes))
    score = .allocate(capacity: max(1, lotCount))
    taken = .allocate(capacity: max(1, lotCount))
    live = .allocate(capacity: max(1, lotCount))
    candidate = .allocate(capacity: max(8, stride * 8))
    worth = .allocate(capacity: max(1, stride))
    share = .allocate(capacity: max(1, stride * lanes))
    room = .allocate(capacity: table.blockCount)
    laneRoom = .allocate(capacity: max(1, lanes))
    liveCount = lotCount
    rules = BinRules(table)
    for (lot, item) in table.lots.enumerated() {
      left[lot] = item.count
      mask[lot] = table.maskOfLot[lot]
      taken[lot] = 0
      live[lot] = Int32(lot)
      score[lot] = 1
      for lane in 0..<lanes {
        bulk[lot * lanes + lane] = roundedUp(table.size[lot * table.blockCount + lane / 8][lane % 8])
      }
    }
    for index in table.size.indices { size[index] = table.size[index] }
    worth.initialize(repeating: .zero, count: max(1, stride))
    share.initialize(repeating: .zero, count: max(1, stride * lanes))
  }

  deinit {
    left.deallocate()
    size.deallocate()
    mask.deallocate()
    bulk.deallocate()
    score.deallocate()
    taken.deallocate()
    live.deallocate()
    candidate.deallocate()
    worth.deallocate()
    share.deallocate()
    room.deallocate()
    laneRoom.deallocate()
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
  }

  /// Sets what is left and forgets the work done.
  func setLeft(_ counts: [Int32]) {
    for (lot, count) in counts.enumerated() { left[lot] = count }
    refresh()
  }

  /// Drops lots that are used up from the lists; to be called now and then.
  func refresh() {
    liveCount = 0
    for lot in table.lots.indices where left[lot] > 0 {
      live[liveCount] = Int32(lot)
      liveCount += 1
    }
  }
}

// MARK: - One bin

extension BalancedFill {
  /// Fills `bin` as it stands in the table; the answer is in `content` and `value`. Nothing is taken from `left`.
  func fill(_ bin: Int) {
    content.removeAll(keepingCapacity: true)
    value = 0
    for block in 0..<table.blockCount { room[block] = table.room[bin * table.blockCount + block] }
    rules.start(bin)
    gather(bin)
    while count > 0, let position = best() { take(position) }
    for part in content { taken[Int(part.lot)] = 0 }
  }

  private func gather(_ bin: Int) {
    count = 0
    table.accepts.withUnsafeBufferPointer { accepts in
      let row = bin * table.maskCount
      for index in 0..<liveCount {
        let lot = Int(live[index])
        guard left[lot] > 0, accepts[row + Int(mask[lot])], fits(lot) else { continue }
        if rules.areNeeded && !rules.admits(lot) { continue }
        append(lot)
      }
    }
    work += liveCount
    pad()
  }

  @inline(__always) private func fits(_ lot: Int) -> Bool {
    for block in 0..<table.blockCount {
      let rest = room[block] &- size[lot * table.blockCount + block]
      let signs = unsafeBitCast(rest.lowHalf | rest.highHalf, to: SIMD2<UInt64>.self)
      if (signs.x | signs.y) & 0x8000_0000_8000_0000 != 0 { return false }
    }
    return true
  }

  @inline(__always) private func append(_ lot: Int) {
    candidate[count] = Int32(truncatingIfNeeded: lot)
    scalars(worth)[count] = score[lot]
    let shares = scalars(share)
    for lane in 0..<lanes { shares[lane * stride * 8 + count] = bulk[lot * lanes + lane] }
    count += 1
  }

  /// Fills the last block up with candidates worth nothing.
  private func pad() {
    var end = count
    while end % 8 != 0 {
      scalars(worth)[end] = 0
      end += 1
    }
  }

  @inline(__always)
  private func scalars(_ blocks: UnsafeMutablePointer<SIMD8<Float>>) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(blocks).assumingMemoryBound(to: Float.self)
  }

  /// The position of the best candidate, nil where none fits.
  private func best() -> Int? {
    for lane in 0..<lanes { laneRoom[lane] = roundedDown(room[lane / 8][lane % 8]) }
    let blocks = (count + 7) / 8
    work += blocks * 8
    var top = SIMD8<Float>.zero
    var topBlock = SIMD8<Int32>.zero
    var fitting = SIMD8<Int32>.zero
    for block in 0..<blocks {
      var price = SIMD8<Float>(repeating: 1e-6)
      var isIn = worth[block] .> 0
      for lane in 0..<lanes {
        let amount = share[lane * stride + block]
        isIn = isIn .& (amount .<= laneRoom[lane])
        price += amount * (1 / (laneRoom[lane] + 1))
      }
      let points = SIMD8<Float>.zero.replacing(with: worth[block] / price, where: isIn)
      let isBetter = points .> top
      top.replace(with: points, where: isBetter)
      topBlock.replace(with: SIMD8(repeating: Int32(truncatingIfNeeded: block)), where: isBetter)
      fitting.replace(with: fitting &+ 1, where: isIn)
    }
    var lane = -1
    var highest: Float = 0
    for other in 0..<8 {
      let isBetter =
        top[other] > highest || lane >= 0 && top[other] == highest && topBlock[other] < topBlock[lane]
      if isBetter {
        lane = other
        highest = top[other]
      }
    }
    guard lane >= 0 else { return nil }
    let position = Int(topBlock[lane]) * 8 + lane
    if fitting.wrappedSum() * 2 < Int32(count) { return compact(following: position) }
    return position
  }

  /// Drops what does not fit any more; the new place of the candidate at `position`.
  private func compact(following position: Int) -> Int {
    let (worths, shares) = (scalars(worth), scalars(share))
    var (kept, result) = (0, 0)
    for index in 0..<count {
      var fits = worths[index] > 0
      for lane in 0..<lanes where shares[lane * stride * 8 + index] > laneRoom[lane] { fits = false }
      guard fits else { continue }
      if index == position { result = kept }
      candidate[kept] = candidate[index]
      worths[kept] = worths[index]
      for lane in 0..<lanes {
        shares[lane * stride * 8 + kept] = shares[lane * stride * 8 + index]
      }
      kept += 1
    }
    count = kept
    pad()
    return result
  }

  private func take(_ position: Int) {
    let lot = Int(candidate[position])
    var most = Int32.max
    for lane in 0..<lanes {
      let amount = size[lot * table.blockCount + lane / 8][lane % 8]
      if amount > 0 { most = min(most, room[lane / 8][lane % 8] / amount) }
    }
    var limit = left[lot] - taken[lot]
    if rules.areNeeded { limit = min(limit, rules.most(lot)) }
    let amount = min(limit, max(1, most / 3))
    for block in 0..<table.blockCount {
      room[block] = room[block] &- size[lot * table.blockCount + block] &* amount
    }
    if taken[lot] == 0 {
      content.append(LotPart(lot: Int32(truncatingIfNeeded: lot), count: amount))
    } else if let index = content.firstIndex(where: { $0.lot == Int32(lot) }) {
      content[index].count += amount
    }
    taken[lot] += amount
    value += duals[lot] * Double(amount)
    if amount == limit { scalars(worth)[position] = 0 }
    if rules.areNeeded { follow(lot, amount) }
  }

  /// Lets the rules of one bin act on the candidates after `amount` pods of a lot came in.
  private func follow(_ lot: Int, _ amount: Int32) {
    let effects = rules.add(lot, amount)
    if effects.contains(.excludes) {
      for index in 0..<count where rules.most(Int(candidate[index])) <= 0 { scalars(worth)[index] = 0 }
    }
    if effects.contains(.invites) {
      for guest in rules.takeGuests() where left[guest] > 0 && fits(guest) { append(guest) }
      pad()
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
