import StowageProblem

/// The nodes that may close in the order in which closing them pays.
struct ClosingRanking {
  /// What is closed in any case.
  let base: [Bool]
  /// Best first; as many as the limit on moves lets through.
  private(set) var order: [Int] = []
  /// Nodes about which the prices say least first: those whose gain is nearest to nothing.
  private(set) var byDoubt: [Int] = []
  /// Nodes with a pod that nothing but its home takes.
  private(set) var stuck: [Int] = []

  /// `prices`: per class, what a pod of it costs when all are packed anew, in nano-dollars per hour; as much of that
  /// counts as `weight` says: while there is room on nodes that stay, a place costs less, and in the end nothing.
  init(_ model: ClosingModel, prices: [Double], weight: Double, forced base: [Bool], moveLimit: Int?) {
    self.base = base
    let problem = model.problem
    let hasOffering = problem.classes.indices.map { !problem.offeringMask.isEmpty(row: $0) }
    var gains: [Int: Double] = [:]
    var ratios: [Int: Double] = [:]
    for node in model.closable where !base[node] {
      let isStuck = model.homes[node].contains { part in
        !hasOffering[part.podClass.index]
          && problem.nodeMask.columns(of: part.podClass.index).allSatisfy { $0 == node }
      }
      if isStuck {
        stuck.append(node)
        continue
      }
      let worth = model.homes[node].reduce(0.0) { $0 + prices[$1.podClass.index] * Double($1.count) }
      let price = Double(problem.nodes[node].price.nanos)
      gains[node] = price - worth - Double(model.movePrice[node])
      // Where moves cost nothing by themselves, fewer are still better.
      let effort = max(Double(model.movePrice[node]), 1000 * Double(model.moveCount[node])) + 1000
      ratios[node] = (price - weight * worth) / effort
    }
    let free = model.closable.filter { gains[$0] != nil }
    let ranked = free.sorted { left, right in
      let (mine, other) = (ratios[left] ?? 0, ratios[right] ?? 0)
      return mine != other ? mine > other : left < right
    }
    var moves = model.closable.reduce(0) { base[$1] ? $0 + model.moveCount[$1] : $0 }
    for node in ranked {
      if let moveLimit, moves + model.moveCount[node] > moveLimit { continue }
      moves += model.moveCount[node]
      order.append(node)
    }
    byDoubt = free.sorted { left, right in
      let (mine, other) = (abs(gains[left] ?? 0), abs(gains[right] ?? 0))
      return mine != other ? mine < other : left < right
    }
  }
}

/// What pods would cost if each class had bins of its own that it could fill without loss: prices for ranking, where
/// no linear program has found better ones.
struct FluidPrices {
  /// Per class, in nano-dollars per hour.
  let values: [Double]

  init(_ problem: Problem) {
    values = problem.classes.indices.map { index in
      var best = Double.infinity
      let size = problem.classes[index].size
      problem.offeringMask.forEachColumn(of: index) { offering in
        let bin = problem.offerings[offering]
        var share = 0.0
        for (need, room) in zip(size, bin.capacity) where need > 0 {
          share = max(share, room > 0 ? Double(need) / Double(room) : .infinity)
        }
        best = min(best, Double(bin.price.nanos) * share)
      }
      return best.isFinite ? best : 0
    }
  }
}
