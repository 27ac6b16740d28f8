import StowageProblem

/// The bound that needs no search: every pod pays for its share of one resource at the best price any bin that
/// accepts it asks for that resource. The best of all resources counts.
struct FluidBound {
  /// In price units.
  let value: Double

  /// What the bound ignores beside the shape of the bins.
  static let relaxed = ["binCaps", "choices", "companions", "conflicts", "limits", "topologies"]

  init(_ packing: Packing) {
    var best = 0.0
    for dimension in 0..<packing.dimensionCount {
      let ratios = FluidBound.cheapestPrices(packing, dimension: dimension)
      var total = 0.0
      for index in 0..<packing.cellStart.count - 1 {
        let cells = packing.cells(ofClass: index)
        var least = Double.infinity
        for cell in cells {
          least = min(least, ratios[cell] * Double(packing.size[dimension * packing.cellCount + cell]))
        }
        if least.isFinite { total += least * Double(packing.demand[cells.lowerBound]) }
      }
      best = max(best, total)
    }
    value = best / packing.priceUnit
  }

  /// Per cell: the least price of one unit of a resource over the bins that accept the cell.
  private static func cheapestPrices(_ packing: Packing, dimension: Int) -> [Double] {
    var ratios = [Double](repeating: .infinity, count: packing.cellCount)
    for bin in 0..<packing.binCount {
      let capacity = packing.capacity[dimension * packing.binCount + bin]
      let ratio = capacity > 0 ? Double(packing.price[bin]) / Double(capacity) : 0
      for position in packing.itemRange(bin) {
        let cell = Int(packing.items[position])
        ratios[cell] = min(ratios[cell], ratio)
      }
    }
    return ratios
  }
}

extension FluidBound {
  /// The same from the problem itself, for the pods that must have a place: weaker where an offering that is never
  /// needed is cheap by one resource, and next to no work. In nano-dollars per hour.
  init(_ problem: Problem, demand: [Int32]) {
    let bins = FluidBound.bins(of: problem)
    var best = 0.0
    for dimension in 0..<problem.dimensionCount {
      let ratios = bins.map { source in
        let capacity = source.capacity(in: problem)[dimension]
        return capacity > 0 ? source.price(in: problem) / Double(capacity) : 0
      }
      let order = bins.indices.sorted { (ratios[$0], $0) < (ratios[$1], $1) }
      var total = 0.0
      for (index, item) in problem.classes.enumerated() where item.size[dimension] > 0 && demand[index] > 0 {
        let cheapest = order.first { position in
          bins[position].accepts(index, in: problem)
            && zip(item.size, bins[position].capacity(in: problem)).allSatisfy { $0 <= max(0, $1) }
        }
        guard let cheapest else { continue }
        total += ratios[cheapest] * Double(item.size[dimension]) * Double(demand[index])
      }
      best = max(best, total)
    }
    value = best
  }

  /// The bins that may take anything at all.
  private static func bins(of problem: Problem) -> [BinSource] {
    let offerings = problem.offerings.indices.filter { offering in
      problem.offerings[offering].copies > 0
        && problem.limits.allSatisfy { $0.coefficients[offering] <= max(0, $0.bound) }
    }
    return offerings.map(BinSource.offering)
      + problem.nodes.indices.filter { problem.nodes[$0].mayReceive }.map(BinSource.node)
  }
}
