import StowageLinear

/// Prices many bins at the same profits, on all processors. What comes out does not depend on their number.
///
/// The bound of a master depends on the greatest ratio of bound to cost alone (Farley's scaling), and a pattern
/// already found shows that this ratio cannot fall below its own. So a sweep has two passes: the first bounds
/// every bin by its relaxation and finds patterns quickly; the second searches exactly, but only the bins whose
/// bound exceeds the best ratio found, and only down to it.
package final class PricingSweep: @unchecked Sendable {
  package struct Request: Sendable {
    /// One per cell.
    package var profits: [Double]
    /// One per bin of the sweep: a bin is worth opening for a pattern that is worth more.
    package var costs: [Double]
    /// Pods per cell that still need a place; nil for all.
    package var remaining: [Int32]?
    /// Ratios of bound to cost up to one plus this are as good as one.
    package var tolerance: Double
    /// Patterns are looked for in bins whose relaxed bound is at least this part of their cost.
    package var keenness: Double
    /// Of the exact search, per bin; no exact search where its node limit is 0.
    package var effort: KnapsackSearch.Effort
    /// No exact search either, once a pattern has this ratio: the bound that could come out of it is no use.
    package var uselessRatio: Double

    package init(
      profits: [Double], costs: [Double], remaining: [Int32]? = nil, tolerance: Double = 1e-6,
      keenness: Double = 1, effort: KnapsackSearch.Effort = .init(nodeLimit: 0),
      uselessRatio: Double = .infinity
    ) {
      self.profits = profits
      self.costs = costs
      self.remaining = remaining
      self.tolerance = tolerance
      self.keenness = keenness
      self.effort = effort
      self.uselessRatio = uselessRatio
    }
  }

  package let rows: PricingRows
  package let bins: [PricingBin]
  private let crew: Crew
  private let pricers: [BinPricer]

  package init(rows: PricingRows, bins: [PricingBin], crew: Crew, keep: Int = 3) {
    self.rows = rows
    self.bins = bins.map { $0.tightened(rows) }
    self.crew = crew
    pricers = (0..<crew.workers).map { _ in BinPricer(keep: keep) }
  }

  /// The same bins, with working memory of its own for use on another thread.
  package init(sharing other: PricingSweep, crew: Crew, keep: Int = 3) {
    rows = other.rows
    bins = other.bins
    self.crew = crew
    pricers = (0..<crew.workers).map { _ in BinPricer(keep: keep) }
  }

  /// Prices the bins of a list; the results are in its order. Of bins that the deadline leaves out nothing is known:
  /// their bound is infinite.
  package func run(_ list: [Int], _ request: Request) -> [PricedBin] {
    var results = [PricedBin](repeating: PricedBin(), count: list.count)
    let deadline = request.effort.deadline
    forEach(&results) { pricer, index, answer in
      let bin = list[index]
      if deadline.isOver {
        answer.bound = .infinity
        return
      }
      answer = pricer.price(
        bins[bin], rows: rows, profits: request.profits, remaining: request.remaining,
        floor: request.costs[bin] * request.keenness)
    }
    if request.effort.nodeLimit == 0 || deadline.isOver { return results }
    var ratio = 1 + request.tolerance
    for (index, bin) in list.enumerated() where request.costs[bin] > 0 {
      ratio = max(ratio, results[index].worth / request.costs[bin])
    }
    if ratio >= request.uselessRatio { return results }
    let target = ratio
    forEach(&results) { pricer, index, answer in
      let bin = list[index]
      let cutoff = request.costs[bin] * target
      if answer.bound <= cutoff { return }
      pricer.prove(
        bins[bin], rows: rows, profits: request.profits, remaining: request.remaining, cutoff: cutoff,
        effort: request.effort, answer: &answer)
    }
    return results
  }

  private func forEach(
    _ results: inout [PricedBin], _ body: @Sendable (BinPricer, Int, inout PricedBin) -> Void
  ) {
    results.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let slots = Slots(base: base)
      crew.forEach(buffer.count) { worker, index in body(self.pricers[worker], index, &slots.base[index]) }
    }
  }

  /// Every index is written by one worker only.
  private struct Slots: @unchecked Sendable {
    var base: UnsafeMutablePointer<PricedBin>
  }
}
