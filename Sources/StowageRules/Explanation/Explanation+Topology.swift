import StowageModel
import StowageUnits

extension Explanation {
  /// Why spread or affinity leave no place on any new node of any pool; nil where they leave one. Rules over host
  /// names never stand in the way of a new node, except affinity to pods that are on no node with room.
  func topologyFinding(for shape: PodShape) -> Finding? {
    for term in shape.affinity {
      if let finding = affinityFinding(term, shape: shape) { return finding }
    }
    for term in shape.antiAffinity where term.key != LabelKeys.hostname {
      if let finding = closedFinding(term.key, counts(of: term), shape: shape, holder: "pods that it avoids")
      {
        return finding
      }
    }
    for (term, domains) in closingTerms() where term.key != LabelKeys.hostname && term.selector.matches(shape)
    {
      if let finding = closedFinding(term.key, domains, shape: shape, holder: "pods that avoid it") {
        return finding
      }
    }
    for rule in shape.spread where rule.isHard && rule.key != LabelKeys.hostname {
      if let finding = spreadFinding(rule, shape: shape) { return finding }
    }
    return nil
  }

  private func affinityFinding(_ term: PodTerm, shape: PodShape) -> Finding? {
    let counts = counts(of: term)
    let populated = counts.entries.filter { $0.count > 0 }
    if populated.isEmpty {
      if term.selector.matches(shape) { return nil }
      if state.placed.contains(where: { term.selector.matches(cluster.shapes[$0.shape]) }) {
        return Finding(
          .podAffinity,
          "the pods it wants to be with (\(term.selector.text)) go to new nodes whose \(term.key) is not decided yet",
          hint: "a run after those nodes are up may place it")
      }
      return Finding(
        .podAffinity, "no pod that matches its affinity (\(term.selector.text)) is on a node with \(term.key)"
      )
    }
    if populated.contains(where: { isOpen(term.key, $0.domain, to: shape) }) && term.key != LabelKeys.hostname
    {
      return nil
    }
    let domains = populated.prefix(3).map(\.domain).joined(separator: ", ")
    let rest = populated.count > 3 ? " and \(populated.count - 3) more" : ""
    return Finding(
      .podAffinity,
      "the pods it wants to be with (\(term.selector.text)) are on \(term.key) \(domains)\(rest), where it does not fit"
    )
  }

  private func closedFinding(_ key: String, _ counts: DomainCounts, shape: PodShape, holder: String)
    -> Finding?
  {
    let domains = domains(of: key)
    if domains.isEmpty { return unknownKey(key) }
    let open = domains.filter { isOpen(key, $0, to: shape) }
    if open.contains(where: { (counts[$0] ?? 0) == 0 }) { return nil }
    return Finding(
      .podAntiAffinity, "every \(key) it may use (\(open.prefix(5).joined(separator: ", "))) holds \(holder)")
  }

  private func spreadFinding(_ rule: SpreadRule, shape: PodShape) -> Finding? {
    var counts = cluster.counts(for: rule, of: shape)
    for placed in state.placed where rule.selector.matches(cluster.shapes[placed.shape]) {
      if let domain = placed.node[rule.key]?.onlyValue { counts.add(domain, count: 1) }
    }
    if counts.entries.isEmpty { return unknownKey(rule.key) }
    let eligible = counts.entries.filter { entry in
      !rule.honorsAffinity || shape.alternatives.contains { $0.get(rule.key).allows(entry.domain) }
    }
    var minimum = eligible.map(\.count).min() ?? 0
    if let least = rule.minDomains, eligible.count < least { minimum = 0 }
    let added = rule.selector.matches(shape) ? 1 : 0
    let offered = Set(availableDomains(of: rule.key))
    let usable = eligible.filter { offered.contains($0.domain) && isOpen(rule.key, $0.domain, to: shape) }
    if usable.contains(where: { $0.count + added - minimum <= rule.maxSkew }) { return nil }
    let shown = eligible.prefix(6).map { "\($0.domain) \($0.count)" }.joined(separator: ", ")
    return Finding(
      .topologySpread,
      "its spread over \(rule.key) allows a skew of \(rule.maxSkew), and no place that it may use keeps it (\(shown))",
      hint: "allow more domains, raise maxSkew, or use whenUnsatisfiable: ScheduleAnyway")
  }

  private func unknownKey(_ key: String) -> Finding {
    Finding(
      .unknownTopologyKey, "no NodePool and no node has a value for the topology key \(key)",
      hint: LabelKeys.nearest(to: key).map { "did you mean \($0)?" }
        ?? "add the label to a NodePool's template")
  }

  /// Pods that a term selects, per domain, those of the plan included.
  private func counts(of term: PodTerm) -> DomainCounts {
    var counts = cluster.counts(for: term)
    for placed in state.placed where term.selector.matches(cluster.shapes[placed.shape]) {
      if let domain = placed.node[term.key]?.onlyValue { counts.add(domain, count: 1) }
    }
    return counts
  }

  /// Required anti-affinity terms of running and placed pods, with the domains that they close.
  private func closingTerms() -> [(term: PodTerm, domains: DomainCounts)] {
    var terms = cluster.closedDomains()
    for placed in state.placed {
      for term in cluster.shapes[placed.shape].antiAffinity {
        var domains = DomainCounts()
        if let domain = placed.node[term.key]?.onlyValue { domains.add(domain, count: 1) }
        if let known = terms.firstIndex(where: { $0.term == term }) {
          for entry in domains.entries { terms[known].domains.add(entry.domain, count: entry.count) }
        } else {
          terms.append((term, domains))
        }
      }
    }
    return terms
  }

  private func domains(of key: String) -> [String] {
    cluster.offeredDomains(of: key).entries.map(\.domain)
  }

  /// The domains that a node launched now can be in.
  private func availableDomains(of key: String) -> [String] {
    guard key == LabelKeys.zone || key == LabelKeys.capacityType else { return domains(of: key) }
    var places: Set<Int> = []
    for type in cluster.pools.flatMap(\.types) {
      places.formUnion(type.offerings.map { cluster.facts.placeOfOffering[type.type][$0] })
    }
    return places.compactMap { cluster.facts.places[$0][key]?.onlyValue }
  }

  /// True where the pod's own node selection and its volumes leave the domain open.
  private func isOpen(_ key: String, _ domain: String, to shape: PodShape) -> Bool {
    shape.alternatives.contains { $0.get(key).allows(domain) }
      && shape.volumePlaces.contains { $0.get(key).allows(domain) }
  }
}

extension PodSelector {
  /// Such as `app=db in default`.
  var text: String {
    guard let selector else { return "no selector" }
    var parts = selector.matchLabels.pairs.map { "\($0.key)=\($0.value)" }
    parts += selector.matchExpressions.map { ([$0.key, $0.op] + $0.values).joined(separator: " ") }
    let what = parts.isEmpty ? "any pod" : parts.joined(separator: ", ")
    switch scope {
    case .all: return what + " in any namespace"
    case .some([]): return what + " in no namespace"
    case .some(let names): return what + " in " + names.joined(separator: ", ")
    }
  }
}
