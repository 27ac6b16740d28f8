import StowageProblem
import StowageUnits

/// How to search for nodes to close.
package struct ClosingSettings: Sendable {
  package var search: SearchSettings
  /// The most pods that may move; nil for any number. Nodes that must close may exceed it, but leave less to others.
  package var moveLimit: Int?

  package init(search: SearchSettings, moveLimit: Int? = nil) {
    self.search = search
    self.moveLimit = moveLimit
  }
}

/// Which nodes to close, and what is left to provision then.
package struct ClosingResult: Sendable {
  /// Per node of the problem.
  package var closed: [Bool]
  /// The provisioning problem that is left, and its solution.
  package var left: Problem
  package var solution: Solution
  /// On the price of new bins and of the nodes that stay, whatever is closed.
  package var bound: Bound
  package var counters: [(name: String, value: Int)]

  /// A bound was above what something costs that it should hold for.
  package mutating func countBoundFault() {
    let name = "boundFaults"
    if let position = counters.firstIndex(where: { $0.name == name }) {
      counters[position].value += 1
    } else {
      counters.append((name, 1))
    }
  }
}

/// Decides which nodes to close so that the pods cost least altogether, moves priced in.
///
/// All pods packed anew give a bound and, as dual values, a price for each class. A node whose pods are worth less
/// than it costs should go; the nodes are ranked by what that gains for each unit of eviction, and prefixes of this
/// ranking are tried with the greedy packing. The best choice is then improved a few nodes at a time, and its pods are
/// packed with everything that provisioning has.
package struct ClosingSearch {
  let model: ClosingModel
  private(set) var settings: ClosingSettings
  private let onEvent: ((SearchEvent) -> Void)?
  private(set) var best: ClosingChoice
  private(set) var bound = Bound(cost: .zero)
  private var counters: [(name: String, value: Int)] = []
  var evaluations = 0
  private var descentWork = 0

  package static func solve(
    _ problem: Problem, settings: ClosingSettings, onEvent: ((SearchEvent) -> Void)? = nil
  ) -> ClosingResult {
    var search = ClosingSearch(problem, settings, onEvent)
    search.run()
    return search.result
  }

  /// The bound alone, of a problem that allows more than the one to be solved.
  package static func bound(_ problem: Problem, _ search: SearchSettings) -> Bound {
    Portfolio.solve(RepackProblem(ClosingModel(problem)).problem, settings: search).bound
  }

  private init(_ problem: Problem, _ settings: ClosingSettings, _ onEvent: ((SearchEvent) -> Void)?) {
    model = ClosingModel(problem)
    self.settings = settings
    self.onEvent = onEvent
    let none = [Bool](repeating: false, count: problem.nodes.count)
    let left = model.provisioning(closing: none)
    let solution = Greedy.solve(left)
    best =
      ClosingChoice(none, solution, left: left, model: model)
      ?? ClosingChoice(none, Solution(nodeCount: none.count), left: left, model: model)!
  }

  var deadline: Deadline { settings.search.deadline }

  private mutating func run() {
    if model.closable.isEmpty { return polish(deadline) }
    closeForced()
    let forced = best.isClosed
    let (prices, isWhole) = repack()
    if isProven { return }
    if deadline.isCancelled && best.isClosed == forced { return hurry(prices, forced) }
    if isSmall { return tryAll(forced) }
    // Packed anew as a whole, with moves for nothing, there is little left that prefixes could find, and what is to be
    // packed when all is closed has been packed.
    let isSame = movesAreFree && isWhole
    if !isSame { tryRankings(prices, forced: forced) }
    descend(forced)
    if settings.search.isGreedyOnly || isSame || isProven { return }
    polish(deadline.share(0.6))
    descend(forced)
    polish(deadline)
  }

  /// A cancellation within the first step finds the cluster as it is: what a few choices take is spent all the same, so
  /// that there is something to answer.
  private mutating func hurry(_ prices: [Double], _ forced: [Bool]) {
    settings.search.isGreedyOnly = true
    settings.search.deadline = Deadline(after: .milliseconds(30))
    tryRankings(prices, forced: forced)
  }

  /// Whatever costs least is best, however many pods move.
  private var movesAreFree: Bool {
    settings.moveLimit == nil && model.closable.allSatisfy { model.movePrice[$0] == 0 }
  }

  /// Nothing is left to be had, moves priced in.
  var isProven: Bool {
    let total = Double(best.score.cost + best.score.movePrice)
    return best.score.unplaced.allSatisfy { $0 == 0 }
      && total - Double(bound.cost.nanos) <= settings.search.gap * total
  }

  // MARK: - Evaluation

  /// Takes a choice if it is better than the best; gives what freeing its pods leads to, nil where not all find a place.
  @discardableResult
  mutating func evaluate(_ isClosed: [Bool], phase: String) -> ClosingChoice? {
    evaluations += 1
    let left = model.provisioning(closing: isClosed)
    guard let choice = ClosingChoice(isClosed, Greedy.solve(left), left: left, model: model) else {
      return nil
    }
    take(choice, phase: phase)
    return choice
  }

  mutating func take(_ choice: ClosingChoice, phase: String) {
    guard choice.score < best.score else { return }
    best = choice
    onEvent?(
      SearchEvent(
        phase: phase, incumbent: Money(nanos: best.score.cost), bound: bound.cost, columns: 0))
  }

  // MARK: - Steps

  /// Nodes that must go are closed from here on, whatever it costs, as many of them as have places for their pods.
  private mutating func closeForced() {
    closeForced(model.closable.filter { model.problem.nodes[$0].mustClose }[...])
  }

  /// All of them, or as many as halving finds.
  private mutating func closeForced(_ nodes: ArraySlice<Int>) {
    if nodes.isEmpty || deadline.isOver { return }
    var isClosed = best.isClosed
    for node in nodes { isClosed[node] = true }
    if let all = choice(isClosed), all.score.unplaced == best.score.unplaced {
      best = all
    } else if nodes.count > 1 {
      let middle = nodes.startIndex + nodes.count / 2
      closeForced(nodes[..<middle])
      closeForced(nodes[middle...])
    }
  }

  private func choice(_ isClosed: [Bool]) -> ClosingChoice? {
    let left = model.provisioning(closing: isClosed)
    return ClosingChoice(isClosed, Greedy.solve(left), left: left, model: model)
  }

  /// Packs everything anew: the bound, prices of the classes, and the choice to close all nodes; and whether that is
  /// one.
  private mutating func repack() -> (prices: [Double], isWhole: Bool) {
    let repack = RepackProblem(model)
    var search = settings.search
    search.deadline = deadline.share(movesAreFree ? (repack.isExact ? 0.9 : 0.7) : 0.35)
    search.patience = isSmall ? Self.smallPatience : Self.patience
    let result = Portfolio.solve(repack.problem, settings: search) { [bound, best, onEvent] event in
      onEvent?(
        SearchEvent(
          phase: "repack", incumbent: Money(nanos: best.score.cost), bound: max(bound.cost, event.bound),
          columns: event.columns))
    }
    bound = result.bound
    counters = result.counters
    var isWhole = false
    if repack.isExact, settings.moveLimit == nil {
      var isClosed = best.isClosed
      for node in model.closable { isClosed[node] = true }
      let left = model.provisioning(closing: isClosed)
      if left.violations(of: result.solution).isEmpty,
        let choice = ClosingChoice(isClosed, result.solution, left: left, model: model)
      {
        isWhole = true
        take(choice, phase: "repack")
      }
    }
    return (result.prices.isEmpty ? FluidPrices(repack.problem).values : result.prices, isWhole)
  }

  /// Rounds of improvement in a row that all fail, after which a search is done: the clock should not decide where a
  /// count can.
  package static let patience = 200
  /// Bins that one descent may look at: some seconds' work, for the same reason.
  private static let mostSteps = 1_000_000_000

  /// Improves the best choice a few nodes at a time.
  private mutating func descend(_ forced: [Bool]) {
    guard ClosingDescent.applies(to: model.problem), !deadline.isOver else { return }
    let isGreedy = settings.search.isGreedyOnly
    var descent = ClosingDescent(
      best, model: model, fixed: forced, moveLimit: settings.moveLimit, seed: settings.search.seed)
    let choice = descent.run(
      rounds: isGreedy ? 20 : 100_000, patience: isGreedy ? 20 : 300,
      work: Self.mostSteps, deadline: deadline.share(0.5))
    descentWork += descent.work
    if let choice { take(choice, phase: "descent") }
  }

  /// Packs what the best choice frees with all that provisioning has.
  private mutating func polish(_ deadline: Deadline) {
    if settings.search.isGreedyOnly || deadline.isOver { return }
    var search = settings.search
    search.deadline = deadline
    search.patience = Self.patience
    let left = model.provisioning(closing: best.isClosed)
    let result = Portfolio.solve(left, settings: search)
    if model.closable.isEmpty { bound = result.bound }
    if let choice = ClosingChoice(best.isClosed, result.solution, left: left, model: model) {
      take(choice, phase: "polish")
    }
  }

  private var result: ClosingResult {
    var result = ClosingResult(
      closed: best.isClosed, left: model.provisioning(closing: best.isClosed), solution: best.solution,
      bound: bound, counters: counters)
    // Of pods without a place the bound knows nothing.
    let isComplete = best.score.unplaced.allSatisfy { $0 == 0 }
    if bound.cost.nanos > best.score.cost {
      result.bound.cost = isComplete ? .zero : Money(nanos: best.score.cost)
      if isComplete { result.countBoundFault() }
    }
    result.counters += [("closingChoices", evaluations), ("closingSteps", descentWork)]
    return result
  }
}
