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
    for index in candidates.indices {
      for term in cluster.shapes[candidates[index].shape].antiAffinity {
        let closed = counts.populated(by: term)
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
          keepBins(index, with: rule.key)
        }
      }
      for term in shape.affinity where term.key != LabelKeys.hostname {
        keepBins(index, with: term.key)
      }
    }
  }

  private mutating func closeCrowdedNodes(_ index: Int, rule: SpreadRule, shape: PodShape) {
    if cluster.running.isEmpty { return }
    let added = rule.selector.matches(shape) ? 1 : 0
    let counts = counts.counts(for: rule, of: shape)
    let crowded = Set(counts.entries.filter { $0.count + added > rule.maxSkew }.map(\.domain))
    if !crowded.isEmpty { keep(index, key: rule.key, .topologySpread) { !crowded.contains($0) } }
  }

  /// Affinity to pods that neither run nor wait finds no place; where such pods run and none waits, their domains
  /// are the only ones. Repeated, since a shape that is closed out is company for nobody.
  mutating func closeBinsWithoutCompany() {
    var isChanging = true
    while isChanging {
      isChanging = closeCircles()
      for index in candidates.indices where !candidates[index].isClosed {
        for term in cluster.shapes[candidates[index].shape].affinity where !isWaitedFor(term) {
          let populated = counts.populated(by: term)
          keep(index, key: term.key, isOfNewNodes: false, .podAffinity) { populated.contains($0) }
          isChanging = isChanging || candidates[index].isClosed
        }
      }
    }
  }

  /// Shapes that wait for one another in a circle never start; true where there were any. Those that run already may
  /// stay as they are.
  private mutating func closeCircles() -> Bool {
    if nodes.nodes.contains(where: { cluster.nodes[$0].isVacated }) { return false }
    var waiting = candidates.indices.filter {
      !candidates[$0].isClosed && !cluster.shapes[candidates[$0].shape].affinity.isEmpty
    }
    if waiting.isEmpty { return false }
    var starts = candidates.map { !$0.isClosed && cluster.shapes[$0.shape].affinity.isEmpty }
    var count = -1
    while count != waiting.count {
      count = waiting.count
      waiting.removeAll { index in
        starts[index] = cluster.shapes[candidates[index].shape].affinity.allSatisfy { term in
          let id = selectors.id(of: term.selector)
          return selectors.membership[candidates[index].shape][id] || !counts.populated(by: term).isEmpty
            || candidates.indices.contains { starts[$0] && selectors.membership[candidates[$0].shape][id] }
        }
        return starts[index]
      }
    }
    for index in waiting {
      candidates[index].offerings = BitRow(count: offerings.nodes.count)
      candidates[index].nodes = BitRow(count: nodes.nodes.count)
      candidates[index].closedBy = .podAffinity
    }
    return !waiting.isEmpty
  }

  /// Some pending pod that has a bin is what the term looks for.
  private func isWaitedFor(_ term: PodTerm) -> Bool {
    let id = selectors.id(of: term.selector)
    return candidates.contains { !$0.isClosed && selectors.membership[$0.shape][id] }
  }

  /// The bins that have a value of the key stay. What a pool leaves open is no domain until someone names it.
  private mutating func keepBins(_ index: Int, with key: String) {
    let rows = binsWithKey[key] ?? binsInDomains(of: key)
    binsWithKey[key] = rows
    let wasClosed = candidates[index].isClosed
    candidates[index].offerings.formIntersection(rows.offerings)
    candidates[index].nodes.formIntersection(rows.nodes)
    if candidates[index].isClosed && !wasClosed { candidates[index].closedBy = .unknownTopologyKey }
  }

  private func binsInDomains(of key: String) -> (offerings: BitRow, nodes: BitRow) {
    var known = Set(cluster.offeredDomains(of: key).entries.map(\.domain))
    known.formUnion(cluster.distinctNodeValues(of: key))
    let isDomain = { (value: String?) in value.map(known.contains) ?? false }
    return (offerings.labels.row(of: key, where: isDomain), nodes.labels.row(of: key, where: isDomain))
  }

  /// The bins whose value of the key is allowed stay, and those without the key. Over host names a new node has a
  /// value of its own, which `isOfNewNodes` false does not allow.
  private mutating func keep(
    _ index: Int, key: String, isOfNewNodes: Bool = true, _ reason: Reason, where allows: (String) -> Bool
  ) {
    let wasClosed = candidates[index].isClosed
    if key == LabelKeys.hostname {
      candidates[index].nodes.filter { allows(cluster.nodes[nodes.nodes[$0]].hostname) }
      if !isOfNewNodes { candidates[index].offerings = BitRow(count: offerings.nodes.count) }
    } else {
      candidates[index].nodes.formIntersection(nodes.labels.row(of: key) { $0.map(allows) ?? true })
      candidates[index].offerings.formIntersection(offerings.labels.row(of: key) { $0.map(allows) ?? true })
    }
    if candidates[index].isClosed && !wasClosed { candidates[index].closedBy = reason }
  }
}

extension ClusterNode {
  var hostname: String { labels[LabelKeys.hostname] ?? name }
}
