import StowageProblem
import StowageUnits

/// How to search for nodes to close.
package struct ClosingSettings: Sendable {
  package var search: SearchSettings
  /// The most pods that may move; nil for any number. Nodes that must close do not count.
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
}

/// Decides which nodes to close so that the pods cost least altogether, moves priced in.
///
/// All pods packed anew give a bound and, as dual values, a price for each class. A node whose pods are worth less
/// than it costs should go; the nodes are ranked by what that gains for each unit of eviction, and prefixes of this
/// ranking are tried with the greedy packing. The best choice is then improved node by node, and its pods are packed
/// with everything that provisioning has.
package struct ClosingSearch {
  let model: ClosingModel
  let settings: ClosingSettings
  private let onEvent: ((SearchEvent) -> Void)?
  private(set) var best: ClosingChoice
  private var bound = Bound(cost: .zero)
  private var counters: [(name: String, value: Int)] = []
  private var evaluations = 0

  package static func solve(
    _ problem: Problem, settings: ClosingSettings, onEvent: ((SearchEvent) -> Void)? = nil
  ) -> ClosingResult {
    var search = ClosingSearch(problem, settings, onEvent)
    search.run()
    return search.result
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

  private var deadline: Deadline { settings.search.deadline }

  private mutating func run() {
    if model.closable.isEmpty { return polish(deadline) }
    closeForced()
    let prices = repack()
    let ranking = ClosingRanking(model, prices: prices, forced: best.isClosed, moveLimit: settings.moveLimit)
    tryPrefixes(of: ranking)
    if settings.search.isGreedyOnly && ranking.order.count > 100 { return }
    toggle(ranking)
    if !settings.search.isGreedyOnly { polish(deadline) }
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
    let forced = model.closable.filter { model.problem.nodes[$0].mustClose }
    if forced.isEmpty { return }
    var isClosed = best.isClosed
    for node in forced { isClosed[node] = true }
    if let all = choice(isClosed), all.score.unplaced == best.score.unplaced {
      best = all
      return
    }
    isClosed = best.isClosed
    for node in forced {
      isClosed[node] = true
      if let more = choice(isClosed), more.score.unplaced == best.score.unplaced {
        best = more
      } else {
        isClosed[node] = false
      }
    }
  }

  private func choice(_ isClosed: [Bool]) -> ClosingChoice? {
    let left = model.provisioning(closing: isClosed)
    return ClosingChoice(isClosed, Greedy.solve(left), left: left, model: model)
  }

  /// Packs everything anew: the bound, prices of the classes, and the choice to close all nodes.
  private mutating func repack() -> [Double] {
    let repack = RepackProblem(model)
    var search = settings.search
    let isFree = settings.moveLimit == nil && model.closable.allSatisfy { model.movePrice[$0] == 0 }
    search.deadline = deadline.share(isFree ? 0.7 : 0.35)
    let result = Portfolio.solve(repack.problem, settings: search) { [bound, best, onEvent] event in
      onEvent?(
        SearchEvent(
          phase: "repack", incumbent: Money(nanos: best.score.cost), bound: max(bound.cost, event.bound),
          columns: event.columns))
    }
    bound = result.bound
    counters = result.counters
    if repack.isExact, settings.moveLimit == nil {
      var isClosed = best.isClosed
      for node in model.closable { isClosed[node] = true }
      let left = model.provisioning(closing: isClosed)
      if left.violations(of: result.solution).isEmpty,
        let choice = ClosingChoice(isClosed, result.solution, left: left, model: model)
      {
        take(choice, phase: "repack")
      }
    }
    return result.prices.isEmpty ? FluidPrices(repack.problem).values : result.prices
  }

  /// Closes the first few nodes of the ranking, how many being searched for: coarsely, then around the best.
  private mutating func tryPrefixes(of ranking: ClosingRanking) {
    let count = ranking.order.count
    var tried: Set<Int> = [0]
    var bestCount = 0
    func parts(_ number: Int) -> [Int] { (1...number).map { count * $0 / number } }
    var next = parts(8)
    var step = count / 8
    while true {
      for length in next where length >= 0 && length <= count && tried.insert(length).inserted {
        if deadline.isOver { return }
        let before = best.score
        var isClosed = ranking.base
        for node in ranking.order.prefix(length) { isClosed[node] = true }
        evaluate(feasible(isClosed, ranking), phase: "ranking")
        if best.score < before { bestCount = length }
      }
      if step <= max(0, count / 100) { return }
      step /= 2
      next = step == 0 ? [] : [bestCount - step, bestCount + step]
      if next.isEmpty { return }
    }
  }

  /// The choice without nodes of which some pod fits nowhere but at home.
  private func feasible(_ isClosed: [Bool], _ ranking: ClosingRanking) -> [Bool] {
    var result = isClosed
    for node in ranking.stuck { result[node] = false }
    return result
  }

  /// Closes or reopens one node at a time where that helps.
  private mutating func toggle(_ ranking: ClosingRanking) {
    let limit = deadline.share(settings.search.isGreedyOnly ? 0.1 : 0.5)
    var isChanging = true
    while isChanging && !limit.isOver {
      isChanging = false
      for node in ranking.byDoubt {
        if limit.isOver { return }
        var isClosed = best.isClosed
        isClosed[node].toggle()
        if !isWithinLimit(isClosed) { continue }
        let before = best.score
        evaluate(isClosed, phase: "toggle")
        isChanging = isChanging || best.score < before
      }
    }
  }

  private func isWithinLimit(_ isClosed: [Bool]) -> Bool {
    guard let limit = settings.moveLimit else { return true }
    return model.closable.reduce(0) {
      isClosed[$1] && !model.problem.nodes[$1].mustClose ? $0 + model.moveCount[$1] : $0
    } <= limit
  }

  /// Packs what the best choice frees with all that provisioning has.
  private mutating func polish(_ deadline: Deadline) {
    if settings.search.isGreedyOnly || deadline.isOver { return }
    var search = settings.search
    search.deadline = deadline
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
    result.bound.cost = min(bound.cost, Money(nanos: best.score.cost))
    result.counters.append(("closingChoices", evaluations))
    return result
  }
}
