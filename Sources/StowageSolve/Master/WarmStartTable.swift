import StowageProblem
import StowageUnits

/// Translates between the terms of a problem, in which a warm start is given, and those of its packing.
struct WarmStartTable {
  private let packing: Packing
  private var binOfOffering: [Int32: Int] = [:]
  private var binOfNode: [Int32: Int] = [:]

  init(_ packing: Packing) {
    self.packing = packing
    for bin in 0..<packing.offeringCount { binOfOffering[packing.sourceOfBin[bin]] = bin }
    for group in 0..<packing.groupCount {
      for position in Int(packing.groupStart[group])..<Int(packing.groupStart[group + 1]) {
        binOfNode[packing.groupNodes[position]] = packing.offeringCount + group
      }
    }
  }

  private func bin(of place: WarmStart.Place) -> Int? {
    switch place {
    case .offering(let id): binOfOffering[Int32(id.index)]
    case .node(let id): binOfNode[Int32(id.index)]
    }
  }

  private func place(of bin: Int) -> WarmStart.Place {
    let source = Int(packing.sourceOfBin[bin])
    return packing.isNode(bin) ? .node(NodeID(source)) : .offering(OfferingID(source))
  }

  // MARK: Into the packing

  /// The loads that still have a bin, as much of each as still fits into it.
  func patterns(of loads: [WarmStart.Load]) -> PatternTable {
    var table = PatternTable()
    for load in loads {
      guard let bin = bin(of: load.place) else { continue }
      var room = (0..<packing.dimensionCount).map { packing.capacity[$0 * packing.binCount + bin] }
      var isEmpty = true
      for part in load.content.parts {
        guard let cell = packing.cell(ofClass: part.podClass.index, in: bin) else { continue }
        let count = min(part.count, fitting(cell, in: bin, room: room))
        if count <= 0 { continue }
        for dimension in room.indices {
          room[dimension] -= count * packing.size[dimension * packing.cellCount + cell]
        }
        table.put(cell: Int32(cell), count: count)
        isEmpty = false
      }
      if isEmpty { table.abandon() } else { table.close(bin: Int32(bin)) }
    }
    return table
  }

  /// How many pods of a cell go into what is left of a bin.
  private func fitting(_ cell: Int, in bin: Int, room: [Int32]) -> Int32 {
    var most = packing.position(of: Int32(cell), in: bin).map { packing.itemLimit[$0] } ?? 0
    for dimension in room.indices {
      let size = packing.size[dimension * packing.cellCount + cell]
      if size > 0 { most = min(most, room[dimension] / size) }
    }
    return most
  }

  /// The duals that are known; 0 for classes that are new.
  func duals(of start: WarmStart) -> DualPoint {
    var point = DualPoint(
      cells: [Double](repeating: 0, count: packing.cellCount),
      limits: [Double](repeating: 0, count: packing.limitCount))
    for worth in start.worths {
      guard let bin = bin(of: worth.place), let cell = packing.cell(ofClass: worth.podClass.index, in: bin)
      else { continue }
      point.cells[cell] = max(0, worth.nanos / packing.priceUnit)
    }
    if start.limits.count == packing.limitCount {
      point.limits = start.limits.map { max(0, $0 / packing.priceUnit) }
    }
    return point
  }

  /// The old bins as far as there are pods for them, and what is left beside.
  func filling(of loads: [WarmStart.Load], pods: [Int32]) -> (filling: Filling, left: Remainder) {
    let old = patterns(of: loads)
    var filling = Filling()
    var left = Remainder(packing, pods: pods)
    for pattern in 0..<old.count {
      let isUsed = old.range(pattern).contains { left.pods[Int(old.cells[$0])] > 0 }
      if isUsed && left.allowedCopies(of: Int(old.bins[pattern]), packing: packing) > 0 {
        left.take(pattern, of: old, packing: packing, into: &filling)
      }
    }
    return (filling, left)
  }

  /// Per cell the pods that need a place. Those of split classes are where the old bins have them; pods more are
  /// put where there are fewest, pods less taken from where there are most, as rules of spread count them.
  func podsOfCells(_ loads: [WarmStart.Load], _ problem: Problem) -> [Int32] {
    var pods = packing.demand
    let old = patterns(of: loads)
    var held = [Int32](repeating: 0, count: packing.cellCount)
    for position in old.cells.indices { held[Int(old.cells[position])] += old.counts[position] }
    for index in packing.splitClass.indices where packing.isSplit(index) {
      let cells = packing.cells(ofClass: index)
      var missing = packing.demand[cells.lowerBound]
      for cell in cells {
        pods[cell] = held[cell]
        missing -= held[cell]
      }
      let others = others(ofClass: index, held, problem)
      func total(_ cell: Int) -> Int32 { pods[cell] + others[cell - cells.lowerBound] }
      while missing != 0 {
        let cell =
          missing > 0
          ? cells.min { total($0) < total($1) }!
          : cells.filter { pods[$0] > 0 }.max { total($0) < total($1) }!
        pods[cell] += missing.signum()
        missing -= missing.signum()
      }
    }
    return pods
  }

  /// Per cell of a class: what the rules that spread it count in its domain beside it, pods that run there included.
  private func others(ofClass index: Int, _ held: [Int32], _ problem: Problem) -> [Int32] {
    let cells = packing.cells(ofClass: index)
    var result = [Int32](repeating: 0, count: cells.count)
    for (number, topology) in problem.topologies.enumerated() {
      func domain(_ cell: Int) -> Int { Int(packing.domainOfCell[number * packing.cellCount + cell]) }
      for spread in topology.spreads where spread.subjects.contains(ClassID(index)) {
        var counts = spread.present
        for member in spread.members where member.index != index {
          for cell in packing.cells(ofClass: member.index) where domain(cell) >= 0 {
            counts[domain(cell)] += held[cell]
          }
        }
        for cell in cells where domain(cell) >= 0 { result[cell - cells.lowerBound] += counts[domain(cell)] }
      }
    }
    return result
  }

  // MARK: Out of the packing

  /// The state of a search, for the next one to begin with.
  func warmStart(columns: PatternTable, duals: DualPoint, best: Filling) -> WarmStart {
    var start = WarmStart()
    start.loads = loads(of: columns)
    start.solution = loads(of: best.bins)
    start.limits = duals.limits.map { $0 * packing.priceUnit }
    var isKnown = [Bool](repeating: false, count: packing.cellCount)
    for bin in 0..<packing.binCount {
      for position in packing.itemRange(bin) where !isKnown[Int(packing.items[position])] {
        let cell = Int(packing.items[position])
        isKnown[cell] = true
        start.worths.append(
          WarmStart.Worth(
            podClass: ClassID(Int(packing.classOfCell[cell])), place: place(of: bin),
            nanos: duals.cells[cell] * packing.priceUnit))
      }
    }
    return start
  }

  private func loads(of table: PatternTable) -> [WarmStart.Load] {
    (0..<table.count).map { pattern in
      let parts = table.range(pattern).map { position in
        Pattern.Part(
          podClass: ClassID(Int(packing.classOfCell[Int(table.cells[position])])),
          count: table.counts[position])
      }
      return WarmStart.Load(
        place: place(of: Int(table.bins[pattern])),
        content: Pattern(parts.sorted { $0.podClass < $1.podClass }))
    }
  }
}
