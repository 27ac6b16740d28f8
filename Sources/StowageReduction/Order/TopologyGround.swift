import StowageModel
import StowagePlan
import StowageRules

/// Spread, affinity and anti-affinity over domains while pods move. The target keeps them in the end; on the way
/// there a zone may be full for the moment, or a pod may come before the one that it wants to be with.
///
/// Rules by host name are left out where they only ever exclude, since no pod leaves a place that others come to.
struct TopologyGround {
  private struct Rule {
    enum Kind {
      /// Of the shapes that come, those that state it; and the domains that count.
      case spread(maxSkew: Int, minDomains: Int, eligible: Set<Int>)
      case affinity
      case antiAffinity
    }
    let kind: Kind
    /// Shapes that state the rule.
    let subjects: Set<Int>
    /// Shapes that its selector matches.
    let matches: Set<Int>
    /// Per place its domain; -1 where it has none or does not count.
    let domains: [Int32]
    /// Pods that match, and pods that state the rule, by domain.
    var matching: [Int]
    var stating: [Int]
  }

  private let cluster: Cluster
  private var rules: [Rule] = []
  /// Rules of which a shape's pods are subjects or matches, by shape.
  private var rulesOfShape: [[Int]]

  init(_ cluster: Cluster, claims: [PlannedClaim], leavers: [Leaver]) {
    self.cluster = cluster
    rulesOfShape = Array(repeating: [], count: cluster.shapes.count)
    var moving = Set(leavers.flatMap(\.moves).compactMap { cluster.running[$0.pod].movingShape })
    moving.formUnion(cluster.pending.map(\.shape))
    let moved = moving.sorted()
    guard
      cluster.shapes.contains(where: {
        !$0.spread.isEmpty || !$0.affinity.isEmpty || !$0.antiAffinity.isEmpty
      })
    else { return }
    var table = DomainTable(cluster, claims: claims)
    addSpread(of: moved, &table)
    addTerms(of: moved, &table)
    for pod in cluster.running where pod.isCounted {
      if let shape = pod.shape { count(shape, at: pod.node, 1) }
    }
  }

  private mutating func add(_ rule: Rule) {
    for shape in rule.subjects.union(rule.matches).sorted() { rulesOfShape[shape].append(rules.count) }
    rules.append(rule)
  }

  private mutating func addSpread(of moved: [Int], _ table: inout DomainTable) {
    for shape in moved {
      for rule in cluster.shapes[shape].spread where rule.isHard && rule.key != LabelKeys.hostname {
        let pod = cluster.shapes[shape]
        var domains = table.domains(of: rule.key)
        for index in cluster.nodes.indices where !cluster.nodes[index].counts(for: rule, of: pod) {
          domains[index] = -1
        }
        let allowed = table.names(of: rule.key).indices.filter { position in
          pod.alternatives.contains { $0.get(rule.key).allows(table.names(of: rule.key)[position]) }
        }
        let offered = Set(
          cluster.offeredDomains(of: rule.key).domains(for: pod.tolerations, honorsTaints: rule.honorsTaints))
        let present = Set(domains.prefix(cluster.nodes.count))
        let eligible = allowed.filter { position in
          present.contains(Int32(position)) || offered.contains(table.names(of: rule.key)[position])
        }
        add(
          Rule(
            kind: .spread(
              maxSkew: rule.maxSkew, minDomains: rule.minDomains ?? 0, eligible: Set(eligible)),
            subjects: [shape], matches: matches(rule.selector), domains: domains,
            matching: zeros(table.names(of: rule.key)), stating: []))
      }
    }
  }

  private mutating func addTerms(of moved: [Int], _ table: inout DomainTable) {
    var affine: [PodTerm: Set<Int>] = [:]
    var averse: [PodTerm: Set<Int>] = [:]
    var order: [(term: PodTerm, isAffinity: Bool)] = []
    let isMoved = Set(moved)
    for shape in cluster.shapes.indices {
      for term in cluster.shapes[shape].affinity where isMoved.contains(shape) {
        if affine[term] == nil { order.append((term, true)) }
        affine[term, default: []].insert(shape)
      }
      for term in cluster.shapes[shape].antiAffinity where term.key != LabelKeys.hostname {
        if averse[term] == nil { order.append((term, false)) }
        averse[term, default: []].insert(shape)
      }
    }
    for (term, isAffinity) in order {
      let subjects = (isAffinity ? affine[term] : averse[term]) ?? []
      let names = table.names(of: term.key)
      add(
        Rule(
          kind: isAffinity ? .affinity : .antiAffinity, subjects: subjects, matches: matches(term.selector),
          domains: table.domains(of: term.key), matching: zeros(names), stating: zeros(names)))
    }
  }

  private func zeros(_ names: [String]) -> [Int] { Array(repeating: 0, count: names.count) }

  private func matches(_ selector: PodSelector) -> Set<Int> {
    Set(cluster.shapes.indices.filter { selector.matches(cluster.shapes[$0]) })
  }

