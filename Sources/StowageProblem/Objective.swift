import StowageUnits

/// How good a feasible solution is; less is better. The most pods by priority come first, then cost with the
/// prices of unmet wishes and of moves, then the number of new bins, then the ranks of their offerings.
package struct Objective: Hashable, Sendable, Comparable {
  /// Pods without a place per distinct priority of the problem, highest first.
  package var unplaced: [Int64]
  /// The price of all bins that stay or come.
  package var cost: Money
  /// The price of unmet wishes, of moved pods and of closing nodes.
  package var penalty: Money
  package var newBinCount: Int
  package var rank: Int64

  package static func < (left: Objective, right: Objective) -> Bool {
    for (mine, other) in zip(left.unplaced, right.unplaced) where mine != other { return mine < other }
    let (mine, other) = (left.cost + left.penalty, right.cost + right.penalty)
    if mine != other { return mine < other }
    return (left.newBinCount, left.rank) < (right.newBinCount, right.rank)
  }
}

extension Problem {
  /// The objective value of a solution, whether it is feasible or not.
  package func objective(of solution: Solution) -> Objective {
    let placed = solution.placedCounts(in: self)
    let priorities = Set(classes.map(\.priority)).sorted(by: >)
    var unplaced = [Int64](repeating: 0, count: priorities.count)
    for (item, count) in zip(classes, placed) {
      let level = priorities.firstIndex(of: item.priority) ?? 0
      unplaced[level] += Int64(item.count - count)
    }
    return Objective(
      unplaced: unplaced,
      cost: solution.cost(in: self),
      penalty: wishPenalty(of: solution) + peerPenalty(of: solution) + spreadPenalty(of: solution)
        + movePenalty(of: solution),
      newBinCount: solution.newBins.count,
      rank: solution.newBins.reduce(0) { $0 + Int64(offerings[$1.offering.index].rank) })
  }

  package var hasWishes: Bool { !wishes.isEmpty || !peerWishes.isEmpty || !spreadWishes.isEmpty }

  /// Leaves what pods would like out of the objective.
  package mutating func dropWishes() {
    wishes = []
    peerWishes = []
    spreadWishes = []
  }

  private func wishPenalty(of solution: Solution) -> Money {
    guard !wishes.isEmpty else { return .zero }
    var wishesOfClass = [[Int]](repeating: [], count: classes.count)
    for (index, wish) in wishes.enumerated() { wishesOfClass[wish.subject.index].append(index) }
    var nanos: Int64 = 0
    func charge(_ content: Pattern, isMet: (Wish) -> Bool) {
      for part in content.parts {
        for index in wishesOfClass[part.podClass.index] where !isMet(wishes[index]) {
          nanos += wishes[index].price.nanos * Int64(part.count)
        }
      }
    }
    for bin in solution.newBins { charge(bin.content) { $0.offerings[0, bin.offering.index] } }
    for (index, content) in solution.nodeContents.enumerated() { charge(content) { $0.nodes[0, index] } }
    return Money(nanos: nanos)
  }

  /// Of several homes of one class on one node those leave first whose move is cheapest.
  private func movePenalty(of solution: Solution) -> Money {
    var nanos: Int64 = 0
    for (node, isClosed) in zip(nodes, solution.closed) where isClosed { nanos += node.closingPrice.nanos }
    var staying = solution.nodeContents.map { content in content.parts }
    for home in homes.sorted(by: {
      ($0.movePrice, $0.node, $0.podClass) > ($1.movePrice, $1.node, $1.podClass)
    }) {
      var stays: Int32 = 0
      let node = home.node.index
      if let position = staying[node].firstIndex(where: { $0.podClass == home.podClass }) {
        stays = min(home.count, staying[node][position].count)
        staying[node][position].count -= stays
      }
      nanos += home.movePrice.nanos * Int64(home.count - stays)
    }
    return Money(nanos: nanos)
  }
}
