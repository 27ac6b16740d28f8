import StowageProblem
import StowageUnits
import Testing

@Suite("Rules of one bin")
struct BinFeasibilityTests {
  @Test func anEmptyAnswerAndAFullOneAreFeasible() {
    let problem = Problem.small()
    #expect(problem.broken() == [])
    #expect(problem.broken(new: [(0, [2, 2])], nodes: [0: [2, 2]]) == [])
    #expect(problem.checkInvariants() == [])
  }

  @Test func shapesAreJudgedBeforeAnythingElse() {
    let problem = Problem.small()
    #expect(problem.broken(Solution(nodeCount: 1)) == [.shape])
    #expect(problem.broken(new: [(0, [0, 0])]) == [.shape])
    #expect(problem.broken(new: [(3, [1, 0])]) == [.shape])
    #expect(problem.broken(new: [(0, [-1, 0])]) == [.shape])
    var unordered = Solution.of(problem, new: [(0, [1, 1])])
    unordered.newBins[0].content.parts.reverse()
    #expect(problem.broken(unordered) == [.shape])
  }

  @Test func noMorePodsThanThereAre() {
    #expect(Problem.small().broken(new: [(0, [3, 0]), (1, [2, 0])]) == [.count])
  }

  @Test func capacityAndNegativeRoom() {
    var problem = Problem.small()
    #expect(problem.broken(new: [(0, [3, 2])]) == [.capacity])
    #expect(problem.broken(nodes: [1: [3, 2]]) == [.capacity])
    problem.classes[0].size = [0]
    problem.nodes[0].free = [-1]
    #expect(problem.broken(nodes: [0: [1, 0]]) == [.capacity])
  }

  @Test func masks() {
    var problem = Problem.small()
    problem.offeringMask[1, 2] = false
    problem.nodeMask[0, 1] = false
    #expect(problem.broken(new: [(2, [1, 0]), (1, [0, 1])]) == [])
    #expect(problem.broken(new: [(2, [0, 1])]) == [.mask])
    #expect(problem.broken(nodes: [1: [1, 0]]) == [.mask])
  }

  @Test func multiplicityAndConflicts() {
    var problem = Problem.small()
    problem.classes[0].maxPerBin = 2
    #expect(problem.broken(new: [(0, [2, 2])]) == [])
    #expect(problem.broken(new: [(0, [3, 1])]) == [.maxPerBin])
    problem.conflicts[0, 1] = true
    problem.conflicts[1, 0] = true
    #expect(problem.broken(new: [(0, [2, 0])], nodes: [0: [0, 4]]) == [])
    #expect(problem.broken(new: [(0, [1, 1])]) == [.conflict])
  }

  @Test func binCapsCountOnlyBesideASubject() {
    var problem = Problem.small()
    problem.binCaps = [BinCap(members: [ClassID(0), ClassID(1)], subjects: [ClassID(1)], cap: 2)]
    #expect(problem.broken(new: [(0, [4, 0]), (1, [0, 2])]) == [])
    #expect(problem.broken(new: [(0, [2, 1])]) == [.binCap])
    problem.binCaps[0].present = [2, 0]
    #expect(problem.broken(nodes: [0: [3, 0], 1: [0, 2]]) == [])
    #expect(problem.broken(nodes: [0: [0, 1]]) == [.binCap])
  }

  @Test func companyInTheSameBin() {
    var problem = Problem.small()
    problem.companions = [
      Companion(
        subject: ClassID(0), targets: [ClassID(1)], mayFound: false, satisfiedNodes: [true, false])
    ]
    #expect(problem.broken(new: [(0, [3, 1])], nodes: [0: [1, 0]]) == [])
    #expect(problem.broken(new: [(0, [1, 0])]) == [.companion])
    #expect(problem.broken(nodes: [1: [1, 0]]) == [.companion])
  }

  @Test func aFounderIsAloneAndCirclesNeverStart() {
    var problem = Problem.small()
    let (first, second) = (ClassID(0), ClassID(1))
    let nowhere = [false, false]
    problem.companions = [
      Companion(subject: first, targets: [first], mayFound: true, satisfiedNodes: nowhere)
    ]
    #expect(problem.broken(new: [(0, [4, 0]), (1, [0, 4])]) == [])
    #expect(problem.broken(new: [(0, [2, 0]), (1, [2, 0])]) == [.companion])
    problem.companions = [
      Companion(subject: first, targets: [second], mayFound: false, satisfiedNodes: nowhere),
      Companion(subject: second, targets: [first], mayFound: false, satisfiedNodes: nowhere),
    ]
    #expect(problem.broken(new: [(0, [1, 1])]) == [.companion])
    problem.companions.removeLast()
    #expect(problem.broken(new: [(0, [1, 1])]) == [])
  }
}

@Suite("Rules over domains")
struct DomainFeasibilityTests {
  private let both = [ClassID(0), ClassID(1)]

