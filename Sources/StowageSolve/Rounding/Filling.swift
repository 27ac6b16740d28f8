/// A whole answer in the solver's own terms: one pattern a bin that is used.
struct Filling: Sendable {
  var bins = PatternTable()

  /// In price units.
  func cost(_ packing: Packing) -> Double {
    var nanos: Int64 = 0
    for bin in bins.bins { nanos += packing.price[Int(bin)] }
    return Double(nanos) / packing.priceUnit
  }

  /// Pods held per cell.
  func held(_ packing: Packing) -> [Int32] {
    var held = [Int32](repeating: 0, count: packing.cellCount)
    for position in bins.cells.indices { held[Int(bins.cells[position])] += bins.counts[position] }
    return held
  }
}
