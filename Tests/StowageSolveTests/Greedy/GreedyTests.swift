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
}
