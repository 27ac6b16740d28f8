import StowageProblem

/// Packs the lots of a table several times, each time with prices that have learnt from the last, then takes the
/// worst bins apart again and again; keeps the best.
struct BulkSearch {
  private let table: FillTable
  private let fill: BalancedFill
  private var duals: SurrogateDuals
  private let levels: [Int32]
  /// Lots looked at so far.
  var work: Int { fill.work }

  /// Where pods will be left over, every pod counts the same, and offerings count by how much they use of limits.
  init(_ table: FillTable, isScarce: Bool) {
    self.table = table
    fill = BalancedFill(table)
    duals = isScarce ? SurrogateDuals(equalIn: table) : SurrogateDuals(table)
    levels = Set(table.lots.map { table.problem.classes[$0.podClass].priority }).sorted(by: >)
  }

  /// Stops when about `workLimit` lots were looked at; at least one packing is made.
  mutating func run(workLimit: Int) -> BulkPacking.Outcome {
    var best = pack(favoursLarge: true)
    var round = 1
    while fill.work < workLimit / 2 && round < 8 {
      let outcome = pack(favoursLarge: round % 2 == 0)
      if isBetter(outcome, than: best) { best = outcome }
      round += 1
    }
    var failures = 0
    while fill.work < workLimit && failures < 12 {
      if rebuild(&best, share: 0.5 / Double(1 + failures % 4), favoursLarge: failures % 2 == 0) {
        failures = 0
      } else {
        failures += 1
      }
    }
    return best
  }

  private mutating func pack(favoursLarge: Bool) -> BulkPacking.Outcome {
    fill.setDuals(duals.values, favoursLarge: favoursLarge)
    fill.setLeft(table.lots.map(\.count))
    var packing = BulkPacking(fill, duals, ledger: table.placement.ledger)
    let outcome = packing.run()
    duals.correct(by: outcome.filled, table)
    return outcome.downgraded(table, ledger: packing.ledger)
  }

  /// More pods by priority, then less cost.
  private func isBetter(_ outcome: BulkPacking.Outcome, than other: BulkPacking.Outcome) -> Bool {
    let (mine, its) = (unplaced(outcome), unplaced(other))
    return mine == its ? outcome.cost < other.cost : mine.lexicographicallyPrecedes(its)
  }

  private func unplaced(_ outcome: BulkPacking.Outcome) -> [Int64] {
    var result = [Int64](repeating: 0, count: levels.count)
    for (lot, count) in outcome.left.enumerated() where count > 0 {
      let priority = table.problem.classes[table.lots[lot].podClass].priority
      result[levels.firstIndex(of: priority) ?? 0] += Int64(count)
    }
    return result
  }

  /// Takes apart the new bins that give least for their price, up to a share of the cost, and packs their pods and
  /// those without a place once more. False, and nothing changed, where that is no better.
  private mutating func rebuild(
    _ outcome: inout BulkPacking.Outcome, share: Double, favoursLarge: Bool
  ) -> Bool {
    let values = outcome.filled.map(value)
    let order = outcome.filled.indices.filter { !table.isOpen(outcome.filled[$0].bin) }.sorted {
      (values[$0], $0) < (values[$1], $1)
    }
    var (isApart, freed) = ([Bool](repeating: false, count: outcome.filled.count), outcome.left)
    var (cost, ledger) = (Int64(0), table.placement.ledger)
    for index in order where Double(cost) < Double(outcome.cost) * share {
      let group = outcome.filled[index]
      isApart[index] = true
      cost += table.cost(group.bin, group.content) * Int64(group.copies)
      for part in group.content { freed[Int(part.lot)] += part.count * group.copies }
    }
    var kept = BulkPacking.Outcome()
    for (index, group) in outcome.filled.enumerated() where !isApart[index] {
      kept.filled.append(group)
      kept.cost += table.cost(group.bin, group.content) * Int64(group.copies)
      if !table.isOpen(group.bin) { ledger.take(table.source[group.bin], group.copies) }
    }
    fill.setDuals(duals.values, favoursLarge: favoursLarge)
    fill.setLeft(freed)
    var packing = BulkPacking(fill, duals, ledger: ledger)
    let rest = packing.run(includingOpenBins: false).downgraded(table, ledger: packing.ledger)
    duals.correct(by: rest.filled, table)
    kept.filled += rest.filled
    kept.cost += rest.cost
    kept.left = rest.left
    guard isBetter(kept, than: outcome) else { return false }
    outcome = kept
    return true
  }

  /// What a bin's pods are worth for its price.
  private func value(_ group: FilledBins) -> Double {
    let worth = group.content.reduce(0) { $0 + duals.values[Int($1.lot)] * Double($1.count) }
    return worth / Double(max(1, table.price[group.bin]))
  }
}

extension BulkPacking.Outcome {
  /// The same contents in the cheapest bins that hold them.
  func downgraded(_ table: FillTable, ledger: OfferingLedger) -> BulkPacking.Outcome {
    var (result, ledger) = (self, ledger)
    let order = (table.openCount..<table.binCount).sorted { (table.price[$0], $0) < (table.price[$1], $1) }
    for (index, group) in filled.enumerated() where !table.isOpen(group.bin) {
      let used = table.amounts(of: group.content)
      var best = (bin: group.bin, cost: table.cost(group.bin, group.content))
      for bin in order {
        if table.price[bin] >= best.cost { break }
        guard table.holds(group.content, using: used, bin) else { continue }
        let cost = table.cost(bin, group.content)
        let mayReplace = ledger.mayReplace(table.source[group.bin], by: table.source[bin], group.copies)
        if cost < best.cost && mayReplace { best = (bin, cost) }
      }
      guard best.bin != group.bin else { continue }
      ledger.giveBack(table.source[group.bin], group.copies)
      ledger.take(table.source[best.bin], group.copies)
      result.filled[index].bin = best.bin
      result.cost -= (table.cost(group.bin, group.content) - best.cost) * Int64(group.copies)
    }
    return result
  }
}

extension FillTable {
  /// What a content takes, in blocks.
  func amounts(of content: [LotPart]) -> [Block] {
    var result = [Block](repeating: .zero, count: blockCount)
    for part in content {
      for block in result.indices { result[block] &+= size[Int(part.lot) * blockCount + block] &* part.count }
    }
    return result
  }

  /// Whether a content fits into an empty bin and is accepted there.
  func holds(_ content: [LotPart], using used: [Block], _ bin: Int) -> Bool {
    for block in 0..<blockCount where any(used[block] .> room[bin * blockCount + block]) { return false }
    return content.allSatisfy { accepts(Int($0.lot), in: bin) }
  }
}
