import StowageProblem

/// The fast answer: feasible by every rule, as many pods as it can place, then cheap.
package enum Greedy {
  package static func solve(_ problem: Problem, _ settings: SearchSettings = SearchSettings()) -> Solution {
    let placement = Placement(problem)
    Insertion(placement).placeAll()
    return placement.solution
  }
}
