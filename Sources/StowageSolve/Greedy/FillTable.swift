import StowageProblem
import StowageUnits

/// Lots and bins as flat arrays, for filling one bin after the other; fixed once built.
///
/// Amounts are vectors of 32-bit lanes in blocks of eight: the dimensions of the problem, then one lane for each
/// cap whose members are its subjects (each member takes 1 of it). Bins are those that a placement has open
/// already, which cost nothing more, then the offerings, without those that another makes needless.
struct FillTable {
  typealias Block = SIMD8<Int32>

  let placement: Placement
  /// Lots that no bin can tell apart are one here; its class stands for all of them.
  let lots: [Lot]
  /// Per lot: the lots that it stands for.
  let members: [[Lot]]
  let laneCount: Int
  let blockCount: Int
  /// The caps that are lanes.
  let laneCaps: [Int]
  /// Per lot: `blockCount` blocks.
  let size: [Block]
  /// Lots with the same number are accepted by the same bins.
  let maskOfLot: [Int32]
  let maskCount: Int
  /// Per class: its lots.
  let lotsOfClass: [[Int32]]

  /// Bins below this index are open already, from it on they are offerings.
  let openCount: Int
  /// Per bin: its index in the placement, or that of the offering.
  private(set) var source: [Int]
  /// Nano-dollars per hour; zero for open bins.
  private(set) var price: [Int64]
  /// Per bin: `blockCount` blocks; negative lanes where nothing may be added.
  private(set) var room: [Block]
  /// Bin-major: whether a bin accepts the lots of a mask.
  private(set) var accepts: [Bool]
  /// Bins of one kind accept the same lots and meet the same wishes.
  private(set) var kindOfBin: [Int] = []
  private(set) var kindCount = 0

  var binCount: Int { source.count }
  var problem: Problem { placement.problem }
  func isOpen(_ bin: Int) -> Bool { bin < openCount }
  func accepts(_ lot: Int, in bin: Int) -> Bool { accepts[bin * maskCount + Int(maskOfLot[lot])] }

  init(_ placement: Placement, lots single: [Lot]) {
    let problem = placement.problem
    self.placement = placement
    let singleMasks = LotMasks(placement, lots: single)
    let union = LotUnion(single, masks: singleMasks.maskOfLot, placement)
    lots = union.lots
    members = union.members
    maskOfLot = union.masks
    maskCount = singleMasks.rows.count
    laneCaps = problem.binCaps.indices.filter { problem.binCaps[$0].isPlain }
    laneCount = problem.dimensionCount + laneCaps.count
    blockCount = max(1, (laneCount + 7) / 8)
    let memberships = laneCaps.map { Set(problem.binCaps[$0].members.map(\.index)) }
    var size = [Block](repeating: .zero, count: lots.count * blockCount)
    for (index, lot) in lots.enumerated() {
      let member = memberships.map { Int32($0.contains(lot.podClass) ? 1 : 0) }
      FillTable.write(problem.classes[lot.podClass].size + member, to: &size, at: index * blockCount)
    }
    self.size = size
    var lotsOfClass = [[Int32]](repeating: [], count: problem.classes.count)
    for (index, lots) in members.enumerated() {
      for lot in lots { lotsOfClass[lot.podClass].append(Int32(index)) }
    }
    self.lotsOfClass = lotsOfClass
    openCount = placement.bins.count
    source = Array(placement.bins.indices) + Array(problem.offerings.indices)
    price = Array(repeating: 0, count: openCount) + problem.offerings.map(\.price.nanos)
    accepts = singleMasks.transposed(columnCount: source.count)
    room = Array(repeating: .zero, count: source.count * blockCount)
    for bin in source.indices { writeRoom(of: bin) }
    LeastChoice(self).narrow(&room, &accepts)
    keep(NeededOfferings(self).kept)
  }

  private static func write(_ lanes: [Int32], to blocks: inout [Block], at start: Int) {
    for (lane, amount) in lanes.enumerated() { blocks[start + lane / 8][lane % 8] = amount }
  }

  /// The room of a bin as it is at the start.
  private mutating func writeRoom(of bin: Int) {
    let (start, dimensionCount) = (bin * blockCount, problem.dimensionCount)
    for lane in 0..<dimensionCount {
      room[start + lane / 8][lane % 8] =
        isOpen(bin) ? placement.room(bin, lane) : problem.offerings[source[bin]].capacity[lane]
    }
    for (position, cap) in laneCaps.enumerated() {
      let lane = dimensionCount + position
      let taken = isOpen(bin) ? placement.capState(cap, in: source[bin]).members : 0
      room[start + lane / 8][lane % 8] = max(0, problem.binCaps[cap].cap - taken)
    }
  }

  private func distinctWishRows() -> [BitMatrix] {
    var rows: [BitMatrix] = []
    var known: Set<BitMatrix> = []
    for wish in problem.wishes where known.insert(wish.offerings).inserted { rows.append(wish.offerings) }
    return rows
  }

  /// The price of the wishes that a pod of a lot has and a bin does not meet, in nano-dollars per hour.
  func penalty(_ lot: Int, in bin: Int) -> Int64 {
    var result: Int64 = 0
    for number in placement.index.wishes[lots[lot].podClass] {
      let wish = problem.wishes[number]
      if !placement.meets(wish, isOpen(bin) ? placement.bins[source[bin]].place : .offering(source[bin])) {
        result += wish.price.nanos
      }
    }
    return result
  }

  /// What a bin with some content costs, unmet wishes included.
  func cost(_ bin: Int, _ content: [LotPart]) -> Int64 {
    if problem.wishes.isEmpty { return price[bin] }
    return content.reduce(price[bin]) { $0 + penalty(Int($1.lot), in: bin) * Int64($1.count) }
  }

  /// Leaves out the other offerings.
  private mutating func keep(_ bins: [Int]) {
    source = bins.map { source[$0] }
    price = bins.map { price[$0] }
    let (oldRoom, oldAccepts) = (room, accepts)
    room = bins.flatMap { oldRoom[$0 * blockCount..<($0 + 1) * blockCount] }
    accepts = bins.flatMap { oldAccepts[$0 * maskCount..<($0 + 1) * maskCount] }
    let wishRows = distinctWishRows()
    var kinds: [[UInt64]: Int] = [:]
    for bin in source.indices {
      let key = kindKey(of: bin, wishRows)
      let kind = kinds[key] ?? kinds.count
      kinds[key] = kind
      kindOfBin.append(kind)
    }
    kindCount = kinds.count
  }

  /// A bit for each mask that the bin accepts, then one for each wish that an offering meets, then one for open bins,
  /// which offerings with wishes are told apart from.
  private func kindKey(of bin: Int, _ wishRows: [BitMatrix]) -> [UInt64] {
    var key = [UInt64](repeating: 0, count: (maskCount + wishRows.count) / 64 + 1)
    func set(_ bit: Int) { key[bit / 64] |= 1 << UInt64(bit % 64) }
    for mask in 0..<maskCount where accepts[bin * maskCount + mask] { set(mask) }
    if isOpen(bin) {
      if !wishRows.isEmpty { set(maskCount + wishRows.count) }
    } else {
      for (wish, row) in wishRows.enumerated() where row[0, source[bin]] { set(maskCount + wish) }
    }
    return key
  }
}

extension BinCap {
  /// Members and subjects are the same classes: the cap acts like one more dimension.
  var isPlain: Bool { members == subjects || Set(members) == Set(subjects) }
}
