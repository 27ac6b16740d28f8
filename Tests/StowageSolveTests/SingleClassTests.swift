import StowageProblem
import StowageSolve
import StowageUnits
import Testing

@Suite struct SingleClassTests {
  /// A class of unit size and offerings that hold some number of it.
  private func problem(pods: Int32, offerings: [(pods: Int32, nanos: Int64)]) -> Problem {
    var problem = Problem(dimensionCount: 1)
    problem.classes = [PodClass(size: [1], count: pods)]
    problem.offerings = offerings.map { BinType(capacity: [$0.pods], price: Money(nanos: $0.nanos)) }
    problem.offeringMask = BitMatrix(rows: 1, columns: offerings.count, filled: true)
    problem.nodeMask = BitMatrix(rows: 1, columns: 0)
    problem.conflicts = BitMatrix(rows: 1, columns: 1)
    return problem
  }

  private func best(_ pods: Int, _ offerings: [(pods: Int32, nanos: Int64)]) -> Int64 {
    var price = [Int64](repeating: 0, count: pods + 1)
    for count in 1...pods {
      price[count] = offerings.map { price[max(0, count - Int($0.pods))] + $0.nanos }.min()!
    }
    return price[pods]
  }

  @Test func isSolvedExactly() {
    var random = SplitMix64(seed: 11)
    for round in 1...200 {
      let offerings = (0..<1 + random.below(6)).map { _ in
        (pods: Int32(1 + random.below(12)), nanos: Int64(1000 + random.below(20_000)))
      }
      let pods = 1 + random.below(60)
      let result = Portfolio.solve(
        problem(pods: Int32(pods), offerings: offerings),
        settings: SearchSettings(deadline: Deadline(after: .seconds(1))))
      let optimum = best(pods, offerings)
      #expect(result.solution.newBins.count > 0)
      #expect(
        result.solution.newBins.reduce(0) { $0 + offerings[$1.offering.index].nanos } == optimum,
        "round \(round): \(pods) pods in \(offerings)")
      #expect(result.bound.cost.nanos <= optimum)
      #expect(Double(result.bound.cost.nanos) >= Double(optimum) * (1 - 1e-3), "round \(round)")
    }
  }
}
