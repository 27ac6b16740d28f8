import StowageProblem
import StowageSolve
import StowageUnits
import Testing

@Suite struct PortfolioTests {
  private func solve(_ problem: Problem, seconds: Double = 2) -> SearchResult {
    let result = Portfolio.solve(
      problem, settings: SearchSettings(deadline: Deadline(after: .seconds(seconds))))
    #expect(result.counters.first { $0.name == "boundFaults" }?.value == 0)
    return result
  }

  @Test func boundsStayBelowPlantedOptima() {
    for seed in 1...20 as ClosedRange<UInt64> {
      let planted = PlantedPacking.draw(seed: seed, binCount: 6)
      let result = solve(planted.problem, seconds: 0.3)
      #expect(planted.problem.violations(of: result.solution).isEmpty, "seed \(seed)")
      #expect(result.bound.cost <= planted.optimum, "seed \(seed)")
      #expect(result.solution.cost(in: planted.problem) >= planted.optimum, "seed \(seed)")
    }
  }

  @Test func boundsStayBelowTheBestOfTinyProblems() {
    for seed in 1...300 as ClosedRange<UInt64> {
      var problem = TinyProblem.draw(seed: seed)
      let result = solve(problem, seconds: 0.1)
      #expect(problem.violations(of: result.solution).isEmpty, "seed \(seed)")
      // The bound is for the pods that were placed; the brute force has to place just these.
      let placed = result.solution.placedCounts(in: problem)
      for index in problem.classes.indices { problem.classes[index].count = placed[index] }
      if placed.contains(0) { continue }
      let best = BruteForce.solve(problem)
      #expect(result.bound.cost <= best.cost(in: problem), "seed \(seed)")
    }
  }

  @Test func tinyProblemsEndProvenAtTheirOptimum() {
    for seed in 1...400 as ClosedRange<UInt64> {
      let problem = TinyProblem.draw(seed: seed)
      let result = solve(problem, seconds: 20)
      let found = problem.objective(of: result.solution)
      let best = problem.objective(of: BruteForce.solve(problem))
      #expect(problem.violations(of: result.solution).isEmpty, "seed \(seed)")
      #expect(found.unplaced == best.unplaced, "seed \(seed)")
      #expect(found.cost + found.penalty == best.cost + best.penalty, "seed \(seed)")
      #expect(found.newBinCount == best.newBinCount, "seed \(seed)")
      // Where wishes cost something, the cheapest plan may be a little cheaper than the best one.
      if problem.wishes.isEmpty { #expect(found.cost.nanos - result.bound.cost.nanos <= 1, "seed \(seed)") }
      #expect(found.cost.nanos - result.bound.cost.nanos <= found.penalty.nanos + 1 + 50 * 6, "seed \(seed)")
    }
  }

  @Test func eventsNeverGoBack() {
    let problem = PlantedPacking.draw(seed: 7, binCount: 30).problem
    var events: [SearchEvent] = []
    let result = Portfolio.solve(
      problem, settings: SearchSettings(deadline: Deadline(after: .seconds(0.5)))
    ) { events.append($0) }
    for (earlier, later) in zip(events, events.dropFirst()) {
      #expect(later.incumbent <= earlier.incumbent)
      #expect(later.bound >= earlier.bound)
    }
    #expect(events.last?.incumbent == result.solution.cost(in: problem))
    #expect(events.last?.bound == result.bound.cost)
  }

  @Test func aDeadlineInThePastStillGivesAnAnswer() {
    let problem = PlantedPacking.draw(seed: 3, binCount: 10).problem
    let result = Portfolio.solve(problem, settings: SearchSettings(deadline: Deadline(after: .zero)))
    #expect(problem.violations(of: result.solution).isEmpty)
    #expect(result.solution.placedCounts(in: problem) == problem.classes.map(\.count))
    #expect(result.bound.cost > .zero)
  }
}
