import StowageProblem
import StowageUnits

/// All pods of nodes that may close, and those that wait, packed anew: a relaxation of every choice of nodes to close.
///
/// Nodes that may close become offerings of which there are as many copies as there are such nodes, unless a new bin
/// is as good. They accept what is at home there. Rules that pods at home break, and all rules over domains, which
/// bind only pods that arrive, are dropped.
struct RepackProblem {
  private(set) var problem: Problem
  /// Its solutions are solutions of closing all nodes that may close, as far as single bins go.
  private(set) var isExact = true

  init(_ model: ClosingModel) {
    problem = model.problem
    problem.homes = []
    problem.wishes = []
    if !problem.companions.isEmpty || !problem.topologies.isEmpty { isExact = false }
    problem.companions = []
    problem.topologies = []
    leaveAtHome(model)
    relaxRulesInBins(model)
    shutClosable(model)
    appendKept(model)
  }

  /// What is at home on nodes that stay is not packed anew, even where its node would accept no more of it.
  private mutating func leaveAtHome(_ model: ClosingModel) {
    for node in problem.nodes.indices where !problem.nodes[node].mayClose {
      for part in model.homes[node] { problem.classes[part.podClass.index].count -= part.count }
      for (dimension, taken) in model.load(of: node).enumerated() {
        problem.nodes[node].free[dimension] = max(0, problem.nodes[node].free[dimension] - taken)
      }
    }
  }

  private mutating func relaxRulesInBins(_ model: ClosingModel) {
    for node in model.closable {
      for part in model.homes[node] where part.count > problem.classes[part.podClass.index].maxPerBin {
        problem.classes[part.podClass.index].maxPerBin = part.count
        isExact = false
      }
      relaxConflicts(model.homes[node])
    }
    let before = problem.binCaps.count
    problem.binCaps.removeAll { cap in
      let subjects = Set(cap.subjects)
      let isPlain = cap.isPlain
      return model.closable.contains { node in
        let homes = model.homes[node]
        let members = homes.reduce(Int64(0)) { cap.members.contains($1.podClass) ? $0 + Int64($1.count) : $0 }
        return isPlain ? members > Int64(cap.cap) : homes.contains { subjects.contains($0.podClass) }
      }
    }
    if problem.binCaps.count != before { isExact = false }
  }

  private mutating func relaxConflicts(_ parts: [Pattern.Part]) {
    for (position, part) in parts.enumerated() {
      for other in parts[(position + 1)...]
      where problem.conflicts[part.podClass.index, other.podClass.index] {
        problem.conflicts[part.podClass.index, other.podClass.index] = false
        problem.conflicts[other.podClass.index, part.podClass.index] = false
        isExact = false
      }
    }
  }

  /// Nodes that may close are no bins of their own here.
  private mutating func shutClosable(_ model: ClosingModel) {
    var open = [UInt64](repeating: ~0, count: problem.nodeMask.wordsPerRow)
    for node in model.closable {
      open[node >> 6] &= ~(1 << UInt64(node & 63))
      problem.nodes[node].mayReceive = false
      problem.nodes[node].price = .zero
    }
    for index in problem.classes.indices { problem.nodeMask.intersect(row: index, with: open[...]) }
  }

  private struct Kept: Hashable {
    var bin: BinType
    /// Classes that it accepts, ascending.
    var classes: [Int32]
  }

  private mutating func appendKept(_ model: ClosingModel) {
    var copies: [Kept: Int32] = [:]
    var order: [Kept] = []
    for node in model.closable {
      let source = model.problem.nodes[node]
      let room = zip(source.free, model.load(of: node)).map { max($0, $1) }
      var accepted = model.problem.classes.indices.filter { model.problem.nodeMask[$0, node] }
      accepted = Set(accepted + model.homes[node].map(\.podClass.index)).sorted()
      let kept = Kept(
        bin: BinType(capacity: room, price: source.price, copies: 0, rank: .max),
        classes: accepted.map(Int32.init))
      if copies[kept] == nil {
        if isMatched(kept) {
          copies[kept] = .min
          continue
        }
        order.append(kept)
      }
      if copies[kept] == .min { continue }
      copies[kept, default: 0] += 1
    }
    if order.isEmpty { return }
    isExact = false
    append(order.map { ($0, copies[$0] ?? 1) })
  }

  /// Some offering that there is no end of is as large, no dearer, and accepts the same classes.
  private func isMatched(_ kept: Kept) -> Bool {
    problem.offerings.indices.contains { index in
      let offering = problem.offerings[index]
      return offering.copies == .max && offering.price <= kept.bin.price
        && !zip(offering.capacity, kept.bin.capacity).contains { $0 < $1 }
        && kept.classes.allSatisfy { problem.offeringMask[Int($0), index] }
        && problem.limits.allSatisfy { $0.coefficients[index] == 0 }
        && problem.choices.allSatisfy { $0.valueOfOffering[index] < 0 }
    }
  }

  private mutating func append(_ kept: [(bin: Kept, copies: Int32)]) {
    let first = problem.offerings.count
    var mask = BitMatrix(rows: problem.classes.count, columns: first + kept.count)
    for index in problem.classes.indices {
      problem.offeringMask.forEachColumn(of: index) { mask[index, $0] = true }
    }
    for (position, entry) in kept.enumerated() {
      var bin = entry.bin.bin
      bin.copies = entry.copies
      problem.offerings.append(bin)
      for index in entry.bin.classes { mask[Int(index), first + position] = true }
    }
    problem.offeringMask = mask
    for limit in problem.limits.indices {
      problem.limits[limit].coefficients += Array(repeating: 0, count: kept.count)
      problem.limits[limit].nodeCoefficients = []
    }
    for choice in problem.choices.indices {
      problem.choices[choice].valueOfOffering += Array(repeating: -1, count: kept.count)
    }
  }
}
