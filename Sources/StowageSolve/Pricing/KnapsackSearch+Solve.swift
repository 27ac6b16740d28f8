extension KnapsackSearch {
  /// Looks for the pattern of most profit above `cutoff`. The relaxation must be that of the same knapsack.
  package mutating func solve(
    _ knapsack: borrowing Knapsack, relaxation: borrowing KnapsackRelaxation, cutoff: Double, effort: Effort
  ) -> Outcome {
    var outcome = Outcome(profit: 0, bound: relaxation.bound, nodes: 0, isComplete: true)
    tableWork = 0
    if relaxation.bound <= cutoff || knapsack.count == 0 { return outcome }
    if knapsack.bindingCount == 0 && !knapsack.rules.isActive { return takeAll(knapsack) }

    let rows = exactRows(knapsack, relaxation: relaxation)
    prepare(knapsack, relaxation: relaxation, rows: rows, cutoff: cutoff)
    let floor = Int32(max(-1, (cutoff / unit).rounded(.down)))
    var incumbent = floor
    addTables(knapsack, relaxation: relaxation, rows: rows)
    for item in 0..<count { copies[item] = 0 }
    // Tables that were costly to make are not left after a few nodes.
    var patient = effort
    patient.nodeLimit = max(effort.nodeLimit, 2 * tableWork)
    let open = visit(knapsack, incumbent: &incumbent, nodes: &outcome.nodes, effort: patient)
    outcome.isComplete = open == nil
    // One unit more than the greatest whole number: the division by the unit was rounded.
    let most = Double(max(open ?? 0, incumbent) + 1) * unit
    outcome.bound = min(relaxation.bound, max(most, cutoff))
    // Not even the empty pattern counts below a cutoff of zero: no pattern has the company it needs.
    if open == nil && incumbent < 0 { outcome.bound = cutoff }
    if incumbent > floor {
      let found = exactProfit(knapsack)
      if found > cutoff {
        outcome.profit = found
        outcome.hasPattern = true
      }
    }
    return outcome
  }

  private mutating func takeAll(_ knapsack: borrowing Knapsack) -> Outcome {
    var total = 0.0
    count = knapsack.count
    reserve(knapsack)
    for item in 0..<count {
      origin[item] = Int32(item)
      bestCopies[item] = knapsack.limit[item]
      total += knapsack.profit[item] * Double(knapsack.limit[item])
    }
    return Outcome(
      profit: total, hasPattern: true, bound: total * (1 + 1e-11), nodes: 0, isComplete: true)
  }

  private func exactProfit(_ knapsack: borrowing Knapsack) -> Double {
    var total = 0.0
    for item in 0..<count {
      total += knapsack.profit[Int(origin[item])] * Double(bestCopies[item])
    }
    return total
  }

  /// The limits of the items after the last `solve` has ruled out what cannot be in a pattern above its cutoff.
  func writeLimits(into limits: inout FlatBuffer<Int32>, itemCount: Int) {
    limits.reserve(itemCount)
    for item in 0..<itemCount { limits[item] = 0 }
    for position in 0..<count { limits[Int(origin[position])] = limit[position] }
  }

  /// The largest item that the relaxation uses: whatever is decided about it changes the relaxation.
  func branchingItem(_ relaxation: borrowing KnapsackRelaxation) -> Int {
    let tolerance = 1e-9 * relaxation.bound
    for position in 0..<count where relaxation.reduced[Int(origin[position])] >= -tolerance {
      return Int(origin[position])
    }
    return Int(origin[0])
  }

  /// The best pattern found by the last `solve`, which must have had one.
  package func bestPattern(_ knapsack: borrowing Knapsack) -> PricedPattern {
    var parts: [(cell: Int32, copies: Int32)] = []
    for item in 0..<count where bestCopies[item] > 0 {
      parts.append((knapsack.cell[Int(origin[item])], bestCopies[item]))
    }
    parts.sort { $0.cell < $1.cell }
    return PricedPattern(
      cells: parts.map(\.cell), copies: parts.map(\.copies), profit: exactProfit(knapsack))
  }

  mutating func reserve(_ knapsack: borrowing Knapsack) {
    let most = knapsack.count
    origin.reserve(most)
    weight.reserve(most)
    limit.reserve(most)
    profit.reserve(most)
    better.reserve(most)
    key.reserve(most)
    tables.reserve(KnapsackSearch.tableLimit)
    tableGain.reserve(most)
    tableSteps.reserve(most)
    tableItems.reserve(most)
    copies.reserve(most)
    bestCopies.reserve(most)
  }
}
