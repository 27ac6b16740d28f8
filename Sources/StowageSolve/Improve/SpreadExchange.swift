import StowageProblem
import StowageUnits

/// Brings new bins into domains that spread their pods as these would like: the search for cost looks at no such
/// wish, and where zones cost the same it has taken any.
///
/// Bin after bin becomes one of an equal offering in another domain, until no such step is worth its price. The
/// steps are judged by what they change; the result is verified once, as a whole. A bin whose pods are under a hard
/// rule over the domains stays where it is.
struct SpreadExchange {
  private let search: Search
  private var problem: Problem { search.problem }
  private let siblings: SiblingTable
  /// Per class.
  private let wishesOfClass: [[Int]]
  private let peersOfClass: [[Int]]
  private let topologiesOfClass: [[Int]]

  private static let passes = 6

  init(_ search: Search) {
    self.search = search
    let problem = search.problem
    siblings = SiblingTable(problem)
    var (wishes, peers, topologies) = (
      [[Int]](repeating: [], count: problem.classes.count),
      [[Int]](repeating: [], count: problem.classes.count),
      [[Int]](repeating: [], count: problem.classes.count)
    )
    for (index, wish) in problem.wishes.enumerated() { wishes[wish.subject.index].append(index) }
    for (index, wish) in problem.peerWishes.enumerated() where !wish.isOfBins {
      for id in Set(wish.targets + [wish.subject]) { peers[id.index].append(index) }
    }
    for (index, topology) in problem.topologies.enumerated() {
      for id in topology.ruledClasses { topologies[id.index].append(index) }
    }
    (wishesOfClass, peersOfClass, topologiesOfClass) = (wishes, peers, topologies)
  }

  func run() {
    guard problem.spreadWishes.contains(where: { !$0.isOfBins }), problem.homes.isEmpty else { return }
    var candidate = search.solution
    var census = SpreadCensus(problem, candidate)
    var (isBetter, pass) = (true, 0)
    while isBetter && pass < Self.passes && !search.settings.deadline.isOver {
      isBetter = false
      pass += 1
      for place in candidate.newBins.indices {
        if let better = better(candidate.newBins[place], at: place, &census) {
          candidate.newBins[place] = better
          isBetter = true
        }
      }
    }
    search.offer(candidate, phase: "spread")
  }

  /// The bin in another domain; nil where it is best as it is. The census moves with it.
  private func better(_ bin: NewBin, at place: Int, _ census: inout SpreadCensus) -> NewBin? {
    let wishes = spreadWishes(of: bin, census)
    let isUnmet = wishes.contains { wish in
      census.isCrowded(wish, census.place(wish, of: place, offering: bin.offering.index))
    }
    guard isUnmet else { return nil }
    var best = bin
    var least = price(of: bin, wishes, census)
    for offering in siblings.of(bin.offering.index) where mayBecome(offering, bin) {
      let other = NewBin(offering: OfferingID(offering), content: bin.content)
      census.remove(bin, at: place)
      census.add(other, at: place)
      let price = price(of: other, wishes, census)
      if price < least { (least, best) = (price, other) }
      census.remove(other, at: place)
      census.add(bin, at: place)
    }
    if best.offering == bin.offering { return nil }
    census.remove(bin, at: place)
    census.add(best, at: place)
    return best
  }

  /// Over domains, of the pods in a bin; ascending.
  private func spreadWishes(of bin: NewBin, _ census: SpreadCensus) -> [Int] {
    var found: Set<Int> = []
    for part in bin.content.parts { found.formUnion(census.wishes(about: part.podClass.index)) }
    return found.filter { !problem.spreadWishes[$0].isOfBins }.sorted()
  }

  /// What the bin costs with the wishes that read its offering.
  private func price(of bin: NewBin, _ wishes: [Int], _ census: SpreadCensus) -> Int64 {
    var nanos = problem.offerings[bin.offering.index].price.nanos
    for wish in wishes { nanos += problem.spreadWishes[wish].price.nanos * census.unmet(wish) }
    for part in bin.content.parts {
      for wish in wishesOfClass[part.podClass.index]
      where !problem.wishes[wish].offerings[0, bin.offering.index] {
        nanos += problem.wishes[wish].price.nanos * Int64(part.count)
      }
    }
    return nanos
  }

  /// Whether the pods may be in another offering, and no rule or wish between pods sees a difference.
  private func mayBecome(_ offering: Int, _ bin: NewBin) -> Bool {
    bin.content.parts.allSatisfy { part in
      let index = part.podClass.index
      return problem.offeringMask[index, offering]
        && topologiesOfClass[index].allSatisfy {
          let domains = problem.topologies[$0].domainOfOffering
          return domains[offering] == domains[bin.offering.index]
        }
        && peersOfClass[index].allSatisfy {
          let domains = problem.peerWishes[$0].domainOfOffering
          return domains[offering] == domains[bin.offering.index]
        }
    }
  }
}

/// Offerings that differ in price and domains alone.
private struct SiblingTable {
  private let groups: [[Int]]
  private let groupOfOffering: [Int]

  private struct Key: Hashable {
    var capacity: [Int32]
    var coefficients: [Int64]
    /// Offerings of few copies are on their own.
    var single: Int?
  }

  init(_ problem: Problem) {
    var groups: [[Int]] = []
    var numbers: [Key: Int] = [:]
    groupOfOffering = problem.offerings.indices.map { offering in
      let key = Key(
        capacity: problem.offerings[offering].capacity,
        coefficients: problem.limits.map { $0.coefficients[offering] },
        single: problem.offerings[offering].copies == .max ? nil : offering)
      let number = numbers[key] ?? groups.count
      if number == groups.count {
        numbers[key] = number
        groups.append([])
      }
      groups[number].append(offering)
      return number
    }
    self.groups = groups
  }

  func of(_ offering: Int) -> [Int] { groups[groupOfOffering[offering]] }
}

extension Topology {
  /// The classes that some of its rules count or bind.
  fileprivate var ruledClasses: Set<ClassID> {
    var found: Set<ClassID> = []
    for rule in spreads { found.formUnion(rule.members + rule.subjects) }
    for rule in attractions { found.formUnion(rule.targets + [rule.subject]) }
    for rule in repulsions { found.formUnion(rule.targets + [rule.subject]) }
    return found
  }
}
