import StowageLinear
import StowageUnits

/// A first dual point: what a unit of each resource is worth to the pods that may go to the same bins.
///
/// The master's rows are added up over the cells of one group, weighted by their sizes, one row a group and
/// resource. That program has a dozen rows in the place of hundreds, so its column generation takes milliseconds,
/// and the duals of pods are nearly in proportion to their sizes: its bound is within a few percent of the master's.
struct ResourcePrices {
  private let packing: Packing
  /// Per cell.
  private let groupOfCell: [Int]
  private let groupCount: Int
  /// Per row: the demand that counts as 1; 0 where nobody asks for the resource.
  private var demand: [Double]

  private static let stepLimit = 30

  init(_ packing: Packing) {
    self.packing = packing
    var bins = [[Int32]](repeating: [], count: packing.cellCount)
    for bin in 0..<packing.binCount {
      for position in packing.itemRange(bin) { bins[Int(packing.items[position])].append(Int32(bin)) }
    }
    var groups: [[Int32]: Int] = [:]
    var groupOfCell: [Int] = []
    for list in bins {
      let group = groups[list] ?? groups.count
      groups[list] = group
      groupOfCell.append(group)
    }
    self.groupOfCell = groupOfCell
    groupCount = groups.count
    demand = Array(repeating: 0, count: groups.count * packing.dimensionCount)
    for cell in 0..<packing.cellCount {
      for dimension in 0..<packing.dimensionCount {
        demand[row(cell, dimension)] += size(cell, dimension) * Double(packing.demand[cell])
      }
    }
  }

  private func row(_ cell: Int, _ dimension: Int) -> Int {
    groupOfCell[cell] * packing.dimensionCount + dimension
  }

  private func size(_ cell: Int, _ dimension: Int) -> Double {
    Double(packing.size[dimension * packing.cellCount + cell])
  }

  /// The point of the best bound found; nil where the program gave up or the deadline came at once.
  func search(
    _ sweep: PriceSweep, start: PatternTable, penalty: Double, deadline: Deadline
  ) throws(LinearFault) -> DualPoint? {
    let program = try LinearProgram()
    let lower = demand.map { $0 > 0 ? 1.0 : 0 }
    try program.addRows(lower: lower, upper: lower.map { _ in .infinity })
    var batch = ColumnBatch()
    for row in demand.indices where demand[row] > 0 {
      batch.put(row: row, 1)
      batch.close(cost: penalty)
    }
    try program.addColumns(batch)
    try add(start, to: program)
    let bounding = try LagrangianBound(
      packing, remainder: Remainder(packing, pods: packing.demand), domains: nil)
    let bins = Array(0..<packing.binCount)
    var best: (bound: Double, point: DualPoint?) = (0, nil)
    for _ in 0..<Self.stepLimit {
      guard !deadline.isOver, try program.solve(deadline: deadline) == .optimal else { break }
      let target = point(try program.rowDuals())
      let point = best.point?.mixed(with: target, share: 0.4) ?? target
      let priced = sweep.price(
        bins, duals: point.cells, costs: point.binCosts(packing), effort: PricingEffort(keenness: 0.95))
      let bound = try bounding.value(of: point, worths: priced.map(\.bound))
      if bound > best.bound { best = (bound, point) }
      if best.bound > program.objective * (1 - 1e-3) { break }
      var found = PatternTable()
      for pricing in priced { found.append(contentsOf: pricing.patterns) }
      if found.isEmpty { break }
      try add(found, to: program)
    }
    return best.point
  }

  private func point(_ prices: [Double]) -> DualPoint {
    var point = DualPoint(
      cells: [Double](repeating: 0, count: packing.cellCount),
      limits: [Double](repeating: 0, count: packing.limitCount))
    for cell in 0..<packing.cellCount {
      for dimension in 0..<packing.dimensionCount where demand[row(cell, dimension)] > 0 {
        let row = row(cell, dimension)
        point.cells[cell] += max(0, prices[row]) * size(cell, dimension) / demand[row]
      }
    }
    return point
  }

  private func add(_ patterns: PatternTable, to program: LinearProgram) throws(LinearFault) {
    var batch = ColumnBatch()
    for pattern in 0..<patterns.count {
      var use = [Double](repeating: 0, count: demand.count)
      for position in patterns.range(pattern) {
        let cell = Int(patterns.cells[position])
        for dimension in 0..<packing.dimensionCount {
          use[row(cell, dimension)] += size(cell, dimension) * Double(patterns.counts[position])
        }
      }
      for row in use.indices where use[row] > 0 { batch.put(row: row, use[row] / demand[row]) }
      batch.close(cost: packing.cost(Int(patterns.bins[pattern])))
    }
    try program.addColumns(batch)
  }
}
