import StowageUnits

/// How many pods of each class are in each domain of one topology, and how many of them arrived there.
private struct Census {
  let domainCount: Int
  private var counts: [Int64]
  private var arrivals: [Int64]

  init(classCount: Int, domainCount: Int) {
    self.domainCount = domainCount
    counts = Array(repeating: 0, count: classCount * domainCount)
    arrivals = counts
  }

  mutating func add(_ part: Pattern.Part, arrived: Int32, in domain: Int) {
    counts[part.podClass.index * domainCount + domain] += Int64(part.count)
    arrivals[part.podClass.index * domainCount + domain] += Int64(arrived)
  }

  func count(_ id: ClassID, _ domain: Int) -> Int64 { counts[id.index * domainCount + domain] }
  func arrived(_ id: ClassID, _ domain: Int) -> Int64 { arrivals[id.index * domainCount + domain] }
}

/// The rules over the domains of one topology.
extension Feasibility {
  mutating func judgeTopology(_ index: Int) {
    let topology = problem.topologies[index]
    var census = Census(classCount: problem.classes.count, domainCount: topology.domainCount)
    var homeless = Set<ClassID>()
    for bin in bins {
      let domain = domain(of: bin.place, in: topology)
      for (part, arrived) in zip(bin.content.parts, bin.arrivals) {
        if domain >= 0 {
          census.add(part, arrived: arrived, in: domain)
        } else if arrived > 0 {
          homeless.insert(part.podClass)
        }
      }
    }
    for spread in topology.spreads { judge(spread, of: index, census, homeless) }
    for rule in topology.attractions where homeless.contains(rule.subject) {
      report(.attraction, "topology \(index): class \(rule.subject) is in a bin without domain")
    }
    judgeAttractions(of: index, census)
    for rule in topology.repulsions { judge(rule, of: index, census) }
  }

  private mutating func judge(
    _ spread: Spread, of topology: Int, _ census: Census, _ homeless: Set<ClassID>
  ) {
    for id in spread.subjects where homeless.contains(id) {
      report(.spread, "topology \(topology): class \(id) is in a bin without domain")
    }
    let counts = (0..<census.domainCount).map { domain in
      Int64(spread.present[domain]) + spread.members.reduce(0) { $0 + census.count($1, domain) }
    }
    var least = spread.domains.map { counts[Int($0)] }.min() ?? 0
    if spread.domains.count < Int(spread.minDomains) { least = 0 }
    for domain in 0..<census.domainCount {
      let receives = spread.subjects.contains { census.arrived($0, domain) > 0 }
      if receives && counts[domain] - least > Int64(spread.maxSkew) {
        report(
          .spread,
          "topology \(topology), domain \(domain): \(counts[domain]) against \(least), "
            + "skew \(spread.maxSkew)")
      }
    }
  }

  /// As with company in a bin: targets come first, and a founder finds no target in any other domain.
  private mutating func judgeAttractions(of index: Int, _ census: Census) {
    let rules = problem.topologies[index].attractions
    guard !rules.isEmpty else { return }
    let ids = problem.classes.indices.map { ClassID($0) }
    let domainsHolding = rules.map { rule in
      (0..<census.domainCount).count { domain in rule.targets.contains { census.count($0, domain) > 0 } }
    }
    for domain in 0..<census.domainCount {
      var settled = Set(ids.filter { census.count($0, domain) > census.arrived($0, domain) })
      var waiting = ids.filter { census.arrived($0, domain) > 0 }
      func mayCome(_ id: ClassID) -> Bool {
        for (number, rule) in rules.enumerated() where rule.subject == id {
          if rule.present[domain] || rule.targets.contains(where: settled.contains) { continue }
          let isPresent = rule.present.contains(true)
          let founds = rule.mayFound && !isPresent && rule.targets.contains(id) && domainsHolding[number] == 1
          if !founds { return false }
        }
        return true
      }
      while let next = waiting.firstIndex(where: mayCome) { settled.insert(waiting.remove(at: next)) }
      for id in waiting {
        report(.attraction, "topology \(index), domain \(domain): class \(id) lacks its target")
      }
    }
  }

  private mutating func judge(_ rule: Repulsion, of topology: Int, _ census: Census) {
    for domain in 0..<census.domainCount {
      let subjects = census.count(rule.subject, domain)
      guard subjects > 0 else { continue }
      for target in rule.targets {
        let others = census.count(target, domain) - (target == rule.subject ? 1 : 0)
        let arrived = census.arrived(rule.subject, domain) + census.arrived(target, domain)
        if others > 0 && arrived > 0 {
          report(
            .repulsion, "topology \(topology), domain \(domain): class \(rule.subject) beside \(target)")
        }
      }
    }
  }
}