  private mutating func count(_ shape: Int, at place: Int, _ change: Int) {
    for index in rulesOfShape[shape] {
      let domain = Int(rules[index].domains[place])
      guard domain >= 0 else { continue }
      if rules[index].matches.contains(shape) { rules[index].matching[domain] += change }
      if rules[index].subjects.contains(shape), !rules[index].stating.isEmpty {
        rules[index].stating[domain] += change
      }
    }
  }

  /// A pod that waits today has come to its place.
  mutating func settle(shape: Int, at place: Int) { count(shape, at: place, 1) }

  private struct Arrival: Hashable {
    var shape: Int
    var place: Int
  }

  /// Lets nodes leave and their pods arrive; what would then be broken, if anything.
  mutating func take(_ leavers: [Leaver]) -> Obstacle? {
    if rules.isEmpty { return nil }
    for leaver in leavers {
      for pod in cluster.nodes[leaver.node].pods where cluster.running[pod].isCounted {
        if let shape = cluster.running[pod].shape { count(shape, at: leaver.node, -1) }
      }
    }
    var arrivals: [Arrival: Int] = [:]
    for move in leavers.flatMap(\.moves) {
      guard let shape = cluster.running[move.pod].movingShape, !rulesOfShape[shape].isEmpty else { continue }
      arrivals[Arrival(shape: shape, place: move.place), default: 0] += 1
    }
    let order = arrivals.sorted { ($0.key.shape, $0.key.place) < ($1.key.shape, $1.key.place) }
    if let obstacle = settleAffine(order) { return obstacle }
    for (arrival, _) in order {
      for index in rulesOfShape[arrival.shape] {
        if isBroken(rules[index], by: arrival) {
          return Obstacle(
            code: .topology,
            message: "pods that spread, or keep apart, would be too close while the other moves are not done")
        }
      }
    }
    return nil
  }

  /// Counts the pods that arrive, one after another, each when what its affinity asks for is there.
  private mutating func settleAffine(_ arrivals: [(key: Arrival, value: Int)]) -> Obstacle? {
    var waiting = arrivals
    while !waiting.isEmpty {
      let before = waiting.count
      var later: [(key: Arrival, value: Int)] = []
      for (arrival, number) in waiting {
        if isMet(arrival) {
          count(arrival.shape, at: arrival.place, number)
        } else {
          later.append((arrival, number))
        }
      }
      waiting = later
      if waiting.count == before {
        return Obstacle(
          code: .topology, message: "pods would move before those that their affinity asks for")
      }
    }
    return nil
  }

  private func isMet(_ arrival: Arrival) -> Bool {
    rulesOfShape[arrival.shape].allSatisfy { index in
      let rule = rules[index]
      guard case .affinity = rule.kind, rule.subjects.contains(arrival.shape) else { return true }
      let domain = Int(rule.domains[arrival.place])
      guard domain >= 0 else { return false }
      return rule.matching[domain] > 0
        || (rule.matches.contains(arrival.shape) && rule.matching.allSatisfy { $0 == 0 })
    }
  }

  private func isBroken(_ rule: Rule, by arrival: Arrival) -> Bool {
    let domain = Int(rule.domains[arrival.place])
    guard domain >= 0 else { return false }
    switch rule.kind {
    case .affinity: return false
    case .antiAffinity:
      let isSelf = rule.subjects.contains(arrival.shape) && rule.matches.contains(arrival.shape)
      let isOne = isSelf && rule.matching[domain] == 1 && rule.stating[domain] == 1
      return rule.matching[domain] > 0 && rule.stating[domain] > 0 && !isOne
    case .spread(let maxSkew, let minDomains, let eligible):
      guard rule.subjects.contains(arrival.shape) else { return false }
      var least = Int.max
      for domain in rule.matching.indices where eligible.contains(domain) {
        least = min(least, rule.matching[domain])
      }
      if eligible.count < minDomains || least == .max { least = 0 }
      return rule.matching[domain] - least > maxSkew
    }
  }
}

/// The values of topology keys, numbered, and which of them each place has.
private struct DomainTable {
  private let cluster: Cluster
  private let claims: [PlannedClaim]
  private var known: [String: (names: [String], domains: [Int32])] = [:]

  init(_ cluster: Cluster, claims: [PlannedClaim]) {
    self.cluster = cluster
    self.claims = claims
  }

  mutating func names(of key: String) -> [String] { entry(key).names }
  mutating func domains(of key: String) -> [Int32] { entry(key).domains }

  private mutating func entry(_ key: String) -> (names: [String], domains: [Int32]) {
    if let found = known[key] { return found }
    let values = cluster.nodes.map { $0.labels[key] } + claims.map { value(of: key, $0) }
    let offered = cluster.offeredDomains(of: key).entries.map(\.domain)
    let names = Set(values.compactMap { $0 } + offered).sorted()
    let position = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    let entry = (names, values.map { value in value.flatMap { position[$0] } ?? -1 })
    known[key] = entry
    return entry
  }

  /// A claim's value where it leaves no choice.
  private func value(of key: String, _ claim: PlannedClaim) -> String? {
    if key == LabelKeys.hostname { return claim.name }
    let stated = Requirements(claim.requirements)[key]?.onlyValue ?? claim.labels[key]
    return stated.map { $0 }
  }
}
