import StowageLinear

/// The lower bound that any dual point gives, once it is known how much each bin can hold at these duals.
///
/// Let U_b be an upper bound on the worth of any pattern of bin b, and c_b its price with its share of the limits.
/// Scaling the cell duals by s = max U_b / c_b over the bins of unlimited number makes them feasible for the dual
/// of the full master (Farley, "A note on bounding a class of linear programming problems", Operations Research
/// 38, 1990, doi:10.1287/opre.38.5.922), and a bin with n copies can gain at most n times U_b / s - c_b.
struct LagrangianBound {
  let packing: Packing
  /// What has to be placed; the pods of open cells do not count here.
  let remainder: Remainder
  /// The cells whose demand is open, nil where there are none.
  let polytope: DomainPolytope?
  let isOpen: [Bool]

  init(_ packing: Packing, remainder: Remainder, domains: DomainRows?) throws(LinearFault) {
    self.packing = packing
    self.remainder = remainder
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
    for bin in 0..<packing.binCount where remainder.copies[bin] == .max && worths[bin] > 0 {
      scale = max(scale, costs[bin] > 0 ? worths[bin] / costs[bin] : .infinity)
    }
    return scale
  }

  /// The bound in price units, before rounding.
  func value(of point: DualPoint, worths: [Double]) throws(LinearFault) -> Double {
    var scale = self.scale(of: point, worths: worths)
    if scale == .infinity { return 0 }
    if scale == 0 { scale = 1 }
    var cells = point.cells
    for cell in cells.indices { cells[cell] /= scale }
    var total = 0.0
    for cell in cells.indices where !isOpen[cell] {
      total += cells[cell] * Double(remainder.pods[cell])
    }
    if let polytope {
      guard let least = try polytope.least(cells) else { return 0 }
      total += least
    }
    for (price, room) in zip(point.limits, remainder.limits) { total -= price * max(0, room) }
    let costs = point.binCosts(packing)
    for bin in 0..<packing.binCount where remainder.copies[bin] != .max {
      total -= Double(max(0, remainder.copies[bin])) * max(0, worths[bin] / scale - costs[bin])
    }
    return total
  }

  /// The scaled duals per class where they prove the bound by themselves: no class is split, nothing is limited.
  func classDuals(of point: DualPoint, worths: [Double]) -> [Double] {
    guard polytope == nil, packing.isUnrestricted else { return [] }
    let scale = self.scale(of: point, worths: worths)
    if scale == 0 || scale == .infinity { return [] }
    return point.cells.map { $0 / scale }
  }
}
