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

  @Test func whatPodsPreferOfOneAnotherIsWeighedAgainstEveryPlan() {
    let missed = seedsThatMissTheBest([.bins, .topologies, .wishes, .nodes, .peers])
    // Over domains the search sees only the cheapest of offerings that are alike but for their domain.
    #expect(missed.count <= 9, "\(missed)")
  }

  @Test func wishesAboutSpreadAreWeighedAgainstEveryPlan() {
    let missed = seedsThatMissTheBest([.bins, .topologies, .wishes, .nodes, .spreadWishes])
    // As above: of offerings that are alike but for their domain the search sees only the cheapest.
    #expect(missed.count <= 9, "\(missed)")
  }

  private func seedsThatMissTheBest(_ kinds: TinyProblem.Kinds) -> [UInt64] {
    (1...300 as ClosedRange<UInt64>).filter { seed in
      let problem = TinyProblem.draw(seed: seed, kinds: kinds)
      #expect(problem.checkInvariants().isEmpty, "seed \(seed)")
      let result = solve(problem, seconds: 20)
      let found = problem.objective(of: result.solution)
      let best = problem.objective(of: BruteForce.solve(problem))
      #expect(problem.violations(of: result.solution).isEmpty, "seed \(seed)")
      #expect(found.unplaced == best.unplaced, "seed \(seed)")
      #expect(result.bound.cost <= best.cost, "seed \(seed)")
      return found.cost + found.penalty != best.cost + best.penalty
    }
  }

  @Test func binsGoToOtherDomainsWhereThatCostsNothing() {
    // A thousand bins of one pod each, in three domains of one price.
    var problem = Problem(dimensionCount: 1)
    problem.classes = [PodClass(size: [10], count: 1000)]
    problem.offerings = (0..<3).map { _ in BinType(capacity: [10], price: Money(nanos: 1000)) }
    problem.offeringMask = BitMatrix(rows: 1, columns: 3, filled: true)
    problem.nodeMask = BitMatrix(rows: 1, columns: 0)
    problem.conflicts = BitMatrix(rows: 1, columns: 1)
    var wish = SpreadWish(
      subjects: [ClassID(0)], members: [ClassID(0)], maxSkew: 1, price: Money(nanos: 1), present: [0, 7, 0])
    (wish.domainCount, wish.domains, wish.domainOfOffering) = (3, [0, 1, 2], [0, 1, 2])
    problem.spreadWishes = [wish]
    for isGreedyOnly in [true, false] {
      let settings = SearchSettings(isGreedyOnly: isGreedyOnly, deadline: Deadline(after: .seconds(1)))
      let result = Portfolio.solve(problem, settings: settings)
      #expect(problem.objective(of: result.solution).penalty == .zero)
      #expect(problem.objective(of: result.solution).cost == Money(nanos: 1_000_000))
    }
  }

  @Test func replicasGoApartWhereThatCostsNothing() {
    // Two bins are needed anyway; each replica could be with its like.
    var problem = Problem(dimensionCount: 1)
    problem.classes = (0..<4).map { _ in PodClass(size: [10], count: 10) }
    problem.offerings = [BinType(capacity: [100], price: Money(nanos: 1000))]
    problem.offeringMask = BitMatrix(rows: 4, columns: 1, filled: true)
    problem.nodeMask = BitMatrix(rows: 4, columns: 0)
    problem.conflicts = BitMatrix(rows: 4, columns: 4)
    problem.classes[3] = PodClass(size: [10], count: 4)
    let shy = ClassID(3)
    problem.peerWishes = [PeerWish(subject: shy, targets: [shy], price: Money(nanos: 1), isAttraction: false)]
    for isGreedyOnly in [true, false] {
      let settings = SearchSettings(isGreedyOnly: isGreedyOnly, deadline: Deadline(after: .seconds(1)))
      let result = Portfolio.solve(problem, settings: settings)
      #expect(result.solution.newBins.count == 4)
      #expect(problem.objective(of: result.solution).penalty == .zero)
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
