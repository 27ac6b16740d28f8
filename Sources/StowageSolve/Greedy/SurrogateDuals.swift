import StowageProblem

/// Prices of pods without a linear program: what each lot's share of the cheapest mixture of bins would cost if
/// pods were fluid, corrected by what its pods really cost in a packing.
///
/// The correction is the sequential value correction of G. Belov and G. Scheithauer (Setup and open-stacks
/// minimization in one-dimensional stock cutting, INFORMS Journal on Computing 19 (2007), 27-35,
/// doi:10.1287/ijoc.1050.0132), with prices in the place of waste.
struct SurrogateDuals {
  private let table: FillTable
  /// Per lot: nano-dollars per hour for one pod, at least 1.
  private(set) var values: [Double]
  /// Per bin: the most that its room can be worth for its price while pods are fluid; 0 for open bins.
  private(set) var promise: [Double]
  /// Per bin: what it costs, in nano-dollars per hour or in whatever is scarce.
  let costs: [Double]
  private var corrections = 0
  /// The values are not to be corrected.
  private let isFixed: Bool

  init(_ table: FillTable) {
    self.table = table
    values = Array(repeating: 1, count: table.lots.count)
    costs = table.price.map { max(1, Double($0)) }
    isFixed = false
    promise = Array(repeating: 0, count: table.binCount)
    for mask in 0..<table.maskCount { priceFluid(mask) }
  }

  /// Every pod is worth the same, and an offering costs what it uses of the limits and copies that are left.
  init(equalIn table: FillTable) {
    self.table = table
    values = Array(repeating: 1, count: table.lots.count)
    let (problem, ledger) = (table.problem, table.placement.ledger)
    let highest = Double(table.price.max() ?? 1) + 1
    costs = table.source.indices.map { bin in
      let offering = table.source[bin]
      guard !table.isOpen(bin) else { return 1 }
      var cost = 1e-4 * (Double(table.price[bin]) + 1) / highest
      for (limit, left) in zip(problem.limits, ledger.limitsLeft) {
        cost += max(0, Double(limit.coefficients[offering])) / Double(max(1, left))
      }
      return cost + 1 / Double(max(1, ledger.copiesLeft[offering]))
    }
    promise = table.source.indices.map { table.isOpen($0) ? 0 : .infinity }
    isFixed = true
  }

  private func amount(_ lot: Int, _ lane: Int) -> Double {
    Double(table.size[lot * table.blockCount + lane / 8][lane % 8])
  }

  private func capacity(_ bin: Int, _ lane: Int) -> Double {
    Double(table.room[bin * table.blockCount + lane / 8][lane % 8])
  }

  /// Prices of lane units that no offering undercuts, as high as the demand of one mask makes them: the dual of
  /// covering that demand by fractions of offerings, found by raising the price of what the best offering lacks.
  private mutating func priceFluid(_ mask: Int) {
    let lots = table.lots.indices.filter { Int(table.maskOfLot[$0]) == mask }
    let bins = (table.openCount..<table.binCount).filter { table.accepts[$0 * table.maskCount + mask] }
    guard !bins.isEmpty else { return }
    let lanes = table.laneCount
    var demand = [Double](repeating: 0, count: lanes)
    for lot in lots {
      for lane in 0..<lanes { demand[lane] += amount(lot, lane) * Double(table.lots[lot].count) }
    }
    let used = (0..<lanes).filter { demand[$0] > 0 }
    guard !used.isEmpty else { return }
    let capacities = bins.flatMap { bin in used.map { capacity(bin, $0) } }
    let rates = bins.map { 1 / Double(max(1, table.price[$0])) }
    var prices = used.map { 1 / demand[$0] }
    var best = (value: 0.0, prices: prices)
    for round in 0..<60 {
      let top = topBin(prices, capacities, rates)
      guard top.ratio > 0 else { return }
      var value = 0.0
      for (position, lane) in used.enumerated() {
        prices[position] /= top.ratio
        value += prices[position] * demand[lane]
      }
      if value > best.value { best = (value, prices) }
      let copies = value * rates[top.position]
      let step = 0.7 / (1 + 0.15 * Double(round))
      for (position, lane) in used.enumerated() {
        let supply = capacities[top.position * used.count + position] * copies
        let shortage = max(-1, min(1, demand[lane] / max(1e-9, supply) - 1))
        prices[position] *= 1 + step * shortage + step * step * shortage * shortage / 2
      }
    }
    for (index, bin) in bins.enumerated() {
      var worth = 0.0
      for position in used.indices {
        worth += best.prices[position] * capacities[index * used.count + position]
      }
      promise[bin] = max(promise[bin], worth * rates[index])
    }
    for lot in lots {
      var value = 0.0
      for (position, lane) in used.enumerated() { value += best.prices[position] * amount(lot, lane) }
      values[lot] = max(1, value)
    }
  }

  private func topBin(
    _ prices: [Double], _ capacities: [Double], _ rates: [Double]
  ) -> (ratio: Double, position: Int) {
    var top = (ratio: 0.0, position: 0)
    capacities.withUnsafeBufferPointer { capacities in
      prices.withUnsafeBufferPointer { prices in
        for position in rates.indices {
          var worth = 0.0
          for lane in prices.indices { worth += prices[lane] * capacities[position * prices.count + lane] }
          if worth * rates[position] > top.ratio { top = (worth * rates[position], position) }
        }
      }
    }
    return top
  }

  /// Moves every value towards the price that the lot's pods had in a packing, less and less.
  mutating func correct(by filled: [FilledBins], _ table: FillTable) {
    if isFixed { return }
    corrections += 1
    let weight = 1 / Double(corrections + 1)
    var paid = [Double](repeating: 0, count: values.count)
    var pods = [Double](repeating: 0, count: values.count)
    for group in filled {
      let worth = group.content.reduce(0) { $0 + values[Int($1.lot)] * Double($1.count) }
      let rate = Double(table.price[group.bin]) / max(1, worth)
      for part in group.content {
        let number = Double(part.count) * Double(group.copies)
        paid[Int(part.lot)] += rate * values[Int(part.lot)] * number
        pods[Int(part.lot)] += number
      }
    }
    for lot in values.indices where pods[lot] > 0 && paid[lot] > 0 {
      values[lot] += weight * (paid[lot] / pods[lot] - values[lot])
    }
  }
}
