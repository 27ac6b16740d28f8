import StowageLinear
import StowageProblem

/// Beginning where another search ended, and leaving the same for the next one.
extension RootSearch {
  /// Takes over columns, duals and bins of a search on nearly the same problem: its duals give a bound at once, and
  /// its bins, filled up with what is new, a solution.
  func begin(with start: WarmStart) throws(LinearFault) {
    let table = WarmStartTable(packing)
    let columns = table.patterns(of: start.loads)
    try master.add(columns)
    search.warmColumns = columns.count
    let duals = table.duals(of: start)
    if try generation.begin(at: duals, deadline: search.settings.deadline) { report() }
    let (old, left) = table.filling(
      of: start.solution, pods: table.podsOfCells(start.solution, search.problem))
    var filling = old
    if !left.isDone {
      var greedy = PatternGreedy(packing: packing, sweep: sweep, bins: Array(0..<packing.binCount))
      guard
        let rest = greedy.run(left, duals: generation.center, deadline: search.settings.deadline)
      else { return }
      filling.bins.append(contentsOf: rest.bins)
    }
    take(filling, phase: "warm")
  }

  /// What the next search may begin with.
  func end() -> WarmStart? {
    guard let scores = generation.scores, let best = Filling(search.solution, packing: packing),
      let columns = try? master.bestPatterns(2 * packing.cellCount + 100, scores: scores)
    else { return nil }
    return WarmStartTable(packing).warmStart(columns: columns, duals: generation.center, best: best)
  }
}
