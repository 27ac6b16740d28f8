import StowageLinear
import StowageUnits

/// Rounds a master to whole bins: fix what the linear program uses at least once, take those pods away, generate
/// patterns for the rest, and where nothing is used once, fix the pattern that comes nearest.
struct Dive {
  let packing: Packing
  let sweep: PriceSweep
  let bins: [Int]
  /// Steps of column generation before the first and after each further fixing.
  var firstSteps = 12
  var laterSteps = 2
  var penalty = 1e4

  /// Fills bins for what is left; nil where that would cost `cutoff` price units or more, or the deadline came.
  func run(
    _ start: Remainder, columns: PatternTable, duals: DualPoint, cutoff: Double, deadline: Deadline
  ) throws(LinearFault) -> Filling? {
    var filling = Filling()
    var spent = 0.0
    var left = start
    let master = try RestrictedMaster(packing, remainder: left, penalty: penalty)
    try master.add(packing.homogeneousPatterns(demand: left.pods))
    try master.add(columns.truncated(to: left.pods))
    let generation = try ColumnGeneration(
      packing, master: master, sweep: sweep, remainder: left, bins: bins, start: duals)
    var steps = firstSteps
    while !left.isDone {
      for _ in 0..<steps {
        guard try generation.step(deadline: deadline) else { return nil }
        if spent + generation.bound >= cutoff { return nil }
        if generation.isDry { break }
      }
      guard try master.solve(deadline: deadline) == .optimal else { return nil }
      if spent + master.objective >= cutoff { return nil }
      let before = filling.bins.count
      fix(try master.values(), patterns: master.patterns, left: &left, into: &filling)
      if filling.bins.count == before { return nil }
      for bin in filling.bins.bins[before...] { spent += packing.cost(Int(bin)) }
      try master.shrink(to: left)
      try generation.shrink(to: left)
      steps = laterSteps
    }
    return filling
  }

  /// Takes every pattern as often as the linear program uses it whole; where none is, those nearest to once, as many
  /// as make a tenth of the bins left: what is left shrinks by a part each time, not by a bin.
  private func fix(
    _ values: [Double], patterns: PatternTable, left: inout Remainder, into filling: inout Filling
  ) {
    let before = filling.bins.count
    for pattern in 0..<patterns.count where values[pattern] >= 1 - 1e-6 {
      let copies = min(
        Int((values[pattern] + 1e-6).rounded(.down)),
        left.copies(of: pattern, in: patterns, packing: packing))
      for _ in 0..<copies { left.take(pattern, of: patterns, packing: packing, into: &filling) }
    }
    if filling.bins.count > before { return }
    let used = (0..<patterns.count).filter { values[$0] > 1e-9 }
    let nearest = used.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    let bins = used.reduce(0.0) { $0 + values[$1] }
    for pattern in nearest.prefix(max(1, Int(bins / 10))) {
      // What the others took may have left nothing whole of it.
      if pattern != nearest[0], left.copies(of: pattern, in: patterns, packing: packing) < 1 { continue }
      if left.allowedCopies(of: Int(patterns.bins[pattern]), packing: packing) < 1 { continue }
      left.take(pattern, of: patterns, packing: packing, into: &filling)
    }
  }
}

extension PatternTable {
  /// The patterns with no more of each cell than `demand`, those left empty dropped.
  func truncated(to demand: [Int32]) -> PatternTable {
    var result = PatternTable()
    for pattern in 0..<count {
      var isEmpty = true
      for position in range(pattern) {
        let most = min(counts[position], demand[Int(cells[position])])
        if most > 0 {
          result.put(cell: cells[position], count: most)
          isEmpty = false
        }
      }
      if !isEmpty { result.close(bin: bins[pattern]) }
    }
    return result
  }
}
