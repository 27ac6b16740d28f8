import StowageProblem
import StowageUnits

extension Problem {
  /// Classes and offerings that all fit each other, no nodes and no rules.
  static func plain(classes: [PodClass], offerings: [BinType], nodes: [ExistingBin] = []) -> Problem {
    var problem = Problem(dimensionCount: classes.first?.size.count ?? 0)
    problem.classes = classes
    problem.offerings = offerings
    problem.nodes = nodes
    problem.offeringMask = BitMatrix(rows: classes.count, columns: offerings.count, filled: true)
    problem.nodeMask = BitMatrix(rows: classes.count, columns: nodes.count, filled: true)
    problem.conflicts = BitMatrix(rows: classes.count, columns: classes.count)
    return problem
  }

  /// Two classes of four pods of size 1, three offerings of capacity 4, two nodes with room for 4. The first
  /// topology has offering and node 0 in domain 0, the others in domains 1 and 2.
  static func small() -> Problem {
    let item = PodClass(size: [1], count: 4)
    let offerings = [1, 2, 3].map { BinType(capacity: [4], price: Money(nanos: $0)) }
    let node = ExistingBin(free: [4])
    return plain(classes: [item, item], offerings: offerings, nodes: [node, node])
  }

  static let places = Topology(domainCount: 3, domainOfOffering: [0, 1, 2], domainOfNode: [0, 1])
}

extension Solution {
  /// Content as counts per class, for new bins by offering and for nodes.
  static func of(_ problem: Problem, new: [(Int, [Int32])] = [], nodes: [Int: [Int32]] = [:]) -> Solution {
    func pattern(_ counts: [Int32]) -> Pattern {
      Pattern(
        counts.indices.filter { counts[$0] != 0 }.map {
          Pattern.Part(podClass: ClassID($0), count: counts[$0])
        })
    }
    var solution = Solution(nodeCount: problem.nodes.count)
    solution.newBins = new.map { NewBin(offering: OfferingID($0.0), content: pattern($0.1)) }
    for (node, counts) in nodes { solution.nodeContents[node] = pattern(counts) }
    return solution
  }
}

extension Problem {
  /// The rules that are broken, each once.
  func broken(_ solution: Solution) -> Set<Fault.Rule> { Set(violations(of: solution).map(\.rule)) }

  func broken(new: [(Int, [Int32])] = [], nodes: [Int: [Int32]] = [:]) -> Set<Fault.Rule> {
    broken(Solution.of(self, new: new, nodes: nodes))
  }
}
