import StowageProblem
import StowageUnits

/// How classes are split into cells: by the domains of every topology whose rules name the class.
struct CellSplit {
  var classOfCell: [Int32] = []
  var cellStart: [Int32] = [0]
  /// Per cell: its domain in every topology.
  var domains: [[Int32]] = []
  /// Per class: the topologies that split it.
  let splitBy: [[Int]]
  /// Per class: which of `keys` its topologies are.
  private var keyOfClass: [Int] = []
  /// Distinct sets of topologies that split classes.
  private var keys: [DomainKey] = []
  /// Per cell: its domains as a number of its key.
  private var tupleOfCell: [Int32] = []
  private let offeringCount: Int

  init(_ problem: Problem) {
    offeringCount = problem.offerings.count
    splitBy = CellSplit.bindingTopologies(of: problem)
    var keyIDs: [[Int]: Int] = [:]
    for topologies in splitBy {
      let id = keyIDs[topologies] ?? keys.count
      if id == keys.count {
        keyIDs[topologies] = id
        keys.append(DomainKey(topologies, problem))
      }
      keyOfClass.append(id)
    }
    var known: [Reach: [Int32]] = [:]
    for index in problem.classes.indices {
      let key = keys[keyOfClass[index]]
      let reach = Reach(
        key: keyOfClass[index], offerings: problem.offeringMask.row(index),
        nodes: problem.nodeMask.row(index))
      let tuples = known[reach] ?? key.tuples(of: index, problem)
      known[reach] = tuples
      for tuple in tuples {
        classOfCell.append(Int32(index))
        domains.append(key.tuples[Int(tuple)])
        tupleOfCell.append(tuple)
      }
      cellStart.append(Int32(classOfCell.count))
    }
  }

  /// Classes that may be in the same bins, and are split alike.
  private struct Reach: Hashable {
    var key: Int
    var offerings: ArraySlice<UInt64>
    var nodes: ArraySlice<UInt64>
  }

  /// The cell of a class in a bin, nil where the class has no such cell.
  func cell(of index: Int, in bin: BinSource) -> Int32? {
    let range = Int(cellStart[index])..<Int(cellStart[index + 1])
    let key = keyOfClass[index]
    if keys[key].topologies.isEmpty { return Int32(range.lowerBound) }
    let position =
      switch bin {
      case .offering(let offering): offering
      case .node(let node): offeringCount + node
      }
    let wanted = keys[key].tupleOfBin[position]
    for cell in range where tupleOfCell[cell] == wanted { return Int32(cell) }
    return nil
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

/// The domains of all bins in some topologies, as numbers.
private struct DomainKey {
  let topologies: [Int]
  /// Per number: the domain in every topology, -1 in those that do not matter; ascending.
  private(set) var tuples: [[Int32]]
  /// Per bin, offerings first.
  private(set) var tupleOfBin: [Int32] = []

  init(_ topologies: [Int], _ problem: Problem) {
    self.topologies = topologies
    let bins =
      problem.offerings.indices.map(BinSource.offering) + problem.nodes.indices.map(BinSource.node)
    let whole = [Int32](repeating: -1, count: problem.topologies.count)
    if topologies.isEmpty {
      tuples = [whole]
      tupleOfBin = Array(repeating: 0, count: bins.count)
      return
    }
    let all = bins.map { bin in
      var tuple = whole
      for topology in topologies { tuple[topology] = bin.domain(of: problem.topologies[topology]) }
      return tuple
    }
    tuples = Set(all).union([whole]).sorted { $0.lexicographicallyPrecedes($1) }
    let numbers = Dictionary(uniqueKeysWithValues: tuples.enumerated().map { ($1, Int32($0)) })
    tupleOfBin = all.compactMap { numbers[$0] }
  }

  /// The numbers of the bins that a class may be in, ascending; that of no domain where there are none.
  func tuples(of index: Int, _ problem: Problem) -> [Int32] {
    var isSeen = [Bool](repeating: false, count: tuples.count)
    problem.offeringMask.forEachColumn(of: index) { isSeen[Int(tupleOfBin[$0])] = true }
    problem.nodeMask.forEachColumn(of: index) { node in
      if problem.nodes[node].mayReceive { isSeen[Int(tupleOfBin[problem.offerings.count + node])] = true }
    }
    let seen = isSeen.indices.filter { isSeen[$0] }.map { Int32($0) }
    // Without domains sorts first: no bin at all counts as that.
    return seen.isEmpty ? [0] : seen
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

  /// Nano-dollars per hour.
  func price(in problem: Problem) -> Double {
    switch self {
    case .offering(let offering): Double(problem.offerings[offering].price.nanos)
    case .node(let node): Double(problem.nodes[node].price.nanos)
    }
  }
}
