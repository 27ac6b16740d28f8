import StowageProblem
import StowageUnits

/// Improves a choice of nodes to close a few nodes at a time: some are opened again, then whatever pays is closed.
struct ClosingDescent {
  private let state: ClosingState
  private let model: ClosingModel
  private let moveLimit: Int?
  private var random: SplitMix64
  /// Nodes that may be closed and opened again, ascending.
  private let nodes: [Int]
  /// Per node: what closing it saves for each unit of effort, if its pods find room that is there.
  private let ratio: [Double]

  /// `fixed`: nodes that stay closed whatever happens.
  init(_ choice: ClosingChoice, model: ClosingModel, fixed: [Bool], moveLimit: Int?, seed: UInt64) {
    self.model = model
    self.moveLimit = moveLimit
    state = ClosingState(choice, model: model)
    random = SplitMix64(seed: seed)
    nodes = model.closable.filter { !fixed[$0] }
    ratio = model.problem.nodes.indices.map { node in
      let gain = Double(model.problem.nodes[node].price.nanos - model.movePrice[node])
      return gain / (Double(model.movePrice[node]) + 1000 * Double(model.moveCount[node]) + 1000)
    }
  }

  /// Rules that tie a pod to company that has to be there first are beyond single steps.
  static func applies(to problem: Problem) -> Bool {
    problem.companions.isEmpty && problem.topologies.allSatisfy { $0.attractions.isEmpty }
  }

  /// Bins looked at so far.
  var work: Int { state.work }

  /// Closes what can be closed as things are, best first; then rounds until so many bins were looked at, until
  /// `patience` rounds in a row did not help, or until the deadline. Gives the result where it is better by every rule.
  mutating func run(rounds: Int, patience: Int, work: Int, deadline: Deadline) -> ClosingChoice? {
    for node in nodes.sorted(by: { (ratio[$1], $0) < (ratio[$0], $1) }) {
      if deadline.isOver { break }
      close(node)
    }
    dropNewBins(deadline)
    state.commit()
    var failures = 0
    for _ in 0..<rounds {
      if deadline.isOver || failures >= patience || state.work >= work { break }
      failures = round() ? 0 : failures + 1
    }
    return state.choice()
  }

  private func close(_ node: Int) {
    if state.isClosed[node] { return }
    if let moveLimit, state.moves + model.moveCount[node] > moveLimit { return }
    _ = state.close(node, mayOpen: true)
  }

  private func dropNewBins(_ deadline: Deadline) {
    for bin in state.isClosed.count..<state.placement.bins.count {
      if deadline.isOver { return }
      if !state.placement.bins[bin].isRetired { _ = state.close(bin, mayOpen: true) }
    }
  }

  /// Opens one to four nodes, then closes the most promising of a sample; true where that paid.
  private mutating func round() -> Bool {
    let start = state.mark
    let before = (state.total, state.moves)
    let closed = nodes.filter { state.isClosed[$0] }
    let open = nodes.filter { !state.isClosed[$0] }
    if open.isEmpty { return false }
    if !closed.isEmpty {
      for _ in 0...random.below(4) {
        let node = closed[random.below(closed.count)]
        if state.isClosed[node] { _ = state.reopen(node) }
      }
    }
    var sample: [(rank: Double, node: Int)] = []
    for _ in 0..<24 {
      let node = nodes[random.below(nodes.count)]
      if !state.isClosed[node] {
        sample.append((ratio[node] * (0.6 + 0.8 * Double(random.below(1000)) / 1000), node))
      }
    }
    for node in closed where !state.isClosed[node] { sample.append((ratio[node] * 0.8, node)) }
    for entry in sample.sorted(by: { ($1.rank, $0.node) < ($0.rank, $1.node) }) { close(entry.node) }
    if (state.total, state.moves) < before {
      state.commit()
      return true
    }
    state.rollBack(to: start)
    return false
  }
}
