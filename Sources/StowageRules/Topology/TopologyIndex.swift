import StowageModel

/// The running pods and the nodes of a cluster, arranged for many questions of how many pods a rule counts where: with
/// a hundred rules, ten thousand pods and a thousand nodes, asking one by one takes longer than planning.
package struct TopologyIndex: Sendable {
  private let cluster: Cluster
  /// The nodes of the pods that run and stay, one for each pod, by shape; shapes ascending.
  private var nodesOfShape: [(shape: Int, nodes: [Int])] = []
  private var valuesOfKey: [String: NodeValues] = [:]
  private var offeredOfKey: [String: OfferedDomains] = [:]

  /// The values of one label key that nodes have.
  private struct NodeValues {
    /// Ascending.
    var values: [String]
    /// Per node, into `values`; -1 where it has none.
    var ofNode: [Int]
  }

  package init(_ cluster: Cluster) {
    self.cluster = cluster
    var nodes = [[Int]](repeating: [], count: cluster.shapes.count)
    for index in cluster.running.indices where cluster.running[index].isCounted {
      if let shape = cluster.running[index].shape { nodes[shape].append(cluster.running[index].node) }
    }
    for (shape, nodes) in nodes.enumerated() where !nodes.isEmpty { nodesOfShape.append((shape, nodes)) }
  }

  /// No pod that runs and stays is what the selector looks for.
  package func isNoneRunning(_ selector: PodSelector) -> Bool {
    !nodesOfShape.contains { selector.matches(cluster.shapes[$0.shape]) }
  }

  /// Per node, the pods that a selector counts and that stay.
  package func countsPerNode(_ selector: PodSelector) -> [Int] {
    var counts = Array(repeating: 0, count: cluster.nodes.count)
    for (shape, nodes) in nodesOfShape where selector.matches(cluster.shapes[shape]) {
      for node in nodes { counts[node] += 1 }
    }
    return counts
  }

  /// As `Cluster.counts(for:of:)`.
  package mutating func counts(for rule: SpreadRule, of shape: PodShape) -> DomainCounts {
    var counts = DomainCounts()
    if rule.key != LabelKeys.hostname {
      let offered = offered(rule.key)
      for domain in offered.domains(for: shape.tolerations, honorsTaints: rule.honorsTaints) {
        counts.add(domain, count: 0)
      }
    }
    let countsEveryNode =
      !rule.honorsTaints && (!rule.honorsAffinity || shape.alternatives.contains(where: \.isEmpty))
    add(countsPerNode(rule.selector), over: rule.key, to: &counts) { [cluster] node in
      countsEveryNode || cluster.nodes[node].counts(for: rule, of: shape)
    }
    return counts
  }

  /// As `Cluster.counts(for:)`.
  package mutating func counts(for term: PodTerm) -> DomainCounts {
    var counts = DomainCounts()
    add(countsPerNode(term.selector), over: term.key, to: &counts) { _ in true }
    return counts
  }

  /// A node that is going away is a domain only as long as pods that stay are counted on it.
  private mutating func add(
    _ perNode: [Int], over key: String, to counts: inout DomainCounts, where isCounted: (Int) -> Bool
  ) {
    let values = values(of: key)
    var sums = [Int?](repeating: nil, count: values.values.count)
    for (node, value) in values.ofNode.enumerated() where value >= 0 {
      guard perNode[node] > 0 || !cluster.nodes[node].isDeleting, isCounted(node) else { continue }
      sums[value] = (sums[value] ?? 0) + perNode[node]
    }
    for (value, sum) in zip(values.values, sums) {
      if let sum { counts.add(value, count: sum) }
    }
  }

  private mutating func values(of key: String) -> NodeValues {
    if let known = valuesOfKey[key] { return known }
    let labels = cluster.nodeValues(of: key)
    let values = Set(labels.compactMap(\.self)).sorted()
    let positions = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
    let found = NodeValues(values: values, ofNode: labels.map { $0.flatMap { positions[$0] } ?? -1 })
    valuesOfKey[key] = found
    return found
  }

  private mutating func offered(_ key: String) -> OfferedDomains {
    if let known = offeredOfKey[key] { return known }
    let found = cluster.offeredDomains(of: key)
    offeredOfKey[key] = found
    return found
  }
}
