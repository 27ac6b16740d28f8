import StowageProblem
import StowageSolve
import StowageUnits
import Testing

@Suite("Closing nodes")
struct ClosingTests {
  /// The best choice of nodes to close by trying all, each with the best places for its pods.
  private struct BestChoice {
    var total: Int64?
    var cost: Int64?

    init(_ problem: Problem) {
      let model = ClosingModel(problem)
      for bits in 0..<(1 << model.closable.count) {
        var isClosed = [Bool](repeating: false, count: problem.nodes.count)
        for (position, node) in model.closable.enumerated() { isClosed[node] = bits >> position & 1 == 1 }
        let left = model.provisioning(closing: isClosed)
        guard let choice = ClosingChoice(isClosed, BruteForce.solve(left), left: left, model: model),
          choice.score.unplaced.allSatisfy({ $0 == 0 })
        else { continue }
        cost = min(cost ?? .max, choice.score.cost)
        total = min(total ?? .max, choice.score.cost + choice.score.movePrice)
      }
    }
  }

  private func problems(_ seeds: ClosedRange<UInt64>) -> [(seed: UInt64, problem: Problem)] {
    let kinds: TinyProblem.Kinds = [.bins, .companions, .topologies, .limits, .nodes, .homes]
    return seeds.map { ($0, TinyProblem.draw(seed: $0, kinds: kinds, podLimit: 5)) }.filter {
      !$0.1.isStuck && $0.1.nodes.contains(where: \.mayClose)
    }
  }

  /// What the search finds is feasible, no better than the best there is, hardly ever worse, and no bound is above it.
  @Test func tinyProblemsAgainstEveryChoice() {
    var (count, optimal) = (0, 0)
    for (seed, problem) in problems(1...400) {
      let best = BestChoice(problem)
      guard let total = best.total, let cost = best.cost else { continue }
      count += 1
      let settings = SearchSettings(gap: 0, seed: seed, deadline: Deadline(after: .milliseconds(200)))
      let result = ClosingSearch.solve(problem, settings: ClosingSettings(search: settings))
      #expect(result.left.violations(of: result.solution).isEmpty, "seed \(seed)")
      #expect(result.bound.cost.nanos <= cost, "seed \(seed): bound \(result.bound.cost) above \(cost)")
      let model = ClosingModel(problem)
      guard let found = ClosingChoice(result.closed, result.solution, left: result.left, model: model) else {
        Issue.record("seed \(seed): a freed pod has no place")
        continue
      }
      let value = found.score.cost + found.score.movePrice
      #expect(value >= total || !found.score.unplaced.allSatisfy { $0 == 0 }, "seed \(seed)")
      if value == total { optimal += 1 }
    }
    #expect(count > 50)
    #expect(optimal * 100 >= count * 95, "\(optimal) of \(count)")
  }

  /// Feasible for what is left is feasible for the whole: pods at home stay, the others go where they go.
  @Test func whatIsLeftKeepsTheRulesOfTheWhole() {
    var checked = 0
    for (seed, problem) in problems(2001...2600) {
      let model = ClosingModel(problem)
      var random = SplitMix64(seed: seed)
      let isClosed = problem.nodes.map { $0.mayClose && random.below(2) == 0 }
      let left = model.provisioning(closing: isClosed)
      // Of some classes nothing may be left to place.
      #expect(left.checkInvariants().allSatisfy { $0.hasSuffix("is empty") }, "seed \(seed)")
      let part = Greedy.solve(left)
      guard ClosingChoice(isClosed, part, left: left, model: model) != nil else { continue }
      // Pods that run may break a rule already.
      var resting = part
      resting.newBins = []
      resting.closed = problem.nodes.map { _ in false }
      resting.nodeContents = model.homes.map { Pattern($0) }
      guard problem.violations(of: resting).isEmpty else { continue }
      checked += 1
      var whole = part
      whole.closed = isClosed
      for node in problem.nodes.indices where !isClosed[node] {
        var counts = [Int32](repeating: 0, count: problem.classes.count)
        for piece in model.homes[node] + part.nodeContents[node].parts {
          counts[piece.podClass.index] += piece.count
        }
        whole.nodeContents[node] = Pattern(
          counts.indices.filter { counts[$0] > 0 }.map {
            Pattern.Part(podClass: ClassID($0), count: counts[$0])
          })
      }
      #expect(problem.violations(of: whole).isEmpty, "seed \(seed): \(problem.violations(of: whole))")
    }
    #expect(checked > 20)
  }

  /// Nodes that must close do, whatever that costs, and a limit on moves holds.
  @Test func forcedNodesAndMoveLimits() {
    for (seed, drawn) in problems(4001...4400) {
      var problem = drawn
      var random = SplitMix64(seed: seed)
      for node in problem.nodes.indices where problem.nodes[node].mayClose && random.below(3) == 0 {
        problem.nodes[node].mustClose = true
      }
      let limit = random.below(3)
      let model = ClosingModel(problem)
      let result = ClosingSearch.solve(
        problem, settings: ClosingSettings(search: SearchSettings(isGreedyOnly: true), moveLimit: limit))
      let moves = model.closable.reduce(0) { sum, node in
        result.closed[node] && !problem.nodes[node].mustClose ? sum + model.moveCount[node] : sum
      }
      #expect(moves <= limit, "seed \(seed)")
      let forced = model.closable.filter { problem.nodes[$0].mustClose }
      guard forced.count == 1, !result.closed[forced[0]] else { continue }
      var alone = [Bool](repeating: false, count: problem.nodes.count)
      alone[forced[0]] = true
      let left = model.provisioning(closing: alone)
      let choice = ClosingChoice(alone, Greedy.solve(left), left: left, model: model)
      let none = model.provisioning(closing: alone.map { _ in false })
      let unplaced = none.objective(of: Greedy.solve(none)).unplaced
      #expect(choice == nil || choice?.score.unplaced != unplaced, "seed \(seed)")
    }
  }

  @Test func unequalNodesGiveWayToOneThatHoldsAll() {
    var problem = Problem(dimensionCount: 1)
    problem.classes = [PodClass(size: [2], count: 6)]
    problem.offerings = [BinType(capacity: [12], price: Money(nanos: 50_000))]
    problem.nodes = (0..<6).map { _ in
      ExistingBin(free: [4], price: Money(nanos: 20_000), mayClose: true)
    }
    problem.offeringMask = BitMatrix(rows: 1, columns: 1, filled: true)
    problem.nodeMask = BitMatrix(rows: 1, columns: 6, filled: true)
    problem.conflicts = BitMatrix(rows: 1, columns: 1)
    problem.homes = (0..<6).map {
      Home(node: NodeID($0), podClass: ClassID(0), count: 1, movePrice: .zero)
    }
    let cheap = ClosingSearch.solve(
      problem, settings: ClosingSettings(search: SearchSettings(isGreedyOnly: true)))
    #expect(cheap.closed == Array(repeating: true, count: 6))
    #expect(cheap.solution.newBins.count == 1)
    // At a price of moves three nodes take in the pods of the others.
    for index in problem.homes.indices { problem.homes[index].movePrice = Money(nanos: 9_000) }
    let dear = ClosingSearch.solve(
      problem, settings: ClosingSettings(search: SearchSettings(isGreedyOnly: true)))
    #expect(dear.closed.count { $0 } == 3)
    #expect(dear.solution.newBins.isEmpty)
  }
}
