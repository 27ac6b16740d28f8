import StowageLinear
import StowageUnits

/// The linear program over the patterns found so far: how often to use each of them, so that every pod has a
/// place, at the least price.
///
/// Rows: one a demanded cell (at least its demand, so that its dual is not negative and a pattern may hold more
/// than is needed), one a limit, one a bin with few copies (added when its first pattern comes), and the rules over
/// domains where the demand of split classes is left open. A dear stand-in column a cell keeps the program
/// feasible whatever is missing. Costs are in price units.
final class RestrictedMaster {
  let packing: Packing
  private let program: LinearProgram
  private let rowOfCell: [Int32]
  private let firstLimitRow: Int
  private var rowOfBin: [Int32]
  /// Per bin: the most copies, `Int32.max` without a limit.
  private var copies: [Int32]
  private let firstPattern: Int
  private let standInCount: Int
  private(set) var patterns = PatternTable()
  /// Per pattern: it is not to be used any more.
  private var isShut: [Bool] = []
  private(set) var objective = 0.0

  /// With `domains` the split classes may be anywhere the rules allow; without, the pods of each cell are met as
  /// they are. `penalty` is the price of leaving one pod out.
  init(
    _ packing: Packing, remainder: Remainder, domains: DomainRows? = nil, penalty: Double
  ) throws(LinearFault) {
    self.packing = packing
    copies = remainder.copies
    let demand = remainder.pods
    program = try LinearProgram()
    var rows = [Int32](repeating: -1, count: packing.cellCount)
    var lower: [Double] = []
    for cell in 0..<packing.cellCount where demand[cell] > 0 {
      rows[cell] = Int32(lower.count)
      lower.append(domains.map { $0.columnOfCell[cell] >= 0 } ?? false ? 0 : Double(demand[cell]))
    }
    standInCount = lower.count
    rowOfCell = rows
    rowOfBin = Array(repeating: -1, count: packing.binCount)
    firstLimitRow = lower.count
    var upper = [Double](repeating: .infinity, count: lower.count)
    for limit in remainder.limits {
      lower.append(-.infinity)
      upper.append(max(0, limit))
    }
    let firstDomainRow = lower.count
    for row in domains?.rows ?? [] {
      lower.append(row.lower)
      upper.append(row.upper)
    }
    try program.addRows(lower: lower, upper: upper)

    var batch = ColumnBatch()
    for row in 0..<standInCount {
      batch.put(row: row, 1)
      batch.close(cost: penalty)
    }
    if let domains { RestrictedMaster.put(domains, rows: rows, first: firstDomainRow, into: &batch) }
    firstPattern = batch.count
    try program.addColumns(batch)
  }

  private static func put(_ domains: DomainRows, rows: [Int32], first: Int, into batch: inout ColumnBatch) {
    var entries = [[(row: Int, value: Double)]](repeating: [], count: domains.upper.count)
    for (column, cell) in domains.cells.enumerated() { entries[column].append((Int(rows[Int(cell)]), -1)) }
    for (index, row) in domains.rows.enumerated() {
      for entry in row.entries { entries[entry.column].append((first + index, entry.value)) }
    }
    for (column, list) in entries.enumerated() {
      for entry in list { batch.put(row: entry.row, entry.value) }
      batch.close(cost: 0, upper: domains.upper[column])
    }
  }

  var iterations: Int { program.iterations }

  // MARK: Columns

  func add(_ table: PatternTable) throws(LinearFault) {
    if table.isEmpty { return }
    try addRows(for: table)
    var batch = ColumnBatch()
    for pattern in 0..<table.count {
      for position in table.range(pattern) {
        let row = rowOfCell[Int(table.cells[position])]
        if row >= 0 { batch.put(row: Int(row), Double(table.counts[position])) }
      }
      let bin = Int(table.bins[pattern])
      if rowOfBin[bin] >= 0 { batch.put(row: Int(rowOfBin[bin]), 1) }
      for limit in 0..<packing.limitCount {
        let share = packing.limitShare[limit * packing.binCount + bin]
        if share != 0 { batch.put(row: firstLimitRow + limit, share) }
      }
      batch.close(cost: packing.cost(bin))
    }
    try program.addColumns(batch)
    patterns.append(contentsOf: table)
    isShut.append(contentsOf: table.bins.map { _ in false })
  }

