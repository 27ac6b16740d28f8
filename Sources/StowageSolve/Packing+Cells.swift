import StowageProblem
import StowageUnits

/// How classes are split into cells: by the domains of every topology whose rules name the class.
struct CellSplit {
  var classOfCell: [Int32] = []
  var cellStart: [Int32] = [0]
  /// Per cell: its domain in every topology.
  var domains: [[Int32]] = []
  /// Per class: the topologies that split it.
  var splitBy: [[Int]]

  init(_ problem: Problem, bins: [BinSource]) {
    splitBy = CellSplit.bindingTopologies(of: problem)
    let whole = [Int32](repeating: -1, count: problem.topologies.count)
    for index in problem.classes.indices {
      var tuples: Set<[Int32]> = []
      if !splitBy[index].isEmpty {
        for bin in bins where bin.accepts(index, in: problem) {
          tuples.insert(CellSplit.tuple(of: bin, keeping: splitBy[index], in: problem))
        }
      }
      let sorted = tuples.isEmpty ? [whole] : tuples.sorted { $0.lexicographicallyPrecedes($1) }
      for tuple in sorted {
        classOfCell.append(Int32(index))
        domains.append(tuple)
      }
      cellStart.append(Int32(classOfCell.count))
    }
  }

  /// The domains of a bin, with -1 for the topologies that do not matter.
  static func tuple(of bin: BinSource, keeping topologies: [Int], in problem: Problem) -> [Int32] {
    var result = [Int32](repeating: -1, count: problem.topologies.count)
    for topology in topologies { result[topology] = bin.domain(of: problem.topologies[topology]) }
    return result
  }

  /// The cell of a class in a bin, nil where the class has no such cell.
  func cell(of index: Int, in bin: BinSource, problem: Problem) -> Int32? {
    let range = Int(cellStart[index])..<Int(cellStart[index + 1])
    if splitBy[index].isEmpty { return Int32(range.lowerBound) }
    let wanted = CellSplit.tuple(of: bin, keeping: splitBy[index], in: problem)
    return range.first { domains[$0] == wanted }.map(Int32.init)
  }

  private static func bindingTopologies(of problem: Problem) -> [[Int]] {
    var result = [[Int]](repeating: [], count: problem.classes.count)
    for (index, topology) in problem.topologies.enumerated() {
      var named = [Bool](repeating: false, count: problem.classes.count)
      for spread in topology.spreads {
        for id in spread.members + spread.subjects { named[id.index] = true }
      }
      for rule in topology.attractions { for id in rule.targets + [rule.subject] { named[id.index] = true } }
      for rule in topology.repulsions { for id in rule.targets + [rule.subject] { named[id.index] = true } }
      for id in named.indices where named[id] { result[id].append(index) }
    }
    return result
  }
}

/// Where a bin of the packing comes from.
enum BinSource {
  case offering(Int)
  case node(Int)

  func accepts(_ index: Int, in problem: Problem) -> Bool {
    switch self {
    case .offering(let offering): problem.offeringMask[index, offering]
    case .node(let node): problem.nodeMask[index, node] && problem.nodes[node].mayReceive
    }
  }

  func domain(of topology: Topology) -> Int32 {
    switch self {
    case .offering(let offering): topology.domainOfOffering[offering]
    case .node(let node): topology.domainOfNode[node]
    }
  }

  func capacity(in problem: Problem) -> [Int32] {
    switch self {
    case .offering(let offering): problem.offerings[offering].capacity
    case .node(let node): problem.nodes[node].free
    }
  }
}
