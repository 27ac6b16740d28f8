import StowageRules

/// A reduction in the making: the bins, and for every pending shape the bins it could go to.
struct Draft {
  let cluster: Cluster
  let offerings: OfferingTable
  let nodes: NodeTable
  let selectors: SelectorTable
  var candidates: [Candidate]
  var counts: CountCache
  /// Per topology key: the bins that have a value of it.
  var binsWithKey: [String: (offerings: BitRow, nodes: BitRow)] = [:]

  init(_ cluster: Cluster) {
    self.cluster = cluster
    let groups = cluster.pendingByShape
    let shapes = groups.map(\.shape)
    let mentions = Mentions(cluster: cluster, shapes: shapes)
    offerings = OfferingTable(cluster: cluster, mentions: mentions)
    nodes = NodeTable(cluster: cluster, mentions: mentions)
    counts = CountCache(cluster)
    selectors = SelectorTable(cluster: cluster, shapes: shapes)
    var masks = CandidateMasks(cluster: cluster, offerings: offerings, nodes: nodes)
    candidates = groups.map { masks.candidate(shape: $0.shape, pods: $0.pods) }
    closeOfferingsBeyondLimits()
    closeDomainsOfRunningPods()
    closeBinsOutsideDomains()
    closeBinsWithoutCompany()
  }

  /// The candidates that have a bin, and the pods of the others.
  func sorted() -> (placeable: [Candidate], unplaceable: [Reduction.Unplaceable]) {
    var placeable: [Candidate] = []
    var unplaceable: [Reduction.Unplaceable] = []
    for candidate in candidates {
      if !candidate.isClosed {
        placeable.append(candidate)
        continue
      }
      unplaceable += candidate.pods.map {
        Reduction.Unplaceable(pod: $0, closedBy: candidate.closedBy)
      }
    }
    return (placeable, unplaceable.sorted { $0.pod < $1.pod })
  }
}
