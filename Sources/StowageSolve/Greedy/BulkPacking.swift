import StowageProblem

/// Fills bins of the offering that gives most value for its price, as many equal ones at once as the demand allows,
/// until nothing is left or nothing can be opened.
///
/// The best pattern of an offering seldom gets better as demand goes down, so patterns are kept, and filled anew
/// only when one comes up whose pods are not all there any more.
struct BulkPacking {
  /// What a run came to.
  struct Outcome {
    var filled: [FilledBins] = []
    /// Per lot: pods without a bin.
    var left: [Int32] = []
    var cost: Int64 = 0
  }

  let fill: BalancedFill
  private var table: FillTable { fill.table }
  /// What new bins may still use.
  private(set) var ledger: OfferingLedger
  private let costs: [Double]
  private var patterns: [[LotPart]]
  /// Per offering's bin: worth of its pattern over its price, or what it can be at most where none was made yet.
  private var ratios: Tournament
  private var isFresh: [Bool]
  private var outcome = Outcome()
  private let workBefore: Int

  init(_ fill: BalancedFill, _ duals: SurrogateDuals, ledger: OfferingLedger) {
    self.fill = fill
    workBefore = fill.work
    costs = duals.costs
    self.ledger = ledger
    patterns = Array(repeating: [], count: fill.table.binCount)
    let openCount = fill.table.openCount
    ratios = Tournament(duals.promise.indices.map { $0 < openCount ? -1 : duals.promise[$0] * 1.05 })
    isFresh = Array(repeating: false, count: fill.table.binCount)
  }

  /// Packs what is left in `fill` with the duals that it has. Open bins come first, for they cost nothing more.
  mutating func run(includingOpenBins: Bool = true) -> Outcome {
    fill.refresh()
    for bin in 0..<(includingOpenBins ? table.openCount : 0) {
      let content = fill.fill(bin).content
      if !content.isEmpty { use(bin, content, copies: 1) }
    }
    fill.refresh()
    var uses = 0
    while let bin = next() {
      let copies = min(copies(of: patterns[bin]), ledger.available(table.source[bin]))
      guard copies > 0 else {
        ratios[bin] = -1
        continue
      }
      use(bin, patterns[bin], copies: copies)
      ledger.take(table.source[bin], copies)
      uses += 1
      if uses % 16 == 0 { fill.refresh() }
    }
    outcome.left = table.lots.indices.map { fill.left[$0] }
    return outcome
  }

  /// The offering whose pattern is worth most for its price, or as good as most; nil where no pod fits any more.
  private mutating func next() -> Int? {
    var held = (bin: -1, ratio: 0.0)
    while true {
      guard let best = ratios.winner else { return nil }
      let highest = ratios[best]
      if isFresh[best] && isThere(patterns[best]) { return best }
      if held.ratio > 0, held.ratio >= sufficient * highest { return held.bin }
      let result = fill.fill(best)
      patterns[best] = result.content
      ratios[best] = result.value / costs[best]
      isFresh[best] = true
      if ratios[best] > held.ratio { held = (best, ratios[best]) }
    }
  }

  /// A pattern of this part of the best promise will do. Once the packing has taken long, there are so many bins that
  /// the last thousandths of each matter less than the time.
  private var sufficient: Double { fill.work - workBefore > 1_000_000 ? 0.99 : 0.998 }

  private func isThere(_ pattern: [LotPart]) -> Bool {
    pattern.allSatisfy { fill.left[Int($0.lot)] >= $0.count }
  }

  private func copies(of pattern: [LotPart]) -> Int32 {
    pattern.reduce(Int32.max) { min($0, fill.left[Int($1.lot)] / $1.count) }
  }

  private mutating func use(_ bin: Int, _ pattern: [LotPart], copies: Int32) {
    for part in pattern { fill.left[Int(part.lot)] -= part.count * copies }
    outcome.filled.append(FilledBins(bin: bin, content: pattern, copies: copies))
    outcome.cost += table.cost(bin, pattern) * Int64(copies)
  }
}