  private func spread(_ maxSkew: Int32, minDomains: Int32 = 0, present: [Int32] = [0, 0, 0]) -> Problem {
    var problem = Problem.small()
    var topology = Problem.places
    topology.spreads = [
      Spread(
        members: both, subjects: [ClassID(0)], maxSkew: maxSkew, minDomains: minDomains, domains: [0, 1],
        present: present)
    ]
    problem.topologies = [topology]
    return problem
  }

  @Test func aCircleThroughBinAndDomainNeverStarts() {
    var problem = Problem.small()
    let (first, second) = (ClassID(0), ClassID(1))
    problem.companions = [
      Companion(subject: first, targets: [second], mayFound: false, satisfiedNodes: [false, false])
    ]
    var topology = Problem.places
    topology.attractions = [
      Attraction(subject: second, targets: [first], mayFound: false, present: [false, false, false])
    ]
    problem.topologies = [topology]
    #expect(problem.broken(new: [(0, [1, 1])]) == [.companion])
    problem.topologies[0].attractions[0].present = [true, true, true]
    #expect(problem.broken(new: [(0, [1, 1])]) == [])
  }

  @Test func spreadCountsMembersAndAsksSubjects() {
    let problem = spread(1)
    #expect(problem.broken(new: [(0, [2, 0]), (1, [1, 0])]) == [])
    #expect(problem.broken(new: [(0, [2, 0])]) == [.spread])
    #expect(problem.broken(new: [(0, [0, 3])]) == [])
    #expect(problem.broken(new: [(0, [1, 1]), (1, [0, 1])]) == [])
    #expect(problem.broken(new: [(0, [1, 2]), (1, [0, 1])]) == [.spread])
  }

  @Test func onlyReceivingDomainsAreJudged() {
    let problem = spread(1, present: [5, 0, 0])
    #expect(problem.broken(new: [(1, [1, 0])]) == [])
    #expect(problem.broken(new: [(0, [1, 0])]) == [.spread])
  }

  @Test func tooFewDomainsCountAsEmpty() {
    let problem = spread(1, minDomains: 3)
    #expect(problem.broken(new: [(0, [1, 0]), (1, [1, 0])]) == [])
    #expect(problem.broken(new: [(0, [2, 0]), (1, [2, 0])]) == [.spread])
  }

  @Test func aBinWithoutDomainTakesNoSubject() {
    var problem = spread(1)
    problem.topologies[0].domainOfOffering[2] = -1
    #expect(problem.broken(new: [(2, [0, 1])]) == [])
    #expect(problem.broken(new: [(2, [1, 0])]) == [.spread])
  }

  private func attraction(mayFound: Bool, targets: [Int], present: [Bool]) -> Problem {
    var problem = Problem.small()
    var topology = Problem.places
    topology.attractions = [
      Attraction(
        subject: ClassID(0), targets: targets.map { ClassID($0) }, mayFound: mayFound, present: present)
    ]
    problem.topologies = [topology]
    return problem
  }

  @Test func attractionNeedsATargetInTheDomain() {
    let problem = attraction(mayFound: false, targets: [1], present: [false, true, false])
    #expect(problem.broken(new: [(0, [2, 0]), (0, [0, 1]), (1, [2, 0])]) == [])
    #expect(problem.broken(new: [(0, [2, 0]), (1, [0, 1])]) == [.attraction])
  }

  @Test func aGroupIsFoundedInOneDomain() {
    let problem = attraction(mayFound: true, targets: [0], present: [false, false, false])
    #expect(problem.broken(new: [(0, [2, 0]), (0, [2, 0])]) == [])
    #expect(problem.broken(new: [(0, [2, 0]), (1, [2, 0])]) == [.attraction])
    let other = attraction(mayFound: true, targets: [0, 1], present: [false, false, false])
    #expect(other.broken(new: [(0, [2, 0]), (1, [0, 1])]) == [.attraction])
    #expect(other.broken(new: [(0, [2, 1]), (1, [2, 1])]) == [])
  }

  @Test func repulsion() {
    var problem = Problem.small()
    var topology = Problem.places
    topology.repulsions = [Repulsion(subject: ClassID(0), targets: both)]
    problem.topologies = [topology]
    #expect(problem.broken(new: [(0, [1, 0]), (1, [1, 0]), (2, [0, 4])]) == [])
    #expect(problem.broken(new: [(0, [1, 0]), (0, [1, 0])]) == [.repulsion])
    #expect(problem.broken(new: [(0, [1, 0]), (0, [0, 1])]) == [.repulsion])
  }
}

