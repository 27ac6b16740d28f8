import StowageRules

/// Rules within one bin that concern a class alone.
extension ClassTable {
  /// Host ports clash with themselves, and anti-affinity over host names to its own kind lets one pod in a bin.
  mutating func limitMultiplicity(cluster: Cluster, selectors: SelectorTable) {
    update { draft in
      let shape = cluster.shapes[draft.shapes[0]]
      let isAlone = shape.antiAffinity.contains { term in
        term.key == LabelKeys.hostname
          && selectors.membership[draft.shapes[0]][selectors.id(of: term.selector)]
      }
      if isAlone || !shape.hostPorts.isEmpty { draft.maxPerBin = 1 }
    }
  }
}
