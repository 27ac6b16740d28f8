import StowageProblem
import StowageSolve
import StowageUnits

extension Workload {
  /// Which class fits where, which offerings are needed, and the greedy answer.
  static var packing: [Workload] {
    let problem = SampleProblem.draw(classes: 250, podsPerClass: 40)
    return [
      Workload("fit masks and dominance, 250 classes by 81 offerings") { Packing(problem).items.count },
      Workload("greedy first fit, \(problem.classes.reduce(0) { $0 + $1.count }) pods") {
        Greedy.solve(problem).newBins.count
      },
    ]
  }
}
