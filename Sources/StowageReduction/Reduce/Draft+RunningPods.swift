import StowageRules

extension Draft {
  /// Anti-affinity towards pods that run, in both directions: whole domains are closed for a shape.
  mutating func closeDomainsOfRunningPods() {
    if cluster.running.isEmpty { return }
    for (term, domains) in cluster.closedDomains() {
      let closed = Set(domains.entries.filter { $0.count > 0 }.map(\.domain))
      for index in candidates.indices where term.selector.matches(cluster.shapes[candidates[index].shape]) {
        keep(index, key: term.key) { !closed.contains($0) }
      }
    }
    var closedBy: [PodTerm: Set<String>] = [:]
    for index in candidates.indices {
      for term in cluster.shapes[candidates[index].shape].antiAffinity {
        let closed =
          closedBy[term] ?? Set(cluster.counts(for: term).entries.filter { $0.count > 0 }.map(\.domain))
        closedBy[term] = closed
        if !closed.isEmpty { keep(index, key: term.key) { !closed.contains($0) } }
      }
    }
  }
}
