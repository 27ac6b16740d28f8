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