@Suite("Rules over new bins")
struct OfferingFeasibilityTests {
  @Test func copiesAndLimits() {
    var problem = Problem.small()
    problem.offerings[0].copies = 1
    #expect(problem.broken(new: [(0, [1, 0]), (0, [1, 0])]) == [.copies])
    problem.limits = [LimitRow(coefficients: [4, 8, 0], bound: 12)]
    #expect(problem.broken(new: [(0, [1, 0]), (1, [1, 0]), (2, [1, 0])]) == [])
    #expect(problem.broken(new: [(1, [1, 0]), (1, [1, 0])]) == [.limit])
    problem.limits[0].bound = -1
    #expect(problem.broken(new: [(2, [1, 0])]) == [])
  }

  @Test func aChoiceIsLeftOpen() {
    var problem = Problem.small()
    problem.choices = [ChoiceRule(valueOfOffering: [0, 0, 1], minimum: 2)]
    #expect(problem.broken(new: [(0, [2, 0])]) == [])
    problem.offeringMask[1, 2] = false
    #expect(problem.broken(new: [(0, [2, 1])]) == [.choice])
    problem.offerings[2].capacity = [2]
    #expect(problem.broken(new: [(1, [3, 0])]) == [.choice])
    #expect(problem.broken(new: [(1, [2, 0])]) == [])
    var topology = Problem.places
    topology.repulsions = [Repulsion(subject: ClassID(0), targets: [ClassID(0)])]
    problem.topologies = [topology]
    #expect(problem.broken(new: [(1, [1, 0])]) == [.choice])
  }
}

@Suite("Pods that run already")
struct HomeFeasibilityTests {
  private func crowded() -> Problem {
    var problem = Problem.small()
    problem.nodes[0].free = [1]
    problem.nodes[0].mayClose = true
    problem.nodeMask[0, 0] = false
    problem.homes = [
      Home(node: NodeID(0), podClass: ClassID(0), count: 2, movePrice: Money(nanos: 5)),
      Home(node: NodeID(0), podClass: ClassID(0), count: 1, movePrice: Money(nanos: 3)),
    ]
    return problem
  }

  @Test func whatStaysIsNeverAtFault() {
    let problem = crowded()
    #expect(problem.broken(nodes: [0: [3, 0]]) == [])
    #expect(problem.broken(nodes: [0: [2, 0], 1: [1, 0]]) == [])
    #expect(problem.broken(nodes: [0: [4, 0]]) == [.capacity, .mask])
    #expect(problem.broken(nodes: [0: [3, 1]]) == [.capacity])
  }

  @Test func runningPodsKeepAPlace() {
    #expect(crowded().broken(nodes: [0: [2, 0]]) == [.count])
  }

  @Test func closedNodesAreEmptyAndMayClose() {
    let problem = crowded()
    var solution = Solution.of(problem, nodes: [1: [3, 0]])
    solution.closed[0] = true
    #expect(problem.broken(solution) == [])
    solution.closed[1] = true
    #expect(problem.broken(solution) == [.closed])
    var closing = Solution.of(problem, nodes: [0: [3, 0]])
    closing.closed[0] = true
    #expect(problem.broken(closing) == [.closed])
  }

  @Test func aNodeThatTakesNothingKeepsWhatItHas() {
    var problem = crowded()
    problem.nodes[0].mayReceive = false
    #expect(problem.broken(nodes: [0: [3, 0]]) == [])
    problem.nodes[1].mayReceive = false
    #expect(problem.broken(nodes: [0: [2, 0], 1: [1, 0]]) == [.receive])
  }

  @Test func theCheapestMovesAreCounted() {
    let problem = crowded()
    let moved = Solution.of(problem, nodes: [0: [2, 0], 1: [1, 0]])
    #expect(problem.objective(of: moved).penalty == Money(nanos: 3))
    let all = Solution.of(problem, nodes: [1: [3, 0]])
    #expect(problem.objective(of: all).penalty == Money(nanos: 13))
  }
}

@Suite("Objective")
struct ObjectiveTests {
  @Test func placingComesBeforeCostAndPriorityBeforeNumber() {
    var problem = Problem.small()
    problem.classes[1].priority = 7
    let cheap = problem.objective(of: .of(problem, new: [(0, [4, 0])]))
    let important = problem.objective(of: .of(problem, new: [(2, [0, 1])]))
    let all = problem.objective(of: .of(problem, new: [(2, [4, 0]), (2, [0, 4])]))
    #expect(all < important && important < cheap)
  }

  @Test func unmetWishesAreCharged() {
    var problem = Problem.small()
    var offerings = BitMatrix(rows: 1, columns: 3)
    offerings[0, 1] = true
    problem.wishes = [
      Wish(
        subject: ClassID(0), price: Money(nanos: 10), offerings: offerings,
        nodes: BitMatrix(rows: 1, columns: 2))
    ]
    let met = problem.objective(of: .of(problem, new: [(1, [4, 0])]))
    let unmet = problem.objective(of: .of(problem, new: [(0, [4, 0])]))
    #expect(met.penalty == .zero && unmet.penalty == Money(nanos: 40))
    #expect(met < unmet)
  }
}