  private func addRows(for table: PatternTable) throws(LinearFault) {
    var upper: [Double] = []
    for bin in table.bins where copies[Int(bin)] != .max && rowOfBin[Int(bin)] < 0 {
      rowOfBin[Int(bin)] = Int32(program.rowCount + upper.count)
      upper.append(Double(max(0, copies[Int(bin)])))
    }
    if upper.isEmpty { return }
    try program.addRows(lower: upper.map { _ in -.infinity }, upper: upper)
  }

  /// Drops patterns that are not basic, those of the highest reduced cost first, down to `target` patterns.
  func purge(to target: Int) throws(LinearFault) {
    if patterns.count <= target { return }
    let costs = try program.columnStates().reducedCosts
    let isKept = try keepers(target, scores: Array(costs[firstPattern..<firstPattern + patterns.count]))
    var dropped: [Int32] = []
    for pattern in isKept.indices where !isKept[pattern] { dropped.append(Int32(firstPattern + pattern)) }
    try program.deleteColumns(dropped)
    patterns.keep(isKept)
    isShut = zip(isShut, isKept).filter(\.1).map(\.0)
  }

  /// The basic patterns, then those of the lowest score, up to `target` of them.
  func bestPatterns(_ target: Int, scores: PatternScores) throws(LinearFault) -> PatternTable {
    var best = patterns
    if patterns.count > target { best.keep(try keepers(target, scores: scores.least(patterns))) }
    return best
  }

  private func keepers(_ target: Int, scores: [Double]) throws(LinearFault) -> [Bool] {
    let isBasic = try program.columnStates().basic
    let candidates = (0..<patterns.count).filter { isBasic[firstPattern + $0] == 0 }
      .sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    var isKept = [Bool](repeating: true, count: patterns.count)
    for pattern in candidates.prefix(patterns.count - target) { isKept[pattern] = false }
    return isKept
  }

  // MARK: Solving

  func solve(
    iterationLimit: Int = .max, deadline: Deadline = .never, dual: Bool = false
  ) throws(LinearFault) -> LinearOutcome {
    let outcome = try program.solve(iterationLimit: iterationLimit, deadline: deadline, dual: dual)
    objective = program.objective
    return outcome
  }

  func duals() throws(LinearFault) -> DualPoint {
    let rows = try program.rowDuals()
    var point = DualPoint(
      cells: [Double](repeating: 0, count: packing.cellCount),
      limits: [Double](repeating: 0, count: packing.limitCount))
    for cell in 0..<packing.cellCount where rowOfCell[cell] >= 0 {
      point.cells[cell] = max(0, rows[Int(rowOfCell[cell])])
    }
    for limit in 0..<packing.limitCount { point.limits[limit] = max(0, -rows[firstLimitRow + limit]) }
    return point
  }

  /// Per bin: what the row of its few copies charges for one more, 0 where it has none.
  func binCharges() throws(LinearFault) -> [Double] {
    let rows = try program.rowDuals()
    return rowOfBin.map { $0 < 0 ? 0 : max(0, -rows[Int($0)]) }
  }

  /// How often each pattern is used.
  func values() throws(LinearFault) -> [Double] {
    Array(try program.columnValues().dropFirst(firstPattern))
  }

  /// Pods that no pattern covers yet.
  func uncovered() throws(LinearFault) -> Double {
    try program.columnValues().prefix(standInCount).reduce(0, +)
  }

  /// Asks for no more than what is left. Patterns that hold more are shut, and come back cut down.
  func shrink(to left: Remainder) throws(LinearFault) {
    for cell in 0..<packing.cellCount where rowOfCell[cell] >= 0 {
      try program.setRow(Int(rowOfCell[cell]), lower: Double(left.pods[cell]), upper: .infinity)
    }
    for (limit, room) in left.limits.enumerated() {
      try program.setRow(firstLimitRow + limit, lower: -.infinity, upper: max(0, room))
    }
    copies = left.copies
    for (bin, row) in rowOfBin.enumerated() where row >= 0 {
      try program.setRow(Int(row), lower: -.infinity, upper: Double(max(0, copies[bin])))
    }
    var tooBig = PatternTable()
    for pattern in 0..<patterns.count where !isShut[pattern] {
      if patterns.range(pattern).allSatisfy({ patterns.counts[$0] <= left.pods[Int(patterns.cells[$0])] }) {
        continue
      }
      tooBig.append(pattern, of: patterns)
      isShut[pattern] = true
      try program.setColumn(firstPattern + pattern, lower: 0, upper: 0)
    }
    try add(tooBig.truncated(to: left.pods))
  }
}
