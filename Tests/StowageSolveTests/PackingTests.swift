import StowageProblem
import StowageSolve
import StowageUnits
import Testing

@Suite struct PackingTests {
  /// Two classes, three offerings over two zones; the first class is under a spread.
  private func zonalProblem() -> Problem {
    var problem = Problem(dimensionCount: 2)
    problem.classes = [PodClass(size: [2, 1], count: 4), PodClass(size: [1, 1], count: 3, maxPerBin: 2)]
    problem.offerings = [
      BinType(capacity: [4, 8], price: Money(nanos: 100)),
      BinType(capacity: [4, 8], price: Money(nanos: 90)),
      BinType(capacity: [8, 8], price: Money(nanos: 90)), BinType(capacity: [1, 8], price: Money(nanos: 20)),
    ]
    problem.offeringMask = BitMatrix(rows: 2, columns: 4, filled: true)
    problem.nodeMask = BitMatrix(rows: 2, columns: 0)
    problem.conflicts = BitMatrix(rows: 2, columns: 2)
    problem.conflicts[0, 1] = true
    problem.conflicts[1, 0] = true
    var zones = Topology(domainCount: 2, domainOfOffering: [0, 1, 1, 0], domainOfNode: [])
    zones.spreads = [
      Spread(members: [ClassID(0)], subjects: [ClassID(0)], maxSkew: 1, domains: [0, 1], present: [0, 0])
    ]
    problem.topologies = [zones]
    return problem
  }

  @Test func splitsClassesByTheDomainsThatBindThem() {
    let packing = Packing(zonalProblem())
    #expect(packing.classOfCell == [0, 0, 1])
    #expect(packing.domainOfCell == [0, 1, -1])
    #expect(packing.size == [2, 2, 1, 1, 1, 1])
    #expect(packing.perBin == [4, 4, 2])
    #expect(packing.conflictStart == [0, 1, 2, 4])
    #expect(packing.conflictCells == [2, 2, 0, 1])
  }

  @Test func dominanceKeepsWhatAnotherZoneCannotReplace() {
    let packing = Packing(zonalProblem())
    // Offering 1 is dominated by 2; offering 0 is dearer than 2 but the only one for the cell of zone 0.
    #expect(packing.sourceOfBin == [0, 2, 3])
    #expect(packing.domainOfBin == [0, 1, 0])
    #expect(packing.items == [0, 2, 1, 2, 2])
    #expect(packing.itemStart == [0, 2, 4, 5])
    #expect(packing.itemLimit == [2, 2, 4, 2, 1])
  }

  @Test func equalOfferingsKeepExactlyOneTheOneOfLowerRank() {
    var problem = zonalProblem()
    problem.topologies = []
    problem.offerings = [
      BinType(capacity: [4, 8], price: Money(nanos: 90), rank: 1),
      BinType(capacity: [4, 8], price: Money(nanos: 90)), BinType(capacity: [4, 8], price: Money(nanos: 90)),
    ]
    problem.offeringMask = BitMatrix(rows: 2, columns: 3, filled: true)
    #expect(Packing(problem).sourceOfBin == [1])
    problem.offerings[1].copies = 5
    problem.offerings[2].copies = 5
    #expect(Packing(problem).sourceOfBin == [0, 1, 2])
  }

  @Test func groupsEqualNodes() {
    var problem = zonalProblem()
    problem.nodes = [ExistingBin(free: [3, 3]), ExistingBin(free: [1, 3]), ExistingBin(free: [3, 3])]
    problem.nodeMask = BitMatrix(rows: 2, columns: 3, filled: true)
    problem.topologies[0].domainOfNode = [1, 1, 1]
    let packing = Packing(problem)
    #expect(packing.groupCount == 2)
    #expect(packing.groupNodes == [0, 2, 1])
    #expect(packing.copies.suffix(2) == [2, 1])
    #expect(packing.items[packing.itemRange(3)] == [1, 2])
    #expect(packing.items[packing.itemRange(4)] == [2])
  }

  @Test func demandLeavesOutWhatNeedsNoPlace() {
    let packing = Packing(zonalProblem(), demand: [0, 1])
    #expect(packing.items.allSatisfy { $0 == 2 })
    #expect(packing.sourceOfBin == [3])
  }
}
