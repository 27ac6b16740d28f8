import StowageLinear
import StowageUnits

/// What pricing found for one bin.
struct BinPricing: Sendable {
  /// No pattern of the bin is worth more, in price units.
  var bound = 0.0
  var patterns = PatternTable()
  /// Per pattern: its worth at the duals it was priced with, in price units.
  var worths: [Double] = []
}

/// How hard to price.
struct PricingEffort: Sendable {
  /// Patterns are looked for in bins whose bound is at least this part of their cost.
  var keenness = 0.9
  /// Ratios of bound to cost up to one plus this are as good as one.
  var tolerance = 1e-5
  /// Steps of the exact search in one bin; 0 for no search.
  var nodeLimit = 0
  /// No exact search where a pattern is found with this ratio of worth to cost.
  var uselessRatio = Double.infinity
}

/// Pricing in the terms of a packing and its price units.
final class PriceSweep {
  let packing: Packing
  private let sweep: PricingSweep

  init(_ packing: Packing, crew: Crew) {
    self.packing = packing
    sweep = PricingSweep(
      rows: PricingRows(packing), bins: (0..<packing.binCount).map { PricingBin(packing, bin: $0) },
      crew: crew)
  }

  /// The same for one thread, with working memory of its own.
  init(sharing other: PriceSweep) {
    packing = other.packing
    sweep = PricingSweep(sharing: other.sweep, crew: Crew(most: 1))
  }

  /// Prices the bins of a list at `duals`, in price units a pod; `costs` has one value for every bin of the packing,
  /// and `remaining` limits the pods of each cell.
  func price(
    _ list: [Int], duals: [Double], costs: [Double], remaining: [Int32]? = nil, effort: PricingEffort,
    deadline: Deadline = .never
  ) -> [BinPricing] {
    let unit = packing.priceUnit
    let priced = sweep.run(
      list,
      PricingSweep.Request(
        profits: duals.map { $0 * unit }, costs: costs.map { $0 * unit }, remaining: remaining,
        tolerance: effort.tolerance, keenness: effort.keenness,
        effort: KnapsackSearch.Effort(nodeLimit: effort.nodeLimit, deadline: deadline),
        uselessRatio: effort.uselessRatio))
    return zip(list, priced).map { bin, answer in
      var result = BinPricing(bound: answer.bound / unit)
      for pattern in answer.patterns {
        for (cell, copies) in zip(pattern.cells, pattern.copies) {
          result.patterns.put(cell: cell, count: copies)
        }
        result.patterns.close(bin: Int32(bin))
        result.worths.append(pattern.profit / unit)
      }
      return result
    }
  }
}

extension PricingRows {
  /// The dimensions, and one more row for each cap whose members are its subjects.
  package init(_ packing: Packing) {
    var weights = packing.size
    for cap in packing.caps where cap.isPlain {
      var row = [Int32](repeating: 0, count: packing.cellCount)
      for cell in cap.members { row[Int(cell)] = 1 }
      weights.append(contentsOf: row)
    }
    self.init(
      cellCount: packing.cellCount, weights: weights, conflictStart: packing.conflictStart,
      conflictCells: packing.conflictCells,
      rules: packing.caps.filter { !$0.isPlain }.map {
        Rule(members: $0.members, subjects: $0.subjects, cap: $0.cap)
      },
      companies: packing.companions.map { rule in
        // The first of a group may be alone only in the bin that then holds all of the group.
        var group: [Int32: Int32] = [:]
        for cell in rule.targets { group[packing.classOfCell[Int(cell)]] = packing.demand[Int(cell)] }
        return Company(
          subject: rule.subject, targets: rule.targets,
          founders: rule.mayFound ? group.values.reduce(0, +) : nil)
      })
  }
}

extension PricingBin {
  package init(_ packing: Packing, bin: Int) {
    func present(_ cap: CellCap) -> Int32 {
      packing.isNode(bin) && !cap.present.isEmpty ? cap.present[bin - packing.offeringCount] : 0
    }
    let range = packing.itemRange(bin)
    var room = (0..<packing.dimensionCount).map { packing.capacity[$0 * packing.binCount + bin] }
    for cap in packing.caps where cap.isPlain { room.append(max(0, cap.cap - present(cap))) }
    self.init(
      cells: Array(packing.items[range]), limits: Array(packing.itemLimit[range]), room: room,
      present: packing.caps.filter { !$0.isPlain }.map(present),
      accompanied: packing.isNode(bin)
        ? packing.companions.map { !$0.satisfied.isEmpty && $0.satisfied[bin - packing.offeringCount] } : [])
  }
}
