import StowageLinear
import StowageUnits

/// Improves a filling by emptying a few bins at a time and filling them anew.
///
/// Rounds of disjoint neighbourhoods are solved on all processors and applied in a fixed order, so that the result
/// does not depend on the number of threads.
final class NeighbourhoodSearch: @unchecked Sendable {
  let packing: Packing
  private(set) var filling: Filling
  private let duals: DualPoint
  private let columns: PatternTable
  /// Taken in turn: deep in the bins that are likely, broad over all of them.
  private let searches: [Neighbourhood.Thoroughness]
  private let crew: Crew
  private let sweeps: [PriceSweep]
  private var random: SplitMix64
  private(set) var rounds = 0
  private(set) var improvements = 0
  private var failures = 0

  static let neighbourhoodsPerRound = 2

  init(
    _ packing: Packing, filling: Filling, sweep: PriceSweep, duals: DualPoint, columns: PatternTable,
    bestBins: [Int], crew: Crew, seed: UInt64
  ) {
    self.packing = packing
    self.filling = filling
    self.duals = duals
    self.columns = columns
    self.crew = crew
    searches = [
      .init(bins: bestBins, firstSteps: 10, laterSteps: 6),
      .init(bins: Array(0..<packing.binCount), firstSteps: 30, laterSteps: 2),
    ]
    sweeps = (0..<crew.workers).map { _ in PriceSweep(sharing: sweep) }
    random = SplitMix64(seed: seed)
  }

  /// One round; true where the filling became cheaper.
  func round(deadline: Deadline) -> Bool {
    rounds += 1
    let chosen = choose()
    let search = searches[rounds % searches.count]
    var found = [Filling?](repeating: nil, count: chosen.count)
    found.withUnsafeMutableBufferPointer { buffer in
      let slots = Slots(base: buffer.baseAddress)
      crew.forEach(chosen.count) { worker, index in
        let part = Neighbourhood(self.packing, filling: self.filling, members: chosen[index])
        slots.base?[index] = try? part.improve(
          sweep: self.sweeps[worker], search: search, columns: self.columns, duals: self.duals,
          deadline: deadline)
        if worker > 0 { LinearProgram.endThread() }
      }
    }
    var isReplaced = [Bool](repeating: false, count: filling.bins.count)
    var added = PatternTable()
    for (members, better) in zip(chosen, found) {
      guard let better else { continue }
      improvements += 1
      for member in members { isReplaced[member] = true }
      added.append(contentsOf: better.bins)
    }
    if added.isEmpty {
      failures += 1
      return false
    }
    failures = 0
    filling.bins.keep(isReplaced.map { !$0 })
    filling.bins.append(contentsOf: added)
    return true
  }

  private struct Slots: @unchecked Sendable {
    var base: UnsafeMutablePointer<Filling?>?
  }

  /// Disjoint sets of bins, those with the greatest loss (price less dual worth) more often than others.
  private func choose() -> [[Int]] {
    let count = filling.bins.count
    let costs = duals.binCosts(packing)
    let losses = duals.cells.withUnsafeBufferPointer { values in
      (0..<count).map { costs[Int(filling.bins.bins[$0])] - filling.bins.worth($0, values: values) }
    }
    var isTaken = [Bool](repeating: false, count: count)
    var sets: [[Int]] = []
    let most = min(10, 4 + failures / 8)
    for _ in 0..<NeighbourhoodSearch.neighbourhoodsPerRound {
      let size = 2 + random.below(most - 1)
      var set: [Int] = []
      for position in 0..<size {
        let tries = position == 0 || random.below(2) == 0 ? 4 : 1
        var best = -1
        for _ in 0..<tries {
          let candidate = random.below(count)
          if !isTaken[candidate] && (best < 0 || losses[candidate] > losses[best]) { best = candidate }
        }
        if best < 0 { continue }
        isTaken[best] = true
        set.append(best)
      }
      if set.count > 1 || (count == 1 && !set.isEmpty) { sets.append(set.sorted()) }
    }
    return sets
  }
}
