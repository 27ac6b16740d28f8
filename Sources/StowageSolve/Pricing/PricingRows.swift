import StowageUnits

/// Eight rows (dimensions) of one item, or of the room left in a bin.
typealias Lanes = SIMD8<Int32>

/// The part of a packing that pricing reads in its loops, laid out for it: one vector of rows per cell.
///
/// Rows are the dimensions followed by the plain group caps (members count 1 each). The first eight rows are the
/// *lanes*; more rows than that, which are rare, go into further chunks of eight. Group caps whose subjects differ
/// from their members, and conflicts, are rules on the side.
package struct PricingRows: Sendable {
  package struct Rule: Sendable {
    package let members: [Int32]
    package let subjects: [Int32]
    package let cap: Int32

    /// Both lists ascending. The cap binds only in a bin that holds a subject.
    package init(members: [Int32], subjects: [Int32], cap: Int32) {
      self.members = members
      self.subjects = subjects
      self.cap = cap
    }
  }

  /// A cell that may be in a bin only with other pods beside it.
  package struct Company: Sendable {
    package let subject: Int32
    package let targets: [Int32]
    /// So many targets, the subject's own copies included where it is one, are enough.
    package let need: Int32

    /// `targets` ascending. With `founders` given, so many targets are enough too, even if the subject is alone.
    package init(subject: Int32, targets: [Int32], founders: Int32? = nil) {
      self.subject = subject
      self.targets = targets
      let company: Int32 = targets.contains(subject) ? 2 : 1
      need = min(company, max(1, founders ?? company))
    }
  }

  let cellCount: Int
  let rowCount: Int
  /// Chunks of eight rows per cell, at least one.
  let chunkCount: Int
  /// `weight[cell * chunkCount + chunk]`.
  let weight: [Lanes]
  /// Cells that may not share a bin with cell i: `conflictCells[conflictStart[i] ..< conflictStart[i + 1]]`.
  let conflictStart: [Int32]
  let conflictCells: [Int32]
  package let rules: [Rule]
  let companies: [Company]
  /// Cells that are company for another: loaded even where they have no profit. Empty without companies.
  let isTarget: [Bool]

  /// `weights` is row-major: `weights[row * cellCount + cell]`.
  package init(
    cellCount: Int, weights: [Int32], conflictStart: [Int32] = [], conflictCells: [Int32] = [],
    rules: [Rule] = [], companies: [Company] = []
  ) {
    self.cellCount = cellCount
    rowCount = cellCount == 0 ? 0 : weights.count / cellCount
    chunkCount = max(1, (rowCount + 7) / 8)
    var packed = [Lanes](repeating: Lanes(), count: cellCount * chunkCount)
    for row in 0..<rowCount {
      for cell in 0..<cellCount {
        packed[cell * chunkCount + row / 8][row % 8] = weights[row * cellCount + cell]
      }
    }
    weight = packed
    self.conflictStart =
      conflictStart.isEmpty ? [Int32](repeating: 0, count: cellCount + 1) : conflictStart
    self.conflictCells = conflictCells
    self.rules = rules
    self.companies = companies
    var isTarget = [Bool](repeating: false, count: companies.isEmpty ? 0 : cellCount)
    for company in companies { for cell in company.targets { isTarget[Int(cell)] = true } }
    self.isTarget = isTarget
  }
}

/// One bin as pricing sees it: which cells may go in, how many of each, and the room per row.
package struct PricingBin: Sendable {
  /// Ascending.
  package fileprivate(set) var cells: [Int32]
  /// Beside `cells`: the most copies of each alone, at least 1.
  package fileprivate(set) var limits: [Int32]
  /// Per row of `PricingRows`, padded to whole chunks.
  fileprivate(set) var room: [Lanes]
  /// Per rule of `PricingRows`: members that are in the bin already.
  package let present: [Int32]
  /// Per company of `PricingRows`: a target is in the bin already. Empty where none is.
  package let accompanied: [Bool]

  func isAccompanied(_ company: Int) -> Bool { !accompanied.isEmpty && accompanied[company] }

  package init(
    cells: [Int32], limits: [Int32], room: [Int32], present: [Int32] = [], accompanied: [Bool] = []
  ) {
    self.accompanied = accompanied
    self.cells = cells
    self.limits = limits
    self.room = [Lanes](repeating: Lanes(), count: max(1, (room.count + 7) / 8))
    for (row, value) in room.enumerated() { self.room[row / 8][row % 8] = value }
    self.present = present
  }
}

extension PricingBin {
  /// The room rounded down to what whole items can use: in every row a multiple of the greatest common divisor of
  /// the weights. Relaxations are much tighter for it where nodes are small.
  package func tightened(_ rows: PricingRows) -> PricingBin {
    var result = self
    result.dropLonely(rows)
    for row in 0..<rows.rowCount {
      var divisor: Int32 = 0
      for cell in cells {
        var weight = rows.weight[Int(cell) * rows.chunkCount + row / 8][row % 8]
        if divisor > 0 && weight % divisor == 0 { continue }
        while weight != 0 { (divisor, weight) = (weight, divisor % weight) }
      }
      if divisor > 1 { result.roundRoom(row: row, to: divisor) }
    }
    return result
  }

  /// Drops cells that can never have the company they need here.
  private mutating func dropLonely(_ rows: PricingRows) {
    var isSettled = false
    while !isSettled {
      isSettled = true
      for (index, company) in rows.companies.enumerated() where !isAccompanied(index) {
        guard let place = cells.firstIndex(of: company.subject) else { continue }
        var targets: Int64 = 0
        for (cell, limit) in zip(cells, limits) where company.targets.contains(cell) {
          targets += Int64(limit)
        }
        if targets >= Int64(company.need) { continue }
        cells.remove(at: place)
        limits.remove(at: place)
        isSettled = false
      }
    }
  }

  private mutating func roundRoom(row: Int, to divisor: Int32) {
    let chunk = row / 8
    let lane = row % 8
    let value: Int32 = room[chunk][lane]
    room[chunk][lane] = value - value % divisor
  }
}

/// A pattern with what it is worth at the profits it was priced at.
package struct PricedPattern: Sendable, Equatable {
  /// Ascending.
  package var cells: [Int32]
  /// Beside `cells`, all positive.
  package var copies: [Int32]
  /// Nano-dollars per hour.
  package var profit: Double

  package init(cells: [Int32], copies: [Int32], profit: Double) {
    self.cells = cells
    self.copies = copies
    self.profit = profit
  }
}
