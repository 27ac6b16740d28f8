/// Prices that a master, or the smoothing between two of its answers, puts on its rows. In price units.
///
/// Every point with non-negative components gives a valid bound; none of them has to be optimal.
package struct DualPoint: Sendable {
  /// What one more pod of each cell is worth; 0 for cells without demand.
  package var cells: [Double]
  /// What the whole of each limit costs.
  package var limits: [Double]

  package init(cells: [Double], limits: [Double]) {
    self.cells = cells
    self.limits = limits
  }

  /// The point at `share` of the way from this one to `other`.
  func mixed(with other: DualPoint, share: Double) -> DualPoint {
    var result = self
    for index in cells.indices { result.cells[index] += share * (other.cells[index] - cells[index]) }
    for index in limits.indices { result.limits[index] += share * (other.limits[index] - limits[index]) }
    return result
  }

  /// What one copy of each bin costs: its price and its share of the limits.
  func binCosts(_ packing: Packing) -> [Double] {
    var costs = (0..<packing.binCount).map(packing.cost)
    for limit in 0..<packing.limitCount where limits[limit] > 0 {
      for bin in 0..<packing.binCount {
        costs[bin] += limits[limit] * packing.limitShare[limit * packing.binCount + bin]
      }
    }
    return costs
  }
}
