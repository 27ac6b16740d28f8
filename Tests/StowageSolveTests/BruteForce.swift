import StowageProblem
import StowageUnits

/// The best solution of a tiny problem by trying all of them: the yardstick of every solver test.
///
/// Nodes get a content each, then new bins are added in one order only (offering, then content), so that no
/// solution is met twice. Rules of one bin cut the lists of contents; the rest is left to the judge.
struct BruteForce {
  private let problem: Problem
  /// Contents as counts per class that a node may hold by the rules of one bin; the empty one included.
  private var nodeContents: [[[Int32]]] = []
  /// New bins that the rules of one bin allow, in the order in which they are tried.
  private var newBins: [(offering: Int, counts: [Int32])] = []
  private var current: Solution
  private var left: [Int32]
  private var best: (solution: Solution, objective: Objective)?

  private init(_ problem: Problem) {
    self.problem = problem
    current = Solution(nodeCount: problem.nodes.count)
    left = problem.classes.map(\.count)
    let contents = BruteForce.multisets(upTo: left)
    for node in problem.nodes.indices {
      nodeContents.append(
        contents.filter { counts in
          var trial = Solution(nodeCount: problem.nodes.count)
          trial.nodeContents[node] = BruteForce.pattern(counts)
          return isPossible(trial)
        })
    }
    for offering in problem.offerings.indices {
      for counts in contents where counts.contains(where: { $0 > 0 }) {
        var trial = Solution(nodeCount: problem.nodes.count)
        trial.newBins = [NewBin(offering: OfferingID(offering), content: BruteForce.pattern(counts))]
        if isPossible(trial) { newBins.append((offering, counts)) }
      }
    }
  }

  static func solve(_ problem: Problem) -> Solution {
    var search = BruteForce(problem)
    search.decideNode(0)
    guard let best = search.best else { fatalError("no feasible solution, not even the current state") }
    return best.solution
  }

  private func isPossible(_ trial: Solution) -> Bool {
    let binRules: Set<Fault.Rule> = [
      .receive, .capacity, .mask, .maxPerBin, .conflict, .binCap, .copies, .choice,
    ]
    return !problem.violations(of: trial).contains { binRules.contains($0.rule) }
  }

  private mutating func take(_ counts: [Int32]) -> Bool {
    guard zip(counts, left).allSatisfy({ $0 <= $1 }) else { return false }
    for index in left.indices { left[index] -= counts[index] }
    return true
  }

  private mutating func giveBack(_ counts: [Int32]) {
    for index in left.indices { left[index] += counts[index] }
  }

  private mutating func decideNode(_ node: Int) {
    guard node < problem.nodes.count else { return addBins(from: 0) }
    for counts in nodeContents[node] where take(counts) {
      current.nodeContents[node] = BruteForce.pattern(counts)
      decideNode(node + 1)
      giveBack(counts)
    }
    current.nodeContents[node] = Pattern()
    if problem.nodes[node].mayClose {
      current.closed[node] = true
      decideNode(node + 1)
      current.closed[node] = false
    }
  }

  private mutating func addBins(from first: Int) {
    let objective = problem.objective(of: current)
    if best.map({ objective < $0.objective }) ?? true, problem.violations(of: current).isEmpty {
      best = (current, objective)
    }
    if let best, best.objective.unplaced.allSatisfy({ $0 == 0 }),
      objective.cost > best.objective.cost + best.objective.penalty
    {
      return
    }
    guard first < newBins.count else { return }
    for index in first..<newBins.count where take(newBins[index].counts) {
      let bin = newBins[index]
      let content = BruteForce.pattern(bin.counts)
      current.newBins.append(NewBin(offering: OfferingID(bin.offering), content: content))
      addBins(from: index)
      current.newBins.removeLast()
      giveBack(bin.counts)
    }
  }

  private static func pattern(_ counts: [Int32]) -> Pattern {
    Pattern(
      counts.indices.filter { counts[$0] > 0 }.map {
        Pattern.Part(podClass: ClassID($0), count: counts[$0])
      })
  }

  /// All vectors from zero to `limits`.
  private static func multisets(upTo limits: [Int32]) -> [[Int32]] {
    var result: [[Int32]] = [[]]
    for limit in limits { result = result.flatMap { start in (0...limit).map { start + [$0] } } }
    return result
  }
}
