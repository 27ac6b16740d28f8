import StowageProblem
import StowageUnits

/// A choice of nodes to close with places for all pods that this frees.
package struct ClosingChoice {
  package var isClosed: [Bool]
  /// Of the provisioning problem that the choice leaves.
  package var solution: Solution
  package var score: Score

  /// Less is better: waiting pods without a place by priority, then cost and the price of moves, then moves, then
  /// new bins.
  package struct Score: Comparable {
    package var unplaced: [Int64]
    package var cost: Int64
    package var movePrice: Int64
    package var moves: Int
    package var newBins: Int

    package static func < (left: Score, right: Score) -> Bool {
      for (mine, other) in zip(left.unplaced, right.unplaced) where mine != other { return mine < other }
      return (left.cost + left.movePrice, left.moves, left.newBins)
        < (right.cost + right.movePrice, right.moves, right.newBins)
    }
  }

  /// nil where some freed pod has no place. `left` is what `model` leaves when these nodes are closed.
  package init?(_ isClosed: [Bool], _ solution: Solution, left: Problem, model: ClosingModel) {
    let placed = solution.placedCounts(in: left)
    for (index, podClass) in left.classes.enumerated()
    where podClass.count - placed[index] > model.waiting[index] { return nil }
    let objective = left.objective(of: solution)
    var score = Score(
      unplaced: objective.unplaced, cost: objective.cost.nanos, movePrice: objective.penalty.nanos, moves: 0,
      newBins: objective.newBinCount)
    for node in model.problem.nodes.indices {
      if isClosed[node] {
        score.movePrice += model.movePrice[node]
        score.moves += model.moveCount[node]
      } else {
        score.cost += model.problem.nodes[node].price.nanos
      }
    }
    self.isClosed = isClosed
    self.solution = solution
    self.score = score
  }
}
