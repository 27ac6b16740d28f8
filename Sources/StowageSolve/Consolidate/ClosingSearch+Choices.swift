import StowageProblem
import StowageUnits

/// The choices of nodes that are tried from nothing: prefixes of rankings, or all of them where nodes are few.
extension ClosingSearch {
  // MARK: - Many nodes

  /// Tries rankings that trust the prices more or less.
  mutating func tryRankings(_ prices: [Double], forced: [Bool]) {
    let weights = settings.search.isGreedyOnly ? [1, 0] : [1, 0.5, 0, 0.75, 0.25]
    for weight in weights {
      let ranking = ClosingRanking(
        model, prices: prices, weight: weight, forced: forced, moveLimit: settings.moveLimit)
      tryPrefixes(of: ranking)
      if deadline.isOver { return }
    }
  }

  /// Closes the first few nodes of a ranking, how many being searched for: coarsely, then around the best.
  private mutating func tryPrefixes(of ranking: ClosingRanking) {
    let count = ranking.order.count
    var scores: [Int: ClosingChoice.Score] = [:]
    var next = (1...8).map { count * $0 / 8 }
    if settings.moveLimit != nil { next.removeFirst(5) }
    var step = count / 8
    while true {
      for length in next where length > 0 && length <= count && scores[length] == nil {
        if deadline.isOver { return }
        var isClosed = ranking.base
        for node in ranking.order.prefix(length) { isClosed[node] = true }
        scores[length] = evaluate(isClosed, phase: "ranking")?.score
      }
      let top = scores.min { left, right in
        left.value != right.value ? left.value < right.value : left.key < right.key
      }
      step /= 2
      guard let top, step > count / 50 else { return }
      next = [top.key - step, top.key + step]
    }
  }

  // MARK: - Few nodes

  /// So many nodes that may close that every choice of them can be looked at.
  private static let fewNodes = 10
  /// And so many pods that packing a choice as well as can be is a matter of milliseconds.
  private static let fewPods = 100
  /// Choices that are packed as well as can be, at most.
  private static let mostPackings = 6
  /// What counts as done where problems are as small as that.
  static let smallPatience = 5

  /// All choices can be tried.
  var isSmall: Bool {
    model.closable.count <= Self.fewNodes
      && model.problem.classes.reduce(0) { $0 + Int($1.count) } <= Self.fewPods
  }

  /// Every choice of nodes for which a bound leaves hope, packed greedily; then the most hopeful of them, packed as well
  /// as can be.
  mutating func tryAll(_ forced: [Bool]) {
    let free = model.closable.filter { !forced[$0] }
    var hopes: [(bound: Int64, isClosed: [Bool])] = []
    for bits in 0..<(1 << free.count) {
      if deadline.isOver { return }
      var isClosed = forced
      for (position, node) in free.enumerated() where bits >> position & 1 == 1 { isClosed[node] = true }
      let moves = free.reduce(0) { isClosed[$1] ? $0 + model.moveCount[$1] : $0 }
      if let limit = settings.moveLimit, moves > limit { continue }
      hopes.append((leastTotal(isClosed), isClosed))
    }
    hopes.sort { ($0.bound, $0.isClosed.count { $0 }) < ($1.bound, $1.isClosed.count { $0 }) }
    for hope in hopes {
      if deadline.isOver { return }
      if isComplete && hope.bound > best.score.cost + best.score.movePrice { break }
      evaluate(hope.isClosed, phase: "choice")
    }
    if settings.search.isGreedyOnly { return }
    for hope in hopes.prefix(Self.mostPackings) {
      if deadline.isOver || isProven { return }
      if isComplete && hope.bound >= best.score.cost + best.score.movePrice { return }
      var search = settings.search
      search.patience = Self.smallPatience
      search.isOneOfMany = true
      let left = model.provisioning(closing: hope.isClosed)
      let result = Portfolio.solve(left, settings: search)
      guard let choice = ClosingChoice(hope.isClosed, result.solution, left: left, model: model) else {
        continue
      }
      take(choice, phase: "choice")
    }
  }

  private var isComplete: Bool { best.score.unplaced.allSatisfy { $0 == 0 } }

  /// No way to pack a choice costs less, moves priced in.
  private func leastTotal(_ isClosed: [Bool]) -> Int64 {
    let left = model.provisioning(closing: isClosed)
    var total = 0 as Int64
    for node in model.problem.nodes.indices {
      total += isClosed[node] ? model.movePrice[node] : model.problem.nodes[node].price.nanos
    }
    let fluid = FluidBound(left, demand: left.classes.map(\.count)).value
    return total + Int64(max(0, fluid))
  }
}
