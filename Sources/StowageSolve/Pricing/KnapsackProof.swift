import StowageUnits

/// Exact pricing of hard knapsacks: where one search takes too long, branch on the copies of one large item and
/// treat each remainder as a knapsack of its own.
///
/// A search prices the rows for the whole bin. Once large items are placed the room left has other proportions, and
/// prices that fit it are worth thousands of nodes: a remainder gets its own relaxation, which fixes most of its
/// items, and its own tables. Branching on an item that the relaxation uses moves its bound at once.
package struct KnapsackProof: ~Copyable {
  private var search = KnapsackSearch()
  private var plane = PlaneTable()
  private var planeLimits = FlatBuffer<Int32>()
  private var levels: [Level] = []
  private var best = 0.0
  private var bestPattern: PricedPattern?
  private var steps = 0

  /// Nodes of one search before its knapsack is branched on.
  private let patience: Int

  /// One knapsack on the path from the root, and what is known of it while its remainders are explored.
  private final class Level {
    var knapsack = Knapsack()
    var relaxation = KnapsackRelaxation()
    var limits = FlatBuffer<Int32>()
    var cell: Int32 = 0
    var copies: Int32 = 0
  }

  /// A plane is worth its time where the search may take so many nodes.
  private let planeThreshold: Int
  /// Cells of a plane that take as long as one node.
  private static let cellsPerNode = 800

  package init(patience: Int = 150, planeThreshold: Int = 20_000) {
    self.patience = patience
    self.planeThreshold = planeThreshold
  }
}

extension KnapsackProof {
  /// Looks for the pattern of most profit above `cutoff`. The relaxation must be that of the same knapsack. The
  /// node limit counts nodes and, as so many nodes as take as long, the making of tables.
  package mutating func solve(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation, cutoff: Double,
    effort: KnapsackSearch.Effort
  ) -> KnapsackSearch.Outcome {
    best = cutoff
    bestPattern = nil
    steps = 0
    let (bound, isComplete) = explore(
      knapsack, relaxation: relaxation, depth: 0, base: 0, effort: effort)
    // The sums along a path were rounded, each by less than 2^-50 of itself.
    let proven = max(bound, best) * (1 + 1e-11)
    return KnapsackSearch.Outcome(
      profit: bestPattern?.profit ?? 0, hasPattern: bestPattern != nil, bound: min(relaxation.bound, proven),
      nodes: steps,
      isComplete: isComplete)
  }

  /// The best pattern found by the last `solve`; nil where none was above the cutoff.
  package var pattern: PricedPattern? { bestPattern }

  /// A bound on every pattern that begins with the path so far, worth `base`, and goes on in this knapsack. No
  /// use is made of what such a bound says below the best pattern.
  private mutating func explore(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation, depth: Int, base: Double,
    effort: KnapsackSearch.Effort
  ) -> (bound: Double, isComplete: Bool) {
    if base > best {
      knapsack.rules.reset()
      if knapsack.rules.hasCompany() { record(nil, depth: depth, profit: base) }
    }
    if base + relaxation.bound <= best || knapsack.count == 0 { return (best, true) }
    let left = effort.nodeLimit - steps
    if depth > 0 && (left <= 0 || effort.deadline.isOver) { return (base + relaxation.bound, false) }

    let outcome = search.solve(
      knapsack, relaxation: relaxation, cutoff: best - base,
      effort: .init(nodeLimit: min(left, patience), deadline: effort.deadline))
    steps += outcome.nodes + search.tableWork
    if outcome.hasPattern && base + outcome.profit > best {
      record(search.bestPattern(knapsack), depth: depth, profit: base + outcome.profit)
    }
    if outcome.isComplete || steps >= effort.nodeLimit {
      return (base + outcome.bound, outcome.isComplete)
    }
    var most = base + outcome.bound
    if depth == 0 && effort.nodeLimit >= planeThreshold {
      most = min(most, planeBound(knapsack, relaxation: relaxation, effort: effort))
      if most <= best { return (best, true) }
    }
    let (bound, isComplete) = branch(
      knapsack, relaxation: relaxation, depth: depth, base: base, effort: effort)
    return (min(bound, most), isComplete)
  }

  /// The bound of two rows at once, for the time that half of the nodes would take.
  private mutating func planeBound(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation, effort: KnapsackSearch.Effort
  ) -> Double {
    search.writeLimits(into: &planeLimits, itemCount: knapsack.count)
    let nodes = min(effort.nodeLimit, 1 << 30) / 2
    let bound = plane.bound(
      knapsack, relaxation: relaxation, limits: planeLimits, cellLimit: nodes * KnapsackProof.cellsPerNode,
      deadline: effort.deadline)
    steps += plane.work / KnapsackProof.cellsPerNode
    return bound
  }

  /// Explores the remainders for every number of copies of one item, the most copies first.
  private mutating func branch(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation, depth: Int, base: Double,
    effort: KnapsackSearch.Effort
  ) -> (bound: Double, isComplete: Bool) {
    while levels.count <= depth { levels.append(Level()) }
    let level = levels[depth]
    search.writeLimits(into: &level.limits, itemCount: knapsack.count)
    let item = search.branchingItem(relaxation)
    level.cell = knapsack.cell[item]
    var bound = 0.0
    var isComplete = true
    level.copies = level.limits[item]
    while level.copies >= 0 {
      let value = base + Double(level.copies) * knapsack.profit[item]
      if level.knapsack.load(
        remainderOf: knapsack, limits: level.limits.base, item: item, copies: level.copies)
      {
        level.relaxation.solve(level.knapsack)
        let part = explore(
          level.knapsack, relaxation: level.relaxation, depth: depth + 1, base: value, effort: effort)
        bound = max(bound, part.bound)
        isComplete = isComplete && part.isComplete
      }
      level.copies -= 1
    }
    return (bound, isComplete)
  }

  /// Keeps the path so far together with what the search found below it.
  private mutating func record(_ tail: PricedPattern?, depth: Int, profit: Double) {
    var parts: [(cell: Int32, copies: Int32)] = []
    for level in levels.prefix(depth) where level.copies > 0 { parts.append((level.cell, level.copies)) }
    if let tail { for (cell, copies) in zip(tail.cells, tail.copies) { parts.append((cell, copies)) } }
    parts.sort { $0.cell < $1.cell }
    best = profit
    bestPattern = PricedPattern(cells: parts.map(\.cell), copies: parts.map(\.copies), profit: profit)
  }
}
