import StowageProblem
import StowageRules
import StowageUnits

/// Puts right what coarse units let through: bins that hold a few bytes more than there is room for.
///
/// Only where a dimension's scale is not exact (`DimensionScale`). Such a bin becomes the cheapest offering that
/// really holds it and lies in the same domains; where there is none, single pods move to a new node of their own.
struct ExactFit {
  private let reduction: Reduction
  private let problem: Problem
  private let byPrice: [Int]
  private(set) var solution: Solution
  /// Classes with pods that lost their place, ascending.
  private(set) var dropped: [Int] = []

  init(_ reduction: Reduction, solution: Solution) {
    self.reduction = reduction
    self.solution = solution
    problem = reduction.problem
    let prices = problem.offerings.map(\.price)
    byPrice = prices.indices.sorted { (prices[$0], $0) < (prices[$1], $1) }
  }

  mutating func repair() {
    for node in solution.nodeContents.indices {
      let free = reduction.cluster.nodes[reduction.nodes[node]].free
      let moving = surplus(of: &solution.nodeContents[node], in: free)
      move(moving, domains: problem.topologies.map { $0.domainOfNode[node] })
    }
    for bin in solution.newBins.indices { repair(bin) }
    solution.newBins.removeAll(where: \.content.isEmpty)
  }

  private mutating func repair(_ bin: Int) {
    let offering = solution.newBins[bin].offering.index
    let domains = problem.topologies.map { $0.domainOfOffering[offering] }
    var rest = solution.newBins[bin].content
    let moving = surplus(of: &rest, in: reduction.rooms[reduction.offerings[offering].room])
    if moving.isEmpty { return }
    let larger = home(for: solution.newBins[bin].content, domains: domains, insteadOf: offering)
    if let larger, isCheaper(larger, thanKeeping: offering, andMoving: moving, domains: domains) {
      solution.newBins[bin].offering = OfferingID(larger)
    } else {
      solution.newBins[bin].content = rest
      move(moving, domains: domains)
    }
  }

  private func isCheaper(
    _ larger: Int, thanKeeping offering: Int, andMoving moving: [ClassID], domains: [Int32]
  ) -> Bool {
    var cost = problem.offerings[offering].price
    for podClass in moving {
      guard let home = home(for: Pattern(onePodOf: podClass), domains: domains, insteadOf: nil) else {
        return true
      }
      cost += problem.offerings[home].price
    }
    return problem.offerings[larger].price <= cost
  }

  /// Takes out pods until the rest fits, and returns their classes.
  private func surplus(of content: inout Pattern, in room: ResourceVector) -> [ClassID] {
    var moving: [ClassID] = []
    while let podClass = surplus(content, in: room) {
      content.take(podClass)
      moving.append(podClass)
    }
    return moving
  }

  /// A class of which one pod should go; nil where everything fits.
  private func surplus(_ content: Pattern, in room: ResourceVector) -> ClassID? {
    let requests = reduction.requests(of: content)
    for name in requests.names where requests[name] > room[name] {
      let excess = requests[name] - room[name]
      let sizes = content.parts.map { part in
        (size: reduction.requests(of: part.podClass)[name], podClass: part.podClass)
      }
      let enough = sizes.filter { $0.size >= excess }.min { $0.size < $1.size }
      return (enough ?? sizes.max { $0.size < $1.size })?.podClass
    }
    return nil
  }

  /// Gives pods nodes of their own where rules on bins and limits allow that.
  private mutating func move(_ moving: [ClassID], domains: [Int32]) {
    for podClass in moving {
      let content = Pattern(onePodOf: podClass)
      let needsCompany = problem.companions.contains { $0.subject == podClass }
      if !needsCompany, let offering = home(for: content, domains: domains, insteadOf: nil) {
        solution.newBins.append(NewBin(offering: OfferingID(offering), content: content))
        continue
      }
      dropped = Set(dropped + [podClass.index] + solution.empty(dependentsOf: [podClass], in: problem))
        .sorted()
    }
  }

  /// The cheapest offering in the same domains that really holds the content and takes no more of any limit.
  private func home(for content: Pattern, domains: [Int32], insteadOf planned: Int?) -> Int? {
    let requests = reduction.requests(of: content)
    return byPrice.first { offering in
      content.parts.allSatisfy { problem.offeringMask[$0.podClass.index, offering] }
        && requests.fits(in: reduction.rooms[reduction.offerings[offering].room])
        && problem.offerings[offering].copies == .max
        && zip(problem.topologies, domains).allSatisfy { $0.domainOfOffering[offering] == $1 }
        && problem.limits.allSatisfy { limit in
          limit.coefficients[offering] <= (planned.map { limit.coefficients[$0] } ?? 0)
        }
    }
  }
}

extension Reduction {
  func requests(of podClass: ClassID) -> ResourceVector {
    cluster.shapes[classes[podClass.index].shapes[0]].requests
  }

  /// What the pods of a content ask for together.
  func requests(of content: Pattern) -> ResourceVector {
    content.parts.reduce(.zero) { $0 + requests(of: $1.podClass).times($1.count) }
  }
}

extension Pattern {
  fileprivate init(onePodOf podClass: ClassID) { self.init([Part(podClass: podClass, count: 1)]) }

  /// One pod less of a class.
  fileprivate mutating func take(_ podClass: ClassID) {
    guard let position = parts.firstIndex(where: { $0.podClass == podClass }) else { return }
    parts[position].count -= 1
    if parts[position].count == 0 { parts.remove(at: position) }
  }
}

extension ResourceVector {
  /// The amounts of so many pods alike, saturating.
  func times(_ count: Int32) -> ResourceVector {
    func times(_ amount: Int64) -> Int64 {
      let (product, overflow) = amount.multipliedReportingOverflow(by: Int64(count))
      return overflow ? .max : product
    }
    var result = ResourceVector(
      cpu: times(cpu), memory: times(memory), ephemeralStorage: times(ephemeralStorage), pods: times(pods))
    for entry in extended { result[entry.name] = times(entry.amount) }
    return result
  }
}
