import StowageUnits

/// How long and how far to search.
package struct SearchSettings: Sendable {
  /// The greedy answer alone, with a bound that costs next to nothing.
  package var isGreedyOnly: Bool
  package var gap: Double
  package var seed: UInt64
  package var deadline: Deadline
  /// After so many rounds of improvement that all fail the search is done, proven or not; nil goes on for a proof.
  package var patience: Int?
  /// Many problems are to be solved in the time there is, so that none of them is looked at for long.
  package var isOneOfMany = false
  /// Where a search on nearly the same problem ended; nil begins from nothing.
  package var warmStart: WarmStart?
  /// Whether the result says where the search ended, for another one to begin with.
  package var remembersEnd = false

  package init(isGreedyOnly: Bool = false, gap: Double = 0.001, seed: UInt64 = 1, deadline: Deadline = .never)
  {
    self.isGreedyOnly = isGreedyOnly
    self.gap = gap
    self.seed = seed
    self.deadline = deadline
  }
}

/// A moment of the search, for progress displays. `incumbent` never rises and `bound` never falls.
package struct SearchEvent: Sendable {
  package var phase: String
  package var incumbent: Money
  package var bound: Money
  package var columns: Int

  package init(phase: String, incumbent: Money, bound: Money, columns: Int) {
    self.phase = phase
    self.incumbent = incumbent
    self.bound = bound
    self.columns = columns
  }
}

/// What the search found.
package struct SearchResult: Sendable {
  package var solution: Solution
  package var bound: Bound
  /// The best bound that looks at sizes and masks alone, for problems that say some other rule too strictly.
  package var looseBound = Bound(cost: .zero)
  /// Counters such as columns, pricings, simplexIterations, in a fixed order.
  package var counters: [(name: String, value: Int)]
  /// Per class, what one pod more or less would change, in nano-dollars per hour; empty where no linear program says.
  package var prices: [Double] = []
  /// What a search on nearly the same problem may begin with; nil where nobody asked for it or the linear programs
  /// were not needed.
  package var end: WarmStart?

  package init(solution: Solution, bound: Bound, counters: [(name: String, value: Int)] = []) {
    self.solution = solution
    self.bound = bound
    self.counters = counters
  }
}
