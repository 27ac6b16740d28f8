import StowageProblem

extension Placement {
  /// Takes pods out until the rules that look at other pods hold again: needed after lots were placed that hold
  /// together only if all of them found bins. Takes out subjects of the rules that are broken, of low priority
  /// first, and gives back the bins that this empties.
  func repair() {
    var isChanged = true
    while isChanged {
      isChanged = false
      for topology in problem.topologies.indices {
        if trimSpreads(topology) { isChanged = true }
        if dropUnattracted(topology) { isChanged = true }
      }
      if dropUnaccompanied() { isChanged = true }
    }
    retireEmptyBins()
  }

  private func trimSpreads(_ topology: Int) -> Bool {
    var isChanged = false
    for (number, spread) in problem.topologies[topology].spreads.enumerated() {
      for domain in 0..<problem.topologies[topology].domainCount {
        let excess = census.excess(topology: topology, spread: number, domain: domain)
        guard excess > 0 else { continue }
        let subjects = spread.subjects.map(\.index).sorted { left, right in
          (problem.classes[left].priority, left) < (problem.classes[right].priority, right)
        }
        var rest = excess
        for podClass in subjects where rest > 0 {
          let isCounted = spread.members.contains(ClassID(podClass))
          let taken = takeOut(podClass, isCounted ? rest : .max, topology, domain)
          if taken > 0 { isChanged = true }
          if isCounted { rest -= taken }
        }
      }
    }
    return isChanged
  }

  /// Takes pods of a class out of the bins of a domain, the last opened first; how many it were.
  private func takeOut(_ podClass: Int, _ count: Int32, _ topology: Int, _ wanted: Int) -> Int32 {
    var rest = count
    for bin in bins.indices.reversed() where rest > 0 && domain(bins[bin].place, topology) == wanted {
      let taken = min(rest, bins[bin].count(of: podClass))
      if taken > 0 { remove(podClass, taken, from: bin) }
      rest -= taken
    }
    return count - rest
  }

  private func dropUnattracted(_ topology: Int) -> Bool {
    let rules = problem.topologies[topology].attractions
    guard !rules.isEmpty else { return false }
    let domainCount = problem.topologies[topology].domainCount
    var held = [Set<Int>](repeating: [], count: domainCount)
    for bin in bins {
      let domain = domain(bin.place, topology)
      if domain >= 0 { held[domain].formUnion(bin.content.map(\.podClass.index)) }
    }
    let domainsHolding = rules.map { rule in
      held.count { classes in rule.targets.contains { classes.contains($0.index) } }
    }
    var isChanged = false
    for domain in 0..<domainCount {
      let unsettled = Placement.unsettled(held[domain], subjects: rules.map(\.subject.index)) {
        rule, settled in
        let (attraction, id) = (rules[rule], rules[rule].subject)
        if attraction.present[domain] || attraction.targets.contains(where: { settled.contains($0.index) }) {
          return true
        }
        return attraction.mayFound && attraction.targets.contains(id) && !attraction.present.contains(true)
          && domainsHolding[rule] == 1
      }
      for podClass in unsettled where takeOut(podClass, .max, topology, domain) > 0 { isChanged = true }
    }
    return isChanged
  }

  private func dropUnaccompanied() -> Bool {
    guard !problem.companions.isEmpty else { return false }
    var isChanged = false
    for bin in bins.indices where !bins[bin].content.isEmpty {
      let held = Set(bins[bin].content.map(\.podClass.index))
      let unsettled = Placement.unsettled(held, subjects: problem.companions.map(\.subject.index)) {
        rule, settled in
        let companion = problem.companions[rule]
        if case .node(let node) = bins[bin].place, companion.satisfiedNodes[node] { return true }
        return foundedIn[rule] == bin || companion.targets.contains { settled.contains($0.index) }
      }
      for podClass in unsettled {
        remove(podClass, bins[bin].count(of: podClass), from: bin)
        isChanged = true
      }
    }
    return isChanged
  }

  /// The classes of a place, ascending, that some rule keeps waiting: a rule is met for its subject by a place as
  /// such, or by classes that are settled themselves.
  private static func unsettled(
    _ held: Set<Int>, subjects: [Int], isMet: (_ rule: Int, _ settled: Set<Int>) -> Bool
  ) -> [Int] {
    var waiting = Set(subjects.filter(held.contains))
    var settled = held.subtracting(waiting)
    var progress = true
    while progress {
      progress = false
      for podClass in waiting.sorted() {
        let isSettled = subjects.indices.allSatisfy { subjects[$0] != podClass || isMet($0, settled) }
        if isSettled {
          waiting.remove(podClass)
          settled.insert(podClass)
          progress = true
        }
      }
    }
    return waiting.sorted()
  }
}
