/// Lots that may come into a bin, as arrays for the scan: what each is worth, and how much of each lane one pod
/// takes, in blocks of eight candidates. The last block is filled up with candidates worth nothing.
struct CandidateList {
  /// The lots, in the order of the blocks.
  let lot: UnsafeMutablePointer<Int32>
  let worth: UnsafeMutablePointer<SIMD8<Float>>
  /// Lane-major, `stride` blocks a lane.
  let share: UnsafeMutablePointer<SIMD8<Float>>
  /// Per lot: where it was put last; it is there still if `lot` says so.
  private let place: UnsafeMutablePointer<Int32>
  let laneCount: Int
  let stride: Int
  var count = 0

  var blockCount: Int { (count + 7) / 8 }

  init(capacity: Int, laneCount: Int) {
    self.laneCount = laneCount
    stride = max(1, (capacity + 7) / 8)
    lot = .allocate(capacity: stride * 8)
    worth = .allocate(capacity: stride)
    share = .allocate(capacity: stride * laneCount)
    place = .allocate(capacity: stride * 8)
    place.initialize(repeating: 0, count: stride * 8)
    lot.initialize(repeating: 0, count: stride * 8)
    worth.initialize(repeating: .zero, count: stride)
    share.initialize(repeating: .zero, count: stride * laneCount)
  }

  func deallocate() {
    lot.deallocate()
    place.deallocate()
    worth.deallocate()
    share.deallocate()
  }

  /// Every candidate's worth, by position.
  var worths: UnsafeMutablePointer<Float> {
    @inline(__always) get { UnsafeMutableRawPointer(worth).assumingMemoryBound(to: Float.self) }
  }

  /// `shares[lane * stride * 8 + position]`.
  var shares: UnsafeMutablePointer<Float> {
    @inline(__always) get { UnsafeMutableRawPointer(share).assumingMemoryBound(to: Float.self) }
  }

  mutating func append(_ newLot: Int, worth: Float, shares amounts: UnsafeMutablePointer<Float>) {
    lot[count] = Int32(truncatingIfNeeded: newLot)
    place[newLot] = Int32(truncatingIfNeeded: count)
    worths[count] = worth
    let shares = shares
    for lane in 0..<laneCount { shares[lane * stride * 8 + count] = amounts[lane] }
    count += 1
  }

  /// Fills the last block up.
  func pad() {
    var end = count
    while end % 8 != 0 {
      worths[end] = 0
      end += 1
    }
  }

  /// Becomes a copy of another list of the same capacity.
  mutating func copy(_ other: CandidateList) {
    count = other.count
    lot.update(from: other.lot, count: count)
    place.update(from: other.place, count: stride * 8)
    worth.update(from: other.worth, count: blockCount)
    for lane in 0..<laneCount {
      (share + lane * stride).update(from: other.share + lane * stride, count: blockCount)
    }
  }

  /// Makes a lot worth nothing if it is among the candidates.
  func drop(_ unwanted: Int) {
    let position = Int(place[unwanted])
    if position < count && Int(lot[position]) == unwanted { worths[position] = 0 }
  }

  /// Drops candidates that do not fit into `room` (a number a lane) or are worth nothing.
  mutating func compact(_ room: UnsafeMutablePointer<Float>) {
    let (worths, shares) = (worths, shares)
    var kept = 0
    for index in 0..<count {
      var fits = worths[index] > 0
      for lane in 0..<laneCount where shares[lane * stride * 8 + index] > room[lane] { fits = false }
      guard fits else { continue }
      lot[kept] = lot[index]
      place[Int(lot[kept])] = Int32(truncatingIfNeeded: kept)
      worths[kept] = worths[index]
      for lane in 0..<laneCount { shares[lane * stride * 8 + kept] = shares[lane * stride * 8 + index] }
      kept += 1
    }
    count = kept
    pad()
  }

  /// The candidates that fit into `room` and are worth most for their share of it, where `rate` is one over the
  /// room: the first best of each column of the blocks.
  func best(_ room: UnsafeMutablePointer<Float>, _ rate: UnsafeMutablePointer<Float>) -> Choice {
    var choice = Choice()
    for block in 0..<blockCount {
      var price = SIMD8<Float>(repeating: 1e-6)
      var isIn = worth[block] .> 0
      for lane in 0..<laneCount {
        let amount = share[lane * stride + block]
        isIn = isIn .& (amount .<= room[lane])
        price += amount * rate[lane]
      }
      let points = SIMD8<Float>.zero.replacing(with: worth[block] / price, where: isIn)
      let isBetter = points .> choice.points
      choice.points.replace(with: points, where: isBetter)
      choice.block.replace(with: SIMD8(repeating: Int32(truncatingIfNeeded: block)), where: isBetter)
      choice.fitting.replace(with: choice.fitting &+ 1, where: isIn)
    }
    return choice
  }

  /// What a scan found.
  struct Choice {
    fileprivate(set) var points = SIMD8<Float>.zero
    fileprivate var block = SIMD8<Int32>.zero
    fileprivate(set) var fitting = SIMD8<Int32>.zero

    /// The next best column, nil where none is left.
    func best() -> Int? {
      var result: Int?
      for column in 0..<8 where points[column] > 0 {
        guard let best = result else {
          result = column
          continue
        }
        if points[column] > points[best] || points[column] == points[best] && block[column] < block[best] {
          result = column
        }
      }
      return result
    }

    /// The position of a column's best candidate, which is taken off the choice.
    mutating func take(_ column: Int) -> Int {
      points[column] = 0
      return Int(block[column]) * 8 + column
    }
  }
}
