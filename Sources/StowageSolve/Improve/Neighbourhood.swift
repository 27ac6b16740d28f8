import StowageLinear
import StowageUnits

/// A few bins of a filling that are emptied and filled anew, at less cost if that can be done.
struct Neighbourhood {
  let packing: Packing
  /// Which bins of the filling, ascending.
  let members: [Int]
  let remainder: Remainder
  /// What the members cost now, in price units.
  let cost: Double
  /// Which bins are looked at, and how many steps of column generation go before and between fixings.
  struct Thoroughness: Sendable {
    var bins: [Int]
    var firstSteps: Int
    var laterSteps: Int
  }

  /// What they hold now.
  private let contents: PatternTable

  init(_ packing: Packing, filling: Filling, members: [Int]) {
    self.packing = packing
    self.members = members.sorted()
    var isMember = [Bool](repeating: false, count: filling.bins.count)
    for member in members { isMember[member] = true }
    var remainder = Remainder(packing, pods: [Int32](repeating: 0, count: packing.cellCount))
    var contents = PatternTable()
    var nanos: Int64 = 0
    for index in 0..<filling.bins.count {
      let bin = Int(filling.bins.bins[index])
      if isMember[index] {
        nanos += packing.price[bin]
        contents.append(index, of: filling.bins)
        for position in filling.bins.range(index) {
          remainder.pods[Int(filling.bins.cells[position])] += filling.bins.counts[position]
        }
      } else {
        remainder.use(bin, packing: packing)
      }
    }
    self.remainder = remainder
    self.contents = contents
    cost = Double(nanos) / packing.priceUnit
  }

  /// Cheaper bins for the same pods, nil where none were found.
  func improve(
    sweep: PriceSweep, search: Thoroughness, columns: PatternTable, duals: DualPoint, deadline: Deadline
  ) throws(LinearFault) -> Filling? {
    var known = contents
    known.append(contentsOf: columns)
    var dive = Dive(packing: packing, sweep: sweep, bins: search.bins)
    dive.firstSteps = search.firstSteps
    dive.laterSteps = search.laterSteps
    let found = try dive.run(
      remainder, columns: known, duals: duals, cutoff: cost - 1e-7, deadline: deadline)
    guard let found else { return nil }
    let better = Downgrade(packing).run(found)
    return better.cost(packing) < cost - 1e-7 ? better : nil
  }
}
