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
    for block in 0..<blockCount {
      let fits = SIMD8<Int32>.zero.replacing(with: 1, where: fitting(block, room))
      for column in 0..<8 where fits[column] != 0 {
        let index = block * 8 + column
        lot[kept] = lot[index]
        place[Int(lot[kept])] = Int32(truncatingIfNeeded: kept)
        worths[kept] = worths[index]
        for lane in 0..<laneCount { shares[lane * stride * 8 + kept] = shares[lane * stride * 8 + index] }
        kept += 1
      }
    }
    count = kept
    pad()
  }

  /// Which of a block fit into `room` and are worth something.
  @inline(__always)
  private func fitting(_ block: Int, _ room: UnsafeMutablePointer<Float>) -> SIMDMask<SIMD8<Int32>> {
    var result = worth[block] .> 0
    for lane in 0..<laneCount { result = result .& (share[lane * stride + block] .<= room[lane]) }
    return result
  }

  /// The candidates that fit into `room` and are worth most for their share of it, where `rate` is one over the
  /// room: the first best of each column of the blocks.
  func best(_ room: UnsafeMutablePointer<Float>, _ rate: UnsafeMutablePointer<Float>) -> Choice {
    var choice = Choice()
    var position = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)
    for block in 0..<blockCount {
      var price = SIMD8<Float>(repeating: 1e-6)
      for lane in 0..<laneCount { price += share[lane * stride + block] * rate[lane] }
      let isIn = fitting(block, room)
      let points = SIMD8<Float>.zero.replacing(with: worth[block] / price, where: isIn)
      let isBetter = points .> choice.points
      choice.points.replace(with: points, where: isBetter)
      choice.position.replace(with: position, where: isBetter)
      choice.fitting.replace(with: choice.fitting &+ 1, where: isIn)
      position &+= 8
    }
    return choice
  }

  /// What a scan found.
  struct Choice {
    fileprivate var points = SIMD8<Float>.zero
    fileprivate var position = SIMD8<Int32>.zero
    fileprivate(set) var fitting = SIMD8<Int32>.zero

    /// Takes off the next best candidate, of equal ones the first in the list; nil where none is left.
    @inline(__always)
    mutating func next() -> (position: Int, points: Float)? {
      let top = points.largest
      guard top > 0 else { return nil }
      let first = position.replacing(with: SIMD8(repeating: .max), where: points .!= top).least
      points.replace(with: 0, where: position .== SIMD8(repeating: first))
      return (Int(first), top)
    }
  }
}

// With indices that are known when compiling: halves of vectors, and loops over them, go by way of memory.

extension SIMD8<Float> {
  @inline(__always) fileprivate var largest: Float {
    let (a, b) = (larger(self[0], self[1]), larger(self[2], self[3]))
    let (c, d) = (larger(self[4], self[5]), larger(self[6], self[7]))
    return larger(larger(a, b), larger(c, d))
  }

  @inline(__always) private func larger(_ first: Float, _ second: Float) -> Float {
    first > second ? first : second
  }
}

extension SIMD8<Int32> {
  @inline(__always) fileprivate var least: Int32 {
    let (a, b) = (smaller(self[0], self[1]), smaller(self[2], self[3]))
    let (c, d) = (smaller(self[4], self[5]), smaller(self[6], self[7]))
    return smaller(smaller(a, b), smaller(c, d))
  }

  @inline(__always) private func smaller(_ first: Int32, _ second: Int32) -> Int32 {
    first < second ? first : second
  }
}
