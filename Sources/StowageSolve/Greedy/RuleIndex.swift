import StowageProblem

/// Per class: the rules that speak of it, so that asking about one class never walks over all rules.
struct RuleIndex {
  /// One cap that counts or limits a class.
  struct CapRole {
    var cap: Int
    var isMember: Bool
    var isSubject: Bool
  }

  /// One rule over domains that names a class, as who is limited or as who is counted (or both).
  struct DomainRole {
    var topology: Int
    /// Index into the spreads, attractions or repulsions of that topology.
    var rule: Int
    var isSubject: Bool
    var isCounted: Bool
  }

  var caps: [[CapRole]]
  /// Companions whose subject is the class; those that count it among their targets.
  var companies: [[Int]]
  var companyTargets: [[Int]]
  var spreads: [[DomainRole]]
  var attractions: [[DomainRole]]
  var repulsions: [[DomainRole]]
  /// The topologies with rules that name the class, ascending.
  var topologies: [[Int]]
  var wishes: [[Int]]
  /// The class has conflicts.
  var conflicts: [Bool]

  init(_ problem: Problem) {
    let count = problem.classes.count
    caps = Array(repeating: [], count: count)
    companies = Array(repeating: [], count: count)
    companyTargets = companies
    spreads = Array(repeating: [], count: count)
    attractions = spreads
    repulsions = spreads
    topologies = companies
    wishes = companies
    conflicts = (0..<count).map { !problem.conflicts.isEmpty(row: $0) }
    for (index, cap) in problem.binCaps.enumerated() {
      RuleIndex.forEachRole(subjects: cap.subjects, counted: cap.members) { id, isSubject, isMember in
        caps[id].append(CapRole(cap: index, isMember: isMember, isSubject: isSubject))
      }
    }
    for (index, rule) in problem.companions.enumerated() {
      companies[rule.subject.index].append(index)
      for target in rule.targets { companyTargets[target.index].append(index) }
    }
    for (index, wish) in problem.wishes.enumerated() { wishes[wish.subject.index].append(index) }
    for (index, topology) in problem.topologies.enumerated() { add(topology, index) }
    for id in 0..<count {
      topologies[id] = problem.topologies.indices.filter { topology in
        spreads[id].contains { $0.topology == topology }
          || attractions[id].contains { $0.topology == topology }
          || repulsions[id].contains { $0.topology == topology }
      }
    }
  }

  private mutating func add(_ topology: Topology, _ index: Int) {
    for (number, rule) in topology.spreads.enumerated() {
      RuleIndex.forEachRole(subjects: rule.subjects, counted: rule.members) { id, isSubject, isCounted in
        spreads[id].append(
          DomainRole(topology: index, rule: number, isSubject: isSubject, isCounted: isCounted))
      }
    }
    for (number, rule) in topology.attractions.enumerated() {
      RuleIndex.forEachRole(subjects: [rule.subject], counted: rule.targets) { id, isSubject, isCounted in
        attractions[id].append(
          DomainRole(topology: index, rule: number, isSubject: isSubject, isCounted: isCounted))
      }
    }
    for (number, rule) in topology.repulsions.enumerated() {
      RuleIndex.forEachRole(subjects: [rule.subject], counted: rule.targets) { id, isSubject, isCounted in
        repulsions[id].append(
          DomainRole(topology: index, rule: number, isSubject: isSubject, isCounted: isCounted))
      }
    }
  }

  /// Every class named once, ascending, with the parts it plays.
  private static func forEachRole(
    subjects: [ClassID], counted: [ClassID], _ body: (Int, Bool, Bool) -> Void
  ) {
    let (first, second) = (subjects.map(\.index).sorted(), counted.map(\.index).sorted())
    var (i, j) = (0, 0)
    while i < first.count || j < second.count {
      let id = min(i < first.count ? first[i] : .max, j < second.count ? second[j] : .max)
      let (isSubject, isCounted) = (i < first.count && first[i] == id, j < second.count && second[j] == id)
      while i < first.count && first[i] == id { i += 1 }
      while j < second.count && second[j] == id { j += 1 }
      body(id, isSubject, isCounted)
    }
  }
}
