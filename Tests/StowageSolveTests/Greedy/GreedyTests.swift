import StowageProblem
import StowageSolve
import StowageUnits
import Testing

@Suite("Greedy on tiny problems")
struct GreedyTests {
  static let mixtures: [(String, TinyProblem.Kinds)] = [
    ("bins", .bins), ("companions", [.companions, .nodes]), ("topologies", [.topologies, .nodes]),
    ("limits", [.limits, .priorities]), ("choices", [.choices, .topologies]), ("everything", .provisioning),
  ]

  @Test(arguments: mixtures) func breaksNoRule(_ name: String, _ kinds: TinyProblem.Kinds) {
    for seed in 1...2000 as ClosedRange<UInt64> {
      let problem = TinyProblem.draw(seed: seed, kinds: kinds, podLimit: 12)
      let faults = problem.violations(of: Greedy.solve(problem))
      #expect(faults.isEmpty, "\(name), seed \(seed)")
    }
  }

  /// Against brute force: how often as many pods are placed, and how much dearer the rest is.
  @Test func comesCloseToBruteForce() {
    var (solved, full) = (0, 0)
    var (cost, least) = (0.0, 0.0)
    for seed in 1...400 as ClosedRange<UInt64> {
      let problem = TinyProblem.draw(seed: seed, podLimit: 5)
      let found = problem.objective(of: Greedy.solve(problem))
      let best = problem.objective(of: BruteForce.solve(problem))
      #expect(!(found < best), "seed \(seed)")
      solved += 1
      guard found.unplaced == best.unplaced else { continue }
      full += 1
      cost += found.cost.dollars
      least += best.cost.dollars
    }
    print("greedy places as many pods in \(full) of \(solved), at \(cost / least) times the least cost")
    #expect(Double(full) >= 0.95 * Double(solved))
    #expect(cost <= 1.1 * least)
  }

  @Test func sameInputSameAnswer() {
    for seed in 1...50 as ClosedRange<UInt64> {
      let problem = TinyProblem.draw(seed: seed, podLimit: 12)
      #expect(Greedy.solve(problem) == Greedy.solve(problem), "seed \(seed)")
    }
  }

  /// A chain of company: the first needs the second beside it, which needs the third. The cheapest bin for the last
  /// two is too small for all three.
  @Test func followsChainsOfCompany() {
    var problem = Problem(dimensionCount: 1)
    problem.classes = [9, 7, 5].map { PodClass(size: [$0], count: 1) }
    problem.offerings = [(19, 2.0), (39, 5.0)].map {
      BinType(capacity: [$0], price: Money(dollars: $1))
    }
    problem.offeringMask = BitMatrix(rows: 3, columns: 2, filled: true)
    problem.nodeMask = BitMatrix(rows: 3, columns: 0)
    problem.conflicts = BitMatrix(rows: 3, columns: 3)
    problem.companions = [(0, 1), (1, 2)].map {
      Companion(subject: ClassID($0), targets: [ClassID($1)], mayFound: false, satisfiedNodes: [])
    }
    let solution = Greedy.solve(problem)
    #expect(problem.violations(of: solution).isEmpty)
    #expect(solution.newBins.map(\.offering.index) == [1])
  }

  /// The work depends on the number of classes: ten and a hundred times the pods are no more than three times it.
  @Test func workGrowsWithClassesNotPods() {
    var random = SplitMix64(seed: 11)
    var problem = Problem(dimensionCount: 2)
    problem.classes = (0..<100).map { _ in
      PodClass(size: [Int32(50 + random.below(4000)), Int32(64 + random.below(16000))], count: 10)
    }
    problem.offerings = (1...60).map { step -> BinType in
      let kind = step % 3
      let capacity = [Int32(1000 * step), Int32(2000 * step * (1 + kind))]
      let dollars = 0.05 * Double(step) * (1 + 0.3 * Double(kind))
      return BinType(capacity: capacity, price: Money(dollars: dollars))
    }
    problem.offeringMask = BitMatrix(rows: 100, columns: 60, filled: true)
    problem.nodeMask = BitMatrix(rows: 100, columns: 0)
    problem.conflicts = BitMatrix(rows: 100, columns: 100)
    let work = [1, 10, 100].map { factor in
      var larger = problem
      for index in larger.classes.indices { larger.classes[index].count *= Int32(factor) }
      // One packing without improvement.
      return Greedy.answer(larger, workLimit: 1).work
    }
    #expect(work[0] > 0)
    #expect(work[1] <= 3 * work[0] && work[2] <= 3 * work[0], "\(work)")
  }
}
