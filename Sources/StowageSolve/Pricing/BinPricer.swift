/// What pricing found for one bin, at the profits it was given and in their unit.
package struct PricedBin: Sendable {
  /// No pattern of the bin is worth more.
  package var bound: Double
  /// Distinct patterns, the best first; empty where nothing was looked for or found.
  package var patterns: [PricedPattern]
  /// Nodes of the exact search, 0 where there was none.
  package var nodes: Int

  package init(bound: Double = 0, patterns: [PricedPattern] = [], nodes: Int = 0) {
    self.bound = bound
    self.patterns = patterns
    self.nodes = nodes
  }

  /// What the best pattern is worth.
  package var worth: Double { patterns.first?.profit ?? 0 }
}

/// The working memory of one thread that prices bins.
package final class BinPricer {
  private var knapsack = Knapsack()
  private var relaxation = KnapsackRelaxation()
  private var fill: KnapsackFill
  private var proof = KnapsackProof()

  /// Keeps at most `keep` patterns per bin.
  package init(keep: Int = 3) { fill = KnapsackFill(keep: keep) }

  /// The relaxed bound, and quick patterns if that bound exceeds `floor`: a bin whose bound does not reach its
  /// cost has no pattern that a master wants.
  package func price(
    _ bin: PricingBin, rows: PricingRows, profits: [Double], remaining: [Int32]? = nil, floor: Double
  ) -> PricedBin {
    knapsack.load(bin, rows: rows, profits: profits, remaining: remaining)
    if knapsack.count == 0 { return PricedBin() }
    relaxation.solve(knapsack)
    var result = PricedBin(bound: relaxation.bound)
    if relaxation.bound <= floor { return result }
    fill.run(knapsack, relaxation: relaxation)
    for rank in 0..<fill.found { result.patterns.append(fill.pattern(rank, of: knapsack)) }
    return result
  }

  /// Lowers the bound of an answer of `price`, called with the same arguments, towards `cutoff` or the best
  /// pattern, whichever is more, and adds a better pattern if there is one.
  package func prove(
    _ bin: PricingBin, rows: PricingRows, profits: [Double], remaining: [Int32]? = nil, cutoff: Double,
    effort: KnapsackSearch.Effort, answer: inout PricedBin
  ) {
    knapsack.load(bin, rows: rows, profits: profits, remaining: remaining)
    if knapsack.count == 0 { return }
    relaxation.solve(knapsack)
    let outcome = proof.solve(
      knapsack, relaxation: relaxation, cutoff: max(cutoff, answer.worth), effort: effort)
    answer.bound = min(answer.bound, outcome.bound)
    answer.nodes += outcome.nodes
    if let pattern = proof.pattern { answer.patterns.insert(pattern, at: 0) }
  }
}
