import StowageModel
import StowageUnits

extension Cluster {
  /// The values of a key that new nodes may have: those of each pool's types within the pool's requirements,
  /// template labels and values that a pool lists. Nothing is known of a key that all leave open.
  package func offeredDomains(of key: String) -> OfferedDomains {
    var offered = OfferedDomains()
    for pool in pools {
      let wanted = pool.requirements.get(key)
      var values: Set<String> = []
      if wanted.isIn { values.formUnion(wanted.values) }
      for type in pool.types {
        guard let ofType = facts.requirements[type.type][key], ofType.isIn else { continue }
        values.formUnion(ofType.values.filter(wanted.allows))
      }
      offered.insert(values, taints: pool.taints)
    }
    return offered
  }

  /// Domains of a spread rule with the pods counted in each: those new nodes may have and those of existing
  /// nodes that count, with the pods there that the rule selects and that stay.
  package func counts(for rule: SpreadRule, of shape: PodShape) -> DomainCounts {
    var counts = DomainCounts()
    if rule.key != LabelKeys.hostname {
      let offered = offeredDomains(of: rule.key)
      for domain in offered.domains(for: shape.tolerations, honorsTaints: rule.honorsTaints) {
        counts.add(domain, count: 0)
      }
    }
    let selected = shapesSelected(by: rule.selector)
    for node in nodes where node.counts(for: rule, of: shape) {
      guard let domain = node.labels[rule.key] else { continue }
      counts.add(domain, count: staying(on: node, selected: selected))
    }
    return counts
  }

  /// The pods that a required or preferred term selects, by domain of existing nodes. Nodes without the key do
  /// not count.
  package func counts(for term: PodTerm) -> DomainCounts {
    var counts = DomainCounts()
    let selected = shapesSelected(by: term.selector)
    for node in nodes {
      guard let domain = node.labels[term.key] else { continue }
      counts.add(domain, count: staying(on: node, selected: selected))
    }
    return counts
  }

  /// Required anti-affinity terms of the pods that run and stay, with the domains they close to what they
  /// select: the inverse direction of anti-affinity. In order of shape and term.
  package func closedDomains() -> [(term: PodTerm, domains: DomainCounts)] {
    var result: [(term: PodTerm, domains: DomainCounts)] = []
    for (index, shape) in shapes.enumerated() where !shape.antiAffinity.isEmpty {
      let holders = running.filter { $0.shape == index && $0.isCounted }
      if holders.isEmpty { continue }
      for term in shape.antiAffinity {
        var domains = DomainCounts()
        for pod in holders {
          if let domain = nodes[pod.node].labels[term.key] { domains.add(domain, count: 1) }
        }
        if !domains.entries.isEmpty { result.append((term, domains)) }
      }
    }
    return result
  }

  /// Per shape, whether a selector counts it.
  package func shapesSelected(by selector: PodSelector) -> [Bool] { shapes.map(selector.matches) }

  private func staying(on node: ClusterNode, selected: [Bool]) -> Int {
    node.pods.count { pod in
      guard running[pod].isCounted, let shape = running[pod].shape else { return false }
      return selected[shape]
    }
  }
}

extension RunningPod {
  /// Counted by spread and affinity: neither terminating nor about to be placed again.
  package var isCounted: Bool { !isTerminating && !isLeaving }
}

extension ClusterNode {
  /// True where a spread rule of a pod counts this node: the pod's own node selection and tolerations decide,
  /// as the rule's policies say.
  package func counts(for rule: SpreadRule, of shape: PodShape) -> Bool {
    if rule.honorsTaints && !taints.areTolerated(by: shape.tolerations, countingSoft: true) { return false }
    if !rule.honorsAffinity { return true }
    return shape.alternatives.contains { requirements.isCompatible($0, undefined: .fails) }
  }
}
