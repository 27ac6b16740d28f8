import StowageProblem
import StowageUnits

/// Draws problems that brute force can solve, from all kinds of rules.
struct TinyProblem {
  /// Which kinds of rules may occur.
  struct Kinds: OptionSet {
    let rawValue: Int

    static let bins = Kinds(rawValue: 1)
    static let companions = Kinds(rawValue: 2)
    static let topologies = Kinds(rawValue: 4)
    static let limits = Kinds(rawValue: 8)
    static let choices = Kinds(rawValue: 16)
    static let wishes = Kinds(rawValue: 32)
    static let priorities = Kinds(rawValue: 64)
    static let nodes = Kinds(rawValue: 128)
    static let homes = Kinds(rawValue: 256)
    static let peers = Kinds(rawValue: 512)
    static let spreadWishes = Kinds(rawValue: 1024)

    static let provisioning: Kinds = [
      .bins, .companions, .topologies, .limits, .choices, .wishes, .priorities, .nodes,
    ]
    static let all: Kinds = [.provisioning, .homes]
  }

  private var random: SplitMix64
  private let kinds: Kinds
  private var problem: Problem

  static func draw(seed: UInt64, kinds: Kinds = .provisioning, podLimit: Int = 6) -> Problem {
    var draft = TinyProblem(random: SplitMix64(seed: seed), kinds: kinds, problem: Problem(dimensionCount: 1))
    draft.drawArrays(podLimit: podLimit)
    if kinds.contains(.bins) { draft.drawBinRules() }
    if kinds.contains(.companions) { draft.drawCompanions() }
    if kinds.contains(.topologies) { draft.drawTopologies() }
    draft.drawOfferingRules()
    if kinds.contains(.wishes) { draft.drawWishes() }
    if kinds.contains(.homes) { draft.drawHomes() }
    if kinds.contains(.peers) { draft.drawPeers() }
    if kinds.contains(.spreadWishes) { draft.drawSpreadWishes() }
    return draft.problem
  }

  private mutating func chance(_ percent: Int) -> Bool { random.below(100) < percent }

  private mutating func number(_ range: ClosedRange<Int>) -> Int32 {
    Int32(range.lowerBound + random.below(range.count))
  }

  private mutating func matrix(_ rows: Int, _ columns: Int, percent: Int) -> BitMatrix {
    var result = BitMatrix(rows: rows, columns: columns)
    for row in 0..<rows { for column in 0..<columns { result[row, column] = chance(percent) } }
    return result
  }

  /// One to all of the classes.
  private mutating func someClasses() -> [ClassID] {
    let chosen = problem.classes.indices.filter { _ in chance(50) }
    return (chosen.isEmpty ? [random.below(problem.classes.count)] : chosen).map { ClassID($0) }
  }

  private mutating func drawArrays(podLimit: Int) {
    let dimensions = 1 + random.below(3)
    problem = Problem(dimensionCount: dimensions)
    let classCount = 1 + random.below(4)
    var podsLeft = Int32(podLimit)
    for index in 0..<classCount where podsLeft > 0 {
      let count = index == classCount - 1 ? podsLeft : number(1...max(1, Int(podsLeft) / 2))
      podsLeft -= count
      let size = (0..<dimensions).map { _ in number(0...6) }
      problem.classes.append(PodClass(size: size, count: count))
      if kinds.contains(.priorities) && chance(30) { problem.classes[index].priority = number(0...2) }
    }
    for _ in 0...random.below(4) {
      let capacity = (0..<dimensions).map { _ in number(3...12) }
      let price = Money(nanos: Int64(capacity.reduce(0, +)) * 1000 + Int64(random.below(8000)))
      problem.offerings.append(BinType(capacity: capacity, price: price, rank: number(0...2)))
    }
    let nodeCount = kinds.contains(.nodes) ? random.below(3) : 0
    for _ in 0..<nodeCount {
      let free = (0..<dimensions).map { _ in number(chance(5) ? -1...0 : 0...8) }
      problem.nodes.append(ExistingBin(free: free))
    }
    let rows = problem.classes.count
    problem.offeringMask = matrix(rows, problem.offerings.count, percent: 85)
    problem.nodeMask = matrix(rows, nodeCount, percent: 85)
    problem.conflicts = BitMatrix(rows: rows, columns: rows)
  }

  private mutating func drawBinRules() {
    for first in problem.classes.indices {
      if chance(25) { problem.classes[first].maxPerBin = number(1...2) }
      for second in 0..<first where chance(12) {
        problem.conflicts[first, second] = true
        problem.conflicts[second, first] = true
      }
    }
    while chance(30) {
      let present = chance(50) ? problem.nodes.map { _ in number(0...1) } : []
      problem.binCaps.append(
        BinCap(members: someClasses(), subjects: someClasses(), cap: number(1...2), present: present))
    }
  }

  private mutating func drawCompanions() {
    while chance(25) {
      let subject = ClassID(random.below(problem.classes.count))
      let isFounder = chance(40)
      let targets = isFounder ? Array(Set(someClasses() + [subject])).sorted() : someClasses()
      let satisfied = problem.nodes.map { _ in !isFounder && chance(40) }
      problem.companions.append(
        Companion(subject: subject, targets: targets, mayFound: isFounder, satisfiedNodes: satisfied))
    }
  }

