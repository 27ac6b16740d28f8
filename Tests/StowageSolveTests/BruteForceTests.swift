import StowageProblem
import StowageUnits
import Testing

@Suite("Brute force and generators")
struct BruteForceTests {
  @Test func twoHalvesShareABin() {
    var problem = Problem(dimensionCount: 1)
    problem.classes = [PodClass(size: [3], count: 4)]
    problem.offerings = [
      BinType(capacity: [5], price: Money(nanos: 5)), BinType(capacity: [6], price: Money(nanos: 7)),
    ]
    problem.offeringMask = BitMatrix(rows: 1, columns: 2, filled: true)
    problem.nodeMask = BitMatrix(rows: 1, columns: 0)
    problem.conflicts = BitMatrix(rows: 1, columns: 1)
    let solution = BruteForce.solve(problem)
    #expect(solution.cost(in: problem) == Money(nanos: 14))
    #expect(solution.placedCounts(in: problem) == [4])
  }

  @Test func drawnProblemsHangTogetherAndAreSolved() {
    for seed in 1...300 as ClosedRange<UInt64> {
      let problem = TinyProblem.draw(seed: seed, kinds: .all, podLimit: 5)
      #expect(problem.checkInvariants().isEmpty, "seed \(seed)")
      guard !problem.isStuck else { continue }
      let solution = BruteForce.solve(problem)
      #expect(problem.violations(of: solution).isEmpty, "seed \(seed)")
    }
  }

  @Test func aPlantedPackingIsNoDearerThanItsOptimum() {
    for seed in 1...20 as ClosedRange<UInt64> {
      let planted = PlantedPacking.draw(seed: seed, binCount: 12)
      let width = planted.problem.classes.reduce(0) { $0 + Int64($1.size[0]) * Int64($1.count) }
      #expect(planted.problem.checkInvariants().isEmpty)
      #expect(planted.optimum == Money(nanos: width * 1000))
    }
  }
}

extension Problem {
  /// The state as it is now.
  var unchanged: Solution {
    var solution = Solution(nodeCount: nodes.count)
    for index in nodes.indices {
      var counts = [Int32](repeating: 0, count: classes.count)
      for home in homes where home.node.index == index { counts[home.podClass.index] += home.count }
      let parts = counts.indices.filter { counts[$0] > 0 }.map {
        Pattern.Part(podClass: ClassID($0), count: counts[$0])
      }
      solution.nodeContents[index] = Pattern(parts)
    }
    return solution
  }

  /// Not even leaving everything as it is would be feasible.
  var isStuck: Bool { !violations(of: unchanged).isEmpty }
}
