import StowageLinear
import StowageProblem
import StowageUnits

/// The linear rules over how many pods of a class each domain gets, for the classes that are split into cells.
///
/// One column a cell (the pods it gets) and one a spread (the least count over its domains); rows that fix the sum
/// of each class and keep each spread within its skew. The same description becomes part of the root master, a
/// linear program of its own for bounds, and a small integer program for assigning pods to domains. Attractions,
/// repulsions between different classes and spreads over domains that are too full already are left out: a
/// relaxation.
struct DomainRows: Sendable {
  struct Row: Sendable {
    var lower: Double
    var upper: Double
    /// Column of this description and coefficient.
    var entries: [(column: Int, value: Double)]
  }

  /// The cells that have a column, ascending; the columns of the least counts follow.
  private(set) var cells: [Int32] = []
  private(set) var columnOfCell: [Int32]
  /// Per column, the most it may be.
  private(set) var upper: [Double] = []
  private(set) var rows: [Row] = []
  /// Names of the rules that are left out, sorted.
  private(set) var relaxed: [String] = []

  var isEmpty: Bool { cells.isEmpty }

  init(_ problem: Problem, packing: Packing) {
    columnOfCell = Array(repeating: -1, count: packing.cellCount)
    for index in problem.classes.indices {
      let range = packing.cells(ofClass: index)
      if packing.demand[range.lowerBound] == 0 || !packing.isSplit(index) { continue }
      var entries: [(column: Int, value: Double)] = []
      for cell in range {
        columnOfCell[cell] = Int32(cells.count)
        entries.append((cells.count, 1))
        cells.append(Int32(cell))
        upper.append(Double(packing.demand[cell]))
      }
      let demand = Double(packing.demand[range.lowerBound])
      rows.append(Row(lower: demand, upper: demand, entries: entries))
    }
    var left: Set<String> = []
    for (index, topology) in problem.topologies.enumerated() {
      for spread in topology.spreads { add(spread, topology: index, packing: packing, left: &left) }
      for rule in topology.repulsions { add(rule, topology: index, packing: packing, left: &left) }
      if !topology.attractions.isEmpty { left.insert("attractions") }
    }
    relaxed = left.sorted()
  }

  private mutating func add(_ spread: Spread, topology: Int, packing: Packing, left: inout Set<String>) {
    let floor = spread.domains.count < spread.minDomains
    let least = spread.domains.map { spread.present[Int($0)] }.min() ?? 0
    let column = upper.count
    // No domain can hold more members than there are in all.
    let all = spread.members.reduce(0.0) { sum, id in
      sum + Double(packing.demand[packing.cells(ofClass: id.index).lowerBound])
    }
    upper.append(floor ? 0 : all + Double(spread.present.max() ?? 0))
    for domain in 0..<spread.present.count {
      let members = columns(of: spread.members, topology: topology, domain: domain, packing: packing)
      let subjects = columns(of: spread.subjects, topology: topology, domain: domain, packing: packing)
      let present = Double(spread.present[domain])
      let entries = members.map { (column: $0, value: 1.0) } + [(column: column, value: -1.0)]
      if spread.domains.contains(Int32(domain)) {
        rows.append(Row(lower: -present, upper: .infinity, entries: entries))
      }
      if subjects.isEmpty { continue }
      // Only a domain that receives a subject has to keep the skew. A domain without one keeps it all the same
      // where everything that can be there without a subject is within it.
      let isAlwaysSound =
        Set(members) == Set(subjects) && present <= Double(floor ? 0 : least) + Double(spread.maxSkew)
      if isAlwaysSound {
        rows.append(Row(lower: -.infinity, upper: Double(spread.maxSkew) - present, entries: entries))
      } else {
        left.insert("spreads")
      }
    }
  }

  private mutating func add(
    _ rule: Repulsion, topology: Int, packing: Packing, left: inout Set<String>
  ) {
    if rule.targets != [rule.subject] { left.insert("repulsions") }
    if !rule.targets.contains(rule.subject) { return }
    var domains: Set<Int32> = []
    for cell in packing.cells(ofClass: rule.subject.index) {
      domains.insert(packing.domainOfCell[topology * packing.cellCount + cell])
    }
    for domain in domains.sorted() {
      let members = columns(of: [rule.subject], topology: topology, domain: Int(domain), packing: packing)
      if members.isEmpty { continue }
      rows.append(Row(lower: -.infinity, upper: 1, entries: members.map { ($0, 1) }))
    }
  }

  private func columns(of ids: [ClassID], topology: Int, domain: Int, packing: Packing) -> [Int] {
    var result: [Int] = []
    for id in ids {
      for cell in packing.cells(ofClass: id.index)
      where packing.domainOfCell[topology * packing.cellCount + cell] == Int32(domain) {
        if columnOfCell[cell] >= 0 { result.append(Int(columnOfCell[cell])) }
      }
    }
    return result
  }
}
