import StowageSolve
import StowageUnits

/// A small random pricing problem that brute force can solve.
struct RandomKnapsack {
  var rows: PricingRows
  var bin: PricingBin
  var profits: [Double]
  /// Row-major, as given to `rows`.
  var weights: [Int32]
  var room: [Int32]
  var conflicts: [[Int]]
  var companies: [PricingRows.Company]
  var accompanied: [Bool]

  var cellCount: Int { profits.count }

  /// Makes all rows but the last so wide, with weights of no common divisor, that tables have to round; and the last
  /// one narrow, as that of the GPUs of a node.
  private static func widen(
    _ weights: inout [Int32], _ room: inout [Int32], items: Int, _ generator: inout SplitMix64
  ) {
    for row in room.indices {
      let isNarrow = row > 0 && row == room.count - 1
      room[row] = isNarrow ? Int32(1 + generator.below(8)) : room[row] * 997
      for item in row * items..<(row + 1) * items {
        weights[item] =
          isNarrow ? Int32(generator.below(3)) : weights[item] * 997 + Int32(generator.below(200))
      }
    }
  }

  enum Flavour: CaseIterable { case plain, wide, conflicts, groups, manyRows, companies }

  init(_ generator: inout SplitMix64, flavour: Flavour, mostItems: Int = 7) {
    let items = 1 + generator.below(mostItems)
    let rowCount = flavour == .manyRows ? 9 + generator.below(3) : 1 + generator.below(4)
    let scale = [1, 5, 25][generator.below(3)]
    var weights: [Int32] = []
    var room: [Int32] = []
    for _ in 0..<rowCount {
      room.append(Int32(scale * (4 + generator.below(24)) + generator.below(scale)))
      for _ in 0..<items {
        weights.append(generator.below(6) == 0 ? 0 : Int32(scale * (1 + generator.below(9))))
      }
    }
    if flavour == .wide { RandomKnapsack.widen(&weights, &room, items: items, &generator) }
    let drawn = weights
    profits = (0..<items).map { item in
      if generator.below(12) == 0 { return 0 }
      let size = (0..<rowCount).reduce(0.0) { $0 + Double(drawn[$1 * items + item]) }
      return (size * (0.5 + generator.unit()) + generator.unit()) * 1e6
    }
    self.weights = weights
    self.room = room
    var adjacent = [Set<Int>](repeating: [], count: items)
    if flavour == .conflicts && items > 1 {
      for _ in 0...generator.below(items) {
        let first = generator.below(items)
        let second = generator.below(items)
        if first == second { continue }
        adjacent[first].insert(second)
        adjacent[second].insert(first)
      }
    }
    conflicts = adjacent.map { $0.sorted() }
    var rules: [PricingRows.Rule] = []
    if flavour == .groups {
      for _ in 0...generator.below(2) {
        let members = (0..<items).filter { _ in generator.below(2) == 0 }.map(Int32.init)
        let subjects = (0..<items).filter { _ in generator.below(3) == 0 }.map(Int32.init)
        rules.append(.init(members: members, subjects: subjects, cap: Int32(generator.below(4))))
      }
    }
    companies = []
    if flavour == .companies {
      for _ in 0...generator.below(3) {
        let targets = (0..<items).filter { _ in generator.below(3) == 0 }.map(Int32.init)
        let founders: Int32? = generator.below(3) == 0 ? Int32(1 + generator.below(2)) : nil
        companies.append(
          .init(subject: Int32(generator.below(items)), targets: targets, founders: founders))
      }
    }
    accompanied = companies.map { _ in generator.below(8) == 0 }
    var start: [Int32] = [0]
    for list in conflicts { start.append(start.last! + Int32(list.count)) }
    rows = PricingRows(
      cellCount: items, weights: weights, conflictStart: start,
      conflictCells: conflicts.flatMap { $0.map(Int32.init) }, rules: rules, companies: companies)
    var cells: [Int32] = []
    var limits: [Int32] = []
    for item in 0..<items {
      var most = Int32(1 + generator.below(4))
      for row in 0..<rowCount where weights[row * items + item] > 0 {
        most = min(most, room[row] / weights[row * items + item])
      }
      if most > 0 {
        cells.append(Int32(item))
        limits.append(most)
      }
    }
    bin = PricingBin(
      cells: cells, limits: limits, room: room,
      present: rules.map { _ in Int32(generator.below(2)) }, accompanied: accompanied)
  }

  /// The same items in a bin of other room.
  func withRoom(_ change: (Int32) -> Int32) -> RandomKnapsack {
    var result = self
    result.room = room.map(change)
    var cells: [Int32] = []
    var limits: [Int32] = []
    for (cell, limit) in zip(bin.cells, bin.limits) {
      var most = limit
      for row in room.indices {
        let weight = weights[row * cellCount + Int(cell)]
        if weight > 0 { most = min(most, result.room[row] / weight) }
      }
      if most > 0 {
        cells.append(cell)
        limits.append(most)
      }
    }
    result.bin = PricingBin(
      cells: cells, limits: limits, room: result.room, present: bin.present, accompanied: accompanied)
    return result
  }
}

extension RandomKnapsack {
  /// Every rule, checked on its own.
  func isFeasible(_ copies: [Int32]) -> Bool {
    let items = cellCount
    for row in room.indices {
      var used: Int64 = 0
      for item in 0..<items { used += Int64(copies[item]) * Int64(weights[row * items + item]) }
      if used > Int64(room[row]) { return false }
    }
    for item in 0..<items where copies[item] > 0 {
      guard let position = bin.cells.firstIndex(of: Int32(item)) else { return false }
      if copies[item] > bin.limits[position] { return false }
      if conflicts[item].contains(where: { copies[$0] > 0 }) { return false }
    }
    for (index, company) in companies.enumerated() where !accompanied[index] {
      let own = copies[Int(company.subject)]
      if own == 0 { continue }
      let targets = company.targets.reduce(Int32(0)) { $0 + copies[Int($1)] }
      if targets >= company.need { continue }
      return false
    }
    for (index, rule) in rows.rules.enumerated() {
      if !rule.subjects.contains(where: { copies[Int($0)] > 0 }) { continue }
      let together = rule.members.reduce(bin.present[index]) { $0 + copies[Int($1)] }
      if together > rule.cap { return false }
    }
    return true
  }

  /// A pattern spread out: one count per cell.
  func copies(_ pattern: PricedPattern) -> [Int32] {
    var result = [Int32](repeating: 0, count: cellCount)
    for (cell, count) in zip(pattern.cells, pattern.copies) { result[Int(cell)] += count }
    return result
  }

  func profit(of copies: [Int32]) -> Double {
    zip(copies, profits).reduce(0) { $0 + Double($1.0) * $1.1 }
  }

  /// The greatest profit of any feasible pattern, by trying all of them.
  func bruteForce() -> Double {
    var best = 0.0
    var copies = [Int32](repeating: 0, count: cellCount)
    func extend(_ position: Int) {
      if position == bin.cells.count {
        if isFeasible(copies) { best = max(best, profit(of: copies)) }
        return
      }
      let item = Int(bin.cells[position])
      for count in 0...bin.limits[position] {
        copies[item] = count
        extend(position + 1)
      }
      copies[item] = 0
    }
    extend(0)
    return best
  }
}
