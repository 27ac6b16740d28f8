import StowageProblem
import StowageUnits

extension Packing {
  /// Flattens a problem for the pods that must have a place: `demand` per class, all of them by default. Where the
  /// deadline is cancelled meanwhile, offerings are missing.
  package init(_ problem: Problem, demand: [Int32]? = nil, deadline: Deadline = .never) {
    let demand = demand ?? problem.classes.map(\.count)
    let split = CellSplit(problem)
    let cellCount = split.classOfCell.count

    self.init(
      dimensionCount: problem.dimensionCount, cellCount: cellCount, classOfCell: split.classOfCell,
      cellStart: split.cellStart, splitClass: split.splitBy.map { !$0.isEmpty }, domainOfCell: [], size: [],
      demand: [], perBin: [], conflictStart: [0],
      conflictCells: [], caps: [], companions: [], binCount: 0, offeringCount: 0, sourceOfBin: [],
      capacity: [], price: [], copies: [], domainOfBin: [], itemStart: [0], items: [], itemLimit: [],
      groupStart: [0], groupNodes: [], limitCount: 0, limitShare: [])
    fillCells(problem, demand: demand, split: split)
    let kept = Dominance(problem, packing: self, split: split, deadline: deadline).undominated()
    let groups = NodeGroups(problem, packing: self, split: split)
    fillBins(problem, split: split, kept: kept, groups: groups)
    fillRules(problem, groups: groups)
    fillLimits(problem)
    let sorted = price.prefix(offeringCount).filter { $0 > 0 }.sorted()
    if !sorted.isEmpty { priceUnit = Double(sorted[sorted.count / 2]) }
  }

  private mutating func fillCells(_ problem: Problem, demand wanted: [Int32], split: CellSplit) {
    for topology in problem.topologies.indices {
      for cell in 0..<cellCount { domainOfCell.append(split.domains[cell][topology]) }
    }
    for dimension in 0..<dimensionCount {
      for index in classOfCell { size.append(problem.classes[Int(index)].size[dimension]) }
    }
    demand = classOfCell.map { wanted[Int($0)] }
    perBin = classOfCell.map { min(problem.classes[Int($0)].maxPerBin, wanted[Int($0)]) }
    for index in classOfCell {
      problem.conflicts.forEachColumn(of: Int(index)) { other in
        if other != Int(index) { for cell in cells(ofClass: other) { conflictCells.append(Int32(cell)) } }
      }
      conflictStart.append(Int32(conflictCells.count))
    }
  }

  private mutating func fillBins(
    _ problem: Problem, split: CellSplit, kept: [Int], groups: NodeGroups
  ) {
    offeringCount = kept.count
    binCount = kept.count + groups.members.count
    let sources =
      kept.map(BinSource.offering) + groups.members.map { BinSource.node($0[0]) }
    sourceOfBin = kept.map(Int32.init) + groups.members.map { Int32($0[0]) }
    for dimension in 0..<dimensionCount {
      for source in sources { capacity.append(max(0, source.capacity(in: problem)[dimension])) }
    }
    price =
      kept.map { problem.offerings[$0].price.nanos } + groups.members.map { problem.nodes[$0[0]].price.nanos }
    copies = kept.map { problem.offerings[$0].copies } + groups.members.map { Int32($0.count) }
    for topology in problem.topologies {
      for source in sources { domainOfBin.append(source.domain(of: topology)) }
    }
    for source in sources {
      for (cell, limit) in fittingCells(of: source, problem: problem, split: split) {
        items.append(cell)
        itemLimit.append(limit)
      }
      itemStart.append(Int32(items.count))
    }
    for members in groups.members {
      groupNodes.append(contentsOf: members.map(Int32.init))
      groupStart.append(Int32(groupNodes.count))
    }
  }

  private mutating func fillRules(_ problem: Problem, groups: NodeGroups) {
    func flatten(_ ids: [ClassID]) -> [Int32] {
      ids.flatMap { cells(ofClass: $0.index).map(Int32.init) }.sorted()
    }
    caps = problem.binCaps.map { cap in
      CellCap(
        members: flatten(cap.members), subjects: flatten(cap.subjects), cap: cap.cap,
        present: cap.present.isEmpty ? [] : groups.members.map { cap.present[$0[0]] })
    }
    companions = problem.companions.flatMap { rule in
      cells(ofClass: rule.subject.index).map { cell in
        CellCompanion(
          subject: Int32(cell), targets: flatten(rule.targets), mayFound: rule.mayFound,
          satisfied: groups.members.map { rule.satisfiedNodes.isEmpty ? false : rule.satisfiedNodes[$0[0]] })
      }
    }
  }

  private mutating func fillLimits(_ problem: Problem) {
    for limit in problem.limits where limit.bound > 0 {
      limitCount += 1
      for bin in 0..<binCount {
        let coefficient = isNode(bin) ? 0 : limit.coefficients[Int(sourceOfBin[bin])]
        limitShare.append(Double(coefficient) / Double(limit.bound))
      }
    }
  }

  /// The demanded cells that fit into a bin, ascending, with how many of each alone.
  func fittingCells(of source: BinSource, problem: Problem, split: CellSplit) -> [(Int32, Int32)] {
    let room = source.capacity(in: problem)
    var result: [(Int32, Int32)] = []
    for index in problem.classes.indices where source.accepts(index, in: problem) {
      guard let cell = split.cell(of: index, in: source) else { continue }
      var limit = perBin[Int(cell)]
      for dimension in 0..<dimensionCount {
        let need = size[dimension * cellCount + Int(cell)]
        let free = max(0, room[dimension])
        // Most fit: a product tells without a division.
        if Int64(need) * Int64(limit) > Int64(free) { limit = free / need }
      }
      if limit > 0 { result.append((cell, limit)) }
    }
    return result
  }
}

/// Existing nodes that are equal in everything a pattern can notice, in the order of their first members.
struct NodeGroups {
  var members: [[Int]] = []

  init(_ problem: Problem, packing: Packing, split: CellSplit) {
    var groupOfKey: [Key: Int] = [:]
    var homes = [[[Int32]]](repeating: [], count: problem.nodes.count)
    for home in problem.homes { homes[home.node.index].append([Int32(home.podClass.index), home.count]) }
    for (index, node) in problem.nodes.enumerated() where node.mayReceive {
      let fitting = packing.fittingCells(of: .node(index), problem: problem, split: split)
      if fitting.isEmpty { continue }
      let key = Key(
        node: node, cells: fitting.map(\.0), domains: problem.topologies.map { $0.domainOfNode[index] },
        present: problem.binCaps.map { $0.present.isEmpty ? 0 : $0.present[index] },
        satisfied: problem.companions.map { $0.satisfiedNodes.isEmpty ? false : $0.satisfiedNodes[index] },
        homes: homes[index])
      if let group = groupOfKey[key] {
        members[group].append(index)
      } else {
        groupOfKey[key] = members.count
        members.append([index])
      }
    }
  }

  private struct Key: Hashable {
    var node: ExistingBin
    var cells: [Int32]
    var domains: [Int32]
    var present: [Int32]
    var satisfied: [Bool]
    var homes: [[Int32]]
  }
}