  private mutating func drawTopologies() {
    while chance(45) && problem.topologies.count < 2 {
      let domainCount = 2 + random.below(2)
      func place(_ random: inout SplitMix64) -> Int32 {
        random.below(100) < 4 ? -1 : Int32(random.below(domainCount))
      }
      var topology = Topology(
        domainCount: domainCount, domainOfOffering: problem.offerings.map { _ in place(&random) },
        domainOfNode: problem.nodes.map { _ in place(&random) })
      if chance(60) { topology.spreads.append(drawSpread(domainCount)) }
      if chance(20) { topology.spreads.append(drawSpread(domainCount)) }
      if chance(40) { topology.attractions.append(drawAttraction(domainCount)) }
      if chance(30) {
        topology.repulsions.append(
          Repulsion(subject: ClassID(random.below(problem.classes.count)), targets: someClasses()))
      }
      problem.topologies.append(topology)
    }
  }

  private mutating func drawSpread(_ domainCount: Int) -> Spread {
    let subjects = someClasses()
    let members = chance(70) ? subjects : someClasses()
    let domains = (0..<Int32(domainCount)).filter { _ in chance(85) }
    return Spread(
      members: members, subjects: subjects, maxSkew: number(1...2), minDomains: chance(20) ? 3 : 0,
      domains: domains.isEmpty ? [0] : domains,
      present: (0..<domainCount).map { _ in chance(30) ? number(0...3) : 0 })
  }

  private mutating func drawAttraction(_ domainCount: Int) -> Attraction {
    let subject = ClassID(random.below(problem.classes.count))
    let isFounder = chance(60)
    let targets = isFounder ? Array(Set(someClasses() + [subject])).sorted() : someClasses()
    let present = (0..<domainCount).map { _ in !isFounder && chance(40) }
    return Attraction(subject: subject, targets: targets, mayFound: isFounder, present: present)
  }

  private mutating func drawOfferingRules() {
    if kinds.contains(.limits) {
      for index in problem.offerings.indices where chance(15) {
        problem.offerings[index].copies = number(0...2)
      }
      while chance(25) {
        let coefficients = problem.offerings.map { _ in Int64(chance(30) ? 0 : number(1...8)) }
        problem.limits.append(LimitRow(coefficients: coefficients, bound: Int64(number(-1...20))))
      }
    }
    if kinds.contains(.choices) && chance(15) {
      let values = problem.offerings.map { _ in number(-1...2) }
      problem.choices.append(ChoiceRule(valueOfOffering: values, minimum: number(1...3)))
    }
  }

  private mutating func drawWishes() {
    while chance(20) {
      problem.wishes.append(
        Wish(
          subject: ClassID(random.below(problem.classes.count)), price: Money(nanos: Int64(random.below(50))),
          offerings: matrix(1, problem.offerings.count, percent: 50),
          nodes: matrix(1, problem.nodes.count, percent: 50)))
    }
  }

  private mutating func drawPeers() {
    repeat {
      let subject = ClassID(random.below(problem.classes.count))
      // Some are worth a bin of their own.
      let price = Money(nanos: Int64(random.below(chance(20) ? 20_000 : 50)))
      var wish = PeerWish(subject: subject, targets: someClasses(), price: price, isAttraction: chance(40))
      if chance(40) {
        wish.domainCount = 2
        wish.domainOfOffering = problem.offerings.map { _ in number(-1...1) }
        wish.domainOfNode = problem.nodes.map { _ in number(-1...1) }
      }
      problem.peerWishes.append(wish)
    } while chance(50)
  }

  private mutating func drawSpreadWishes() {
    repeat {
      var wish = SpreadWish(
        subjects: someClasses(), members: someClasses(), maxSkew: Int32(number(1...2)),
        price: Money(nanos: Int64(random.below(chance(20) ? 20_000 : 50))))
      if chance(60) {
        wish.domainCount = 2
        wish.domains = chance(80) ? [0, 1] : [1]
        wish.minDomains = Int32(number(0...3))
        wish.present = (0..<2).map { _ in Int32(number(0...2)) }
        wish.domainOfOffering = problem.offerings.map { _ in number(-1...1) }
        wish.domainOfNode = problem.nodes.map { _ in number(-1...1) }
      } else if chance(50) {
        wish.present = problem.nodes.map { _ in Int32(number(0...2)) }
      }
      problem.spreadWishes.append(wish)
    } while chance(50)
  }

  /// Pods that run now: some of each class on the nodes, whatever the rules say.
  private mutating func drawHomes() {
    for node in problem.nodes.indices {
      problem.nodes[node].mayClose = chance(70)
      problem.nodes[node].mayReceive = chance(85)
      problem.nodes[node].price = Money(nanos: Int64(random.below(30_000)))
      problem.nodes[node].closingPrice = Money(nanos: Int64(random.below(50)))
    }
    guard !problem.nodes.isEmpty else { return }
    for index in problem.classes.indices where chance(60) {
      let running = number(1...Int(problem.classes[index].count))
      for _ in 0..<running {
        problem.homes.append(
          Home(
            node: NodeID(random.below(problem.nodes.count)), podClass: ClassID(index), count: 1,
            movePrice: Money(nanos: Int64(random.below(500)))))
      }
    }
  }
}
