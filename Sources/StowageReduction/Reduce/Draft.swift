import StowageRules

/// A reduction in the making: the bins, and for every pending shape the bins it could go to.
struct Draft {
  let cluster: Cluster
  let offerings: OfferingTable
  let nodes: NodeTable
  let selectors: SelectorTable
  var candidates: [Candidate]

  init(_ cluster: Cluster) {
    self.cluster = cluster
    let groups = cluster.pendingByShape
    let shapes = groups.map(\.shape)
    let mentions = Mentions(cluster: cluster, shapes: shapes)
    offerings = OfferingTable(cluster: cluster, mentions: mentions)
    nodes = NodeTable(cluster: cluster, mentions: mentions)
    selectors = SelectorTable(cluster: cluster, shapes: shapes)
    var masks = CandidateMasks(cluster: cluster, offerings: offerings, nodes: nodes)
    candidates = groups.map { masks.candidate(shape: $0.shape, pods: $0.pods) }
  }

  /// The candidates that have a bin, and the pods of the others.
  func sorted() -> (placeable: [Candidate], unplaceable: [Reduction.Unplaceable]) {
    var placeable: [Candidate] = []
    var unplaceable: [Reduction.Unplaceable] = []
    for candidate in candidates {
      if !candidate.offerings.isEmpty || !candidate.nodes.isEmpty {
        placeable.append(candidate)
        continue
      }
      let finding = finding(for: candidate)
      unplaceable += candidate.pods.map { Reduction.Unplaceable(pod: $0, finding: finding) }
    }
    return (placeable, unplaceable.sorted { $0.pod < $1.pod })
  }

  private func finding(for candidate: Candidate) -> Finding {
    Finding(.insufficientResources, "no node takes it")
  }

  // MARK: - Domains that running pods close

  /// The bins whose value of a key is not among `domains` stay; bins without the key too, unless `needsKey`.
  mutating func keep(
    _ candidate: Int, key: String, needsKey: Bool = false, where allows: (String) -> Bool
  ) {
    if key == LabelKeys.hostname {
      candidates[candidate].nodes.filter { allows(cluster.nodes[nodes.nodes[$0]].name) }
      return
    }
    candidates[candidate].nodes.filter { nodes.labels.value(key, bin: $0).map(allows) ?? !needsKey }
    candidates[candidate].offerings.filter { offerings.labels.value(key, bin: $0).map(allows) ?? !needsKey }
  }
}
