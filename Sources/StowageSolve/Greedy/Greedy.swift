import StowageProblem

/// The fast answer: feasible by every rule, as many pods as it can place, then cheap.
package enum Greedy {
  package static func solve(_ problem: Problem, _ settings: SearchSettings = SearchSettings()) -> Solution {
    let placement = Placement(problem)
    fillInBulk(placement, classes: Array(problem.classes.indices))
    Insertion(placement).placeAll()
    return placement.solution
  }

  /// Places all it can of some classes, domains first, then bins.
  private static func fillInBulk(_ placement: Placement, classes: [Int]) {
    let lots = DomainAssignment.lots(placement, classes: classes)
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
    guard let best else { return }
    placement.take(best, table)
    placement.repair()
  }
}

extension Placement {
  /// Takes over what a bulk packing came to.
  func take(_ outcome: BulkPacking.Outcome, _ table: FillTable) {
    for group in outcome.filled {
      for _ in 0..<group.copies {
        let bin = table.isOpen(group.bin) ? table.source[group.bin] : open(table.source[group.bin])
        for part in group.content { add(table.lots[Int(part.lot)].podClass, part.count, to: bin) }
      }
    }
  }
}
