import StowageProblem

/// The fast answer: feasible by every rule, as many pods as it can place, then cheap.
package enum Greedy {
  package static func solve(_ problem: Problem, _ settings: SearchSettings = SearchSettings()) -> Solution {
    let placement = Placement(problem)
    if problem.topologies.isEmpty && problem.companions.isEmpty {
      let lots = problem.classes.indices.map { index in
        Lot(podClass: index, domains: [], count: placement.left[index])
      }
      let table = FillTable(placement, lots: lots)
      var duals = SurrogateDuals(table)
      let fill = BalancedFill(table)
      var best: BulkPacking.Outcome?
      for round in 0..<5 {
        fill.setDuals(duals.values, favoursLarge: round % 2 == 0)
        fill.setLeft(lots.map(\.count))
        var packing = BulkPacking(fill)
        let outcome = packing.run()
        duals.correct(by: outcome.filled, weight: 1 / Double(round + 2))
        if best.map({ outcome.cost < $0.cost }) ?? true { best = outcome }
      }
      if let best { placement.fill(best, table) }
    }
    Insertion(placement).placeAll()
    return placement.solution
  }
}

extension Placement {
  /// Takes over what a bulk packing came to.
  func fill(_ outcome: BulkPacking.Outcome, _ table: FillTable) {
    for group in outcome.filled {
      for _ in 0..<group.copies {
        let bin = table.isOpen(group.bin) ? table.source[group.bin] : open(table.source[group.bin])
        for part in group.content { add(table.lots[Int(part.lot)].podClass, part.count, to: bin) }
      }
    }
  }
}
