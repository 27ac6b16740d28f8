import StowageRules

/// Rules about other pods that close bins to a shape whatever else is planned.
extension Draft {
  /// Anti-affinity towards pods that run, in both directions: whole domains are closed.
  mutating func closeDomainsOfRunningPods() {
    if cluster.running.isEmpty { return }
    for (term, domains) in cluster.closedDomains() {
      let closed = Set(domains.entries.filter { $0.count > 0 }.map(\.domain))
      for index in candidates.indices where term.selector.matches(cluster.shapes[candidates[index].shape]) {
        keep(index, key: term.key, .podAntiAffinity) { !closed.contains($0) }
      }
    }
    var closedBy: [PodTerm: Set<String>] = [:]
    for index in candidates.indices {
      for term in cluster.shapes[candidates[index].shape].antiAffinity {
        let closed =
          closedBy[term] ?? Set(cluster.counts(for: term).entries.filter { $0.count > 0 }.map(\.domain))
        closedBy[term] = closed
        if !closed.isEmpty { keep(index, key: term.key, .podAntiAffinity) { !closed.contains($0) } }
      }
    }
  }

  /// A pod whose spread or affinity is about a key goes only where that key has a value, and over host names only
  /// to nodes that are not too full of its kind already.
  mutating func closeBinsOutsideDomains() {
    for index in candidates.indices {
      let shape = cluster.shapes[candidates[index].shape]
      for rule in shape.spread where rule.isHard {
        if rule.key == LabelKeys.hostname {
          closeCrowdedNodes(index, rule: rule, shape: shape)
        } else {
          keep(index, key: rule.key, needsKey: true, .unknownTopologyKey) { _ in true }
        }
      }
      for term in shape.affinity where term.key != LabelKeys.hostname {
        keep(index, key: term.key, needsKey: true, .unknownTopologyKey) { _ in true }
      }
    }
  }

  private mutating func closeCrowdedNodes(_ index: Int, rule: SpreadRule, shape: PodShape) {
    if cluster.running.isEmpty { return }
    let added = rule.selector.matches(shape) ? 1 : 0
    let counts = cluster.counts(for: rule, of: shape)
    let crowded = Set(counts.entries.filter { $0.count + added > rule.maxSkew }.map(\.domain))
    if !crowded.isEmpty { keep(index, key: rule.key, .topologySpread) { !crowded.contains($0) } }
  }

  /// Affinity to pods that neither run nor wait finds no place; where such pods run and none waits, their domains
  /// are the only ones. Repeated, since a shape that is closed out is company for nobody.
  mutating func closeBinsWithoutCompany() {
    var isChanging = true
    while isChanging {
      isChanging = false
      for index in candidates.indices where !candidates[index].isClosed {
        for term in cluster.shapes[candidates[index].shape].affinity where !isWaitedFor(term) {
          let populated = Set(cluster.counts(for: term).entries.filter { $0.count > 0 }.map(\.domain))
          keep(index, key: term.key, isOfNewNodes: false, .podAffinity) { populated.contains($0) }
          isChanging = isChanging || candidates[index].isClosed
        }
      }
    }
  }

  /// Some pending pod that has a bin is what the term looks for.
  private func isWaitedFor(_ term: PodTerm) -> Bool {
    let id = selectors.id(of: term.selector)
    return candidates.contains { !$0.isClosed && selectors.membership[$0.shape][id] }
  }

  /// The bins whose value of the key is allowed stay. Bins without the key stay unless `needsKey`; a new node is
  /// a host of its own, which `isOfNewNodes` false closes too.
  private mutating func keep(
    _ index: Int, key: String, needsKey: Bool = false, isOfNewNodes: Bool = true, _ reason: Reason,
    where allows: (String) -> Bool
  ) {
    let wasClosed = candidates[index].isClosed
    if key == LabelKeys.hostname {
      candidates[index].nodes.filter { allows(cluster.nodes[nodes.nodes[$0]].hostname) }
      if !isOfNewNodes { candidates[index].offerings = BitRow(count: offerings.nodes.count) }
    } else {
      candidates[index].nodes.filter { nodes.labels.value(key, bin: $0).map(allows) ?? !needsKey }
      candidates[index].offerings.filter { offerings.labels.value(key, bin: $0).map(allows) ?? !needsKey }
    }
    if candidates[index].isClosed && !wasClosed { candidates[index].closedBy = reason }
  }
}

extension ClusterNode {
  var hostname: String { labels[LabelKeys.hostname] ?? name }
}
