import StowageLinear

/// The lower bound that any dual point gives, once it is known how much each bin can hold at these duals.
///
/// Let U_b be an upper bound on the worth of any pattern of bin b, and c_b its price with its share of the limits.
/// Scaling the cell duals by s = max U_b / c_b over the bins of unlimited number makes them feasible for the dual
/// of the full master (Farley, "A note on bounding a class of linear programming problems", Operations Research
/// 38, 1990, doi:10.1287/opre.38.5.922), and a bin with n copies can gain at most n times U_b / s - c_b.
struct LagrangianBound {
  let packing: Packing
  /// Per cell, for the cells whose demand is fixed.
  let demand: [Int32]
  /// The cells whose demand is open, nil where there are none.
  let polytope: DomainPolytope?
  let isOpen: [Bool]

  init(_ packing: Packing, demand: [Int32], domains: DomainRows?) throws(LinearFault) {
    self.packing = packing
    self.demand = demand
    var isOpen = [Bool](repeating: false, count: packing.cellCount)
    if let domains, !domains.isEmpty {
      polytope = try DomainPolytope(domains)
      for cell in domains.cells { isOpen[Int(cell)] = true }
    } else {
      polytope = nil
    }
    self.isOpen = isOpen
  }

  /// The greatest U_b / c_b over the bins of unlimited number; `worths` has U_b for every bin.
  func scale(of point: DualPoint, worths: [Double]) -> Double {
    let costs = point.binCosts(packing)
    var scale = 0.0
    for bin in 0..<packing.binCount where packing.copies[bin] == .max && worths[bin] > 0 {
      scale = max(scale, costs[bin] > 0 ? worths[bin] / costs[bin] : .infinity)
    }
    return scale
  }

  /// The bound in dollars per hour, before rounding.
  func value(of point: DualPoint, worths: [Double]) throws(LinearFault) -> Double {
    var scale = self.scale(of: point, worths: worths)
    if scale == .infinity { return 0 }
    if scale == 0 { scale = 1 }
    var cells = point.cells
    for cell in cells.indices { cells[cell] /= scale }
    var total = 0.0
    for cell in cells.indices where !isOpen[cell] && demand[cell] > 0 {
      total += cells[cell] * Double(demand[cell])
    }
    if let polytope {
      guard let least = try polytope.least(cells) else { return 0 }
      total += least
    }
    for limit in point.limits { total -= limit }
    let costs = point.binCosts(packing)
    for bin in 0..<packing.binCount where packing.copies[bin] != .max {
      total -= Double(packing.copies[bin]) * max(0, worths[bin] / scale - costs[bin])
    }
    return total
  }
}
