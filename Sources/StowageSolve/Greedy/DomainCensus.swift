import StowageProblem

/// How many pods the rules over domains see in each domain, and how many more of a class a domain may take.
///
/// The answer is about the end: a domain that received a subject keeps its skew, a group that was founded keeps
/// its domain, whatever is added later. So rules that hold at every step hold in the end.
struct DomainCensus {
  private let topologies: [Topology]
  private let index: RuleIndex
  /// Per topology and spread: members per domain, those present included; subjects that arrived per domain.
  private var members: [[[Int32]]]
  private var arrivals: [[[Int32]]]
  /// Per topology and attraction: targets and subjects per domain; likewise for repulsions.
  private var attractors: [[[Int32]]]
  private var attracted: [[[Int32]]]
  private var repellers: [[[Int32]]]
  private var repelled: [[[Int32]]]

  init(_ problem: Problem, index: RuleIndex) {
    topologies = problem.topologies
    self.index = index
    members = topologies.map { topology in topology.spreads.map(\.present) }
    arrivals = topologies.map { topology in
      topology.spreads.map { _ in Array(repeating: 0, count: topology.domainCount) }
    }
    attractors = topologies.map { topology in
      topology.attractions.map { _ in Array(repeating: 0, count: topology.domainCount) }
    }
    attracted = attractors
    repellers = topologies.map { topology in
      topology.repulsions.map { _ in Array(repeating: 0, count: topology.domainCount) }
    }
    repelled = repellers
  }

  /// Adds `count` pods (a negative number takes them away) that arrive in, or stay in, a domain.
  mutating func add(_ podClass: Int, _ count: Int32, topology: Int, domain: Int, staying: Bool = false) {
    guard domain >= 0 else { return }
    for role in index.spreads[podClass] where role.topology == topology {
      if role.isCounted { members[topology][role.rule][domain] += count }
      if role.isSubject && !staying { arrivals[topology][role.rule][domain] += count }
    }
    for role in index.attractions[podClass] where role.topology == topology {
      if role.isCounted { attractors[topology][role.rule][domain] += count }
      if role.isSubject && !staying { attracted[topology][role.rule][domain] += count }
    }
    for role in index.repulsions[podClass] where role.topology == topology {
      if role.isCounted { repellers[topology][role.rule][domain] += count }
      if role.isSubject { repelled[topology][role.rule][domain] += count }
    }
  }

  /// The most further pods of a class that a domain may take by the rules of one topology.
  func most(_ podClass: Int, topology: Int, domain: Int) -> Int32 {
    var result = Int32.max
    for role in index.spreads[podClass] where role.topology == topology {
      result = min(result, roomUnderSpread(role, domain))
    }
    for role in index.attractions[podClass] where role.topology == topology {
      result = min(result, roomUnderAttraction(role, domain))
    }
    for role in index.repulsions[podClass] where role.topology == topology {
      result = min(result, roomUnderRepulsion(role, domain))
    }
    return max(0, result)
  }

  /// How many members a spread sees in each domain.
  func memberCounts(topology: Int, spread: Int) -> [Int32] { members[topology][spread] }

  /// Whether every domain that received a subject keeps the skew, for the spreads that name a class.
  func keepsSkew(_ podClass: Int, topology: Int) -> Bool {
    for role in index.spreads[podClass] where role.topology == topology {
      let (counts, received) = (members[topology][role.rule], arrivals[topology][role.rule])
      let spread = topologies[topology].spreads[role.rule]
      let least = DomainCensus.least(of: counts, spread)
      for domain in counts.indices where received[domain] > 0 && counts[domain] - least > spread.maxSkew {
        return false
      }
    }
    return true
  }

  /// By how many pods a domain that received a subject exceeds the skew of a spread; 0 where it does not.
  func excess(topology: Int, spread number: Int, domain: Int) -> Int32 {
    guard arrivals[topology][number][domain] > 0 else { return 0 }
    let (counts, spread) = (members[topology][number], topologies[topology].spreads[number])
    return max(0, counts[domain] - DomainCensus.least(of: counts, spread) - spread.maxSkew)
  }

  private static func least(of counts: [Int32], _ spread: Spread) -> Int32 {
    if spread.domains.count < Int(spread.minDomains) { return 0 }
    return spread.domains.map { counts[Int($0)] }.min() ?? 0
  }

  private func roomUnderSpread(_ role: RuleIndex.DomainRole, _ domain: Int) -> Int32 {
    guard domain >= 0 else { return role.isSubject ? 0 : .max }
    let spread = topologies[role.topology].spreads[role.rule]
    let counts = members[role.topology][role.rule]
    let receives = role.isSubject || arrivals[role.topology][role.rule][domain] > 0
    guard receives else { return .max }
    var others = Int32.max
    var isEligible = false
    for other in spread.domains {
      if Int(other) == domain { isEligible = true } else { others = min(others, counts[Int(other)]) }
    }
    if spread.domains.count < Int(spread.minDomains) || spread.domains.isEmpty {
      return role.isCounted ? spread.maxSkew - counts[domain] : (counts[domain] <= spread.maxSkew ? .max : 0)
    }
    // With only this domain to compare with, the skew is always zero.
    let least = isEligible ? min(counts[domain], others) : others
    guard role.isCounted else { return counts[domain] - least <= spread.maxSkew ? .max : 0 }
    return others == .max ? .max : spread.maxSkew - counts[domain] + others
  }

  /// No target of an attraction is anywhere yet.
  func isUnfounded(_ role: RuleIndex.DomainRole) -> Bool {
    let rule = topologies[role.topology].attractions[role.rule]
    return !rule.present.contains(true) && attractors[role.topology][role.rule].allSatisfy { $0 == 0 }
  }

  private func roomUnderAttraction(_ role: RuleIndex.DomainRole, _ domain: Int) -> Int32 {
    let rule = topologies[role.topology].attractions[role.rule]
    let targets = attractors[role.topology][role.rule]
    if role.isSubject {
      guard domain >= 0 else { return 0 }
      if rule.present[domain] || targets[domain] > 0 { return .max }
      let mayFound = rule.mayFound && role.isCounted && !rule.present.contains(true)
      return mayFound && targets.allSatisfy { $0 == 0 } ? .max : 0
    }
    // A target elsewhere would have kept a founder from founding.
    guard domain >= 0, rule.mayFound else { return .max }
    let subjects = attracted[role.topology][role.rule]
    for other in subjects.indices where other != domain && subjects[other] > 0 { return 0 }
    return .max
  }

  private func roomUnderRepulsion(_ role: RuleIndex.DomainRole, _ domain: Int) -> Int32 {
    guard domain >= 0 else { return .max }
    let targets = repellers[role.topology][role.rule][domain]
    let subjects = repelled[role.topology][role.rule][domain]
    if role.isSubject && targets > 0 || role.isCounted && subjects > 0 { return 0 }
    return role.isSubject && role.isCounted ? 1 : .max
  }
}
