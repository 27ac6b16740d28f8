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

  /// Per node, the pods that a selector counts and that stay.
  package func countsPerNode(_ selector: PodSelector) -> [Int] {
    let selected = shapes.map(selector.matches)
    var counts = Array(repeating: 0, count: nodes.count)
    for pod in running where pod.isCounted {
      if let shape = pod.shape, selected[shape] { counts[pod.node] += 1 }
    }
    return counts
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
    let perNode = countsPerNode(rule.selector)
    for index in nodes.indices where nodes[index].counts(for: rule, of: shape) {
      add(perNode[index], on: index, key: rule.key, to: &counts)
    }
    return counts
  }

  /// The pods that a required or preferred term selects, by domain of existing nodes. Nodes without the key do
  /// not count.
  package func counts(for term: PodTerm) -> DomainCounts {
    var counts = DomainCounts()
    let perNode = countsPerNode(term.selector)
    for index in nodes.indices { add(perNode[index], on: index, key: term.key, to: &counts) }
    return counts
  }

  /// Required anti-affinity of the pods that run and stay: each distinct term with the nodes whose pods state it
  /// (a node stands once per pod). Such a term closes their domains to the pods it selects. In order of shape.
  package func statedAntiAffinity() -> [(term: PodTerm, nodes: [Int])] {
    var positions: [PodTerm: Int] = [:]
    var result: [(term: PodTerm, nodes: [Int])] = []
    for pod in running where pod.isCounted {
      guard let shape = pod.shape else { continue }
      for term in shapes[shape].antiAffinity {
        let position = positions[term] ?? result.count
        if position == result.count {
          positions[term] = position
          result.append((term, []))
        }
        result[position].nodes.append(pod.node)
      }
    }
    return result
  }

  /// The domains that required anti-affinity of pods that run and stay closes to what it selects.
  package func closedDomains() -> [(term: PodTerm, domains: DomainCounts)] {
    statedAntiAffinity().compactMap { term, holders in
      var domains = DomainCounts()
      for node in holders {
        if let domain = nodes[node].labels[term.key] { domains.add(domain, count: 1) }
      }
      return domains.entries.isEmpty ? nil : (term, domains)
    }
  }

  /// A node that is going away is a domain only as long as pods that stay are counted on it.
  private func add(_ count: Int, on node: Int, key: String, to counts: inout DomainCounts) {
    guard let domain = nodes[node].labels[key], count > 0 || !nodes[node].isDeleting else { return }
    counts.add(domain, count: count)
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
