import StowageUnits

/// Fills one bin after the other, always the one that gives most dual worth for its price.
///
/// The worth of the best pattern of a bin only falls as pods are taken away, so a ratio seen earlier is a limit
/// for what the bin can still give, and most bins need no new look.
struct PatternGreedy {
  let packing: Packing
  let sweep: PriceSweep
  let bins: [Int]
  /// How many bins the last run has priced, each as often as it was.
  private(set) var pricings = 0

  /// Fills bins for what is left; nil where nothing fits any more or the deadline came.
  mutating func run(_ start: Remainder, duals: DualPoint, deadline: Deadline) -> Filling? {
    var filling = Filling()
    pricings = bins.count
    var left = start
    let costs = duals.binCosts(packing)
    var offers = price(bins, duals: duals, left: left, costs: costs, deadline: deadline)
    var isFresh = [Bool](repeating: true, count: bins.count)
    while !left.isDone {
      if deadline.isOver { return nil }
      guard let best = bestOffer(offers) else { return nil }
      if !isFresh[best] {
        pricings += 1
        offers[best] = price([bins[best]], duals: duals, left: left, costs: costs, deadline: deadline)[0]
        isFresh[best] = true
        continue
      }
      let copies = left.copies(of: 0, in: offers[best].pattern, packing: packing)
      if copies < 1 {
        offers[best].ratio = 0
        continue
      }
      for _ in 0..<copies { left.take(0, of: offers[best].pattern, packing: packing, into: &filling) }
      for index in isFresh.indices where isFresh[index] && offers[index].ratio > 0 {
        isFresh[index] = left.copies(of: 0, in: offers[index].pattern, packing: packing) > 0
      }
    }
    return filling
  }

  /// The best pattern of one bin and its worth per price.
  private struct Offer {
    var ratio = 0.0
    var pattern = PatternTable()
  }

  private func price(
    _ list: [Int], duals: DualPoint, left: Remainder, costs: [Double], deadline: Deadline
  ) -> [Offer] {
    let priced = sweep.price(
      list, duals: duals.cells, costs: costs, remaining: left.pods, effort: PricingEffort(keenness: 0),
      deadline: deadline)
    return list.indices.map { index in
      var offer = Offer()
      if left.allowedCopies(of: list[index], packing: packing) < 1 { return offer }
      for pattern in 0..<priced[index].patterns.count {
        let ratio = priced[index].worths[pattern] / max(costs[list[index]], 1e-9)
        if ratio <= offer.ratio { continue }
        offer.ratio = ratio
        offer.pattern = PatternTable()
        offer.pattern.append(pattern, of: priced[index].patterns)
      }
      return offer
    }
  }

  private func bestOffer(_ offers: [Offer]) -> Int? {
    var best = -1
    for index in offers.indices where offers[index].ratio > 0 {
      if best < 0 || offers[index].ratio > offers[best].ratio { best = index }
    }
    return best < 0 ? nil : best
  }
}
