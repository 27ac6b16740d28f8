import StowageModel
import StowageUnits

extension Cluster {
  /// The values of a key that new nodes may have: those of each pool's types within the pool's requirements,
  /// template labels and values that a pool lists. Nothing is known of a key that all leave open.
  package func offeredDomains(of key: String) -> OfferedDomains {
    var offered = OfferedDomains()
    var place = 0
    for pool in pools {
      let wanted = pool.requirements.get(key)
      var values: Set<String> = []
      if wanted.isIn { values.formUnion(wanted.values) }
      var last: [String] = []
      for position in pool.types.indices {
        guard let ofType = facts.requirements[pool.types[position].type].find(key, near: &place), ofType.isIn,
          ofType.values != last
        else {
          continue
        }
        last = ofType.values
        values.formUnion(last.filter(wanted.allows))
      }
      offered.insert(values, taints: pool.taints)
    }
    return offered
  }

  /// Per node, the value of a label; nil where it has none.
  package func nodeValues(of key: String) -> [String?] {
    // By index: a node is a large value to copy.
    nodes.indices.map { nodes[$0].labels[key] }
  }

  /// The values of a label that nodes have, in order of first occurrence.
  package func distinctNodeValues(of key: String) -> [String] {
    var found: [String] = []
    var known: Set<String> = []
    for case let value? in nodeValues(of: key) {
      // Of zones there are a few, and looking at each is quicker than hashing.
      let isNew = found.count <= 16 ? !found.contains(value) : known.insert(value).inserted
      guard isNew else { continue }
      found.append(value)
      if found.count == 17 { known = Set(found) }
    }
    return found
  }

  /// Domains of a spread rule with the pods counted in each: those new nodes may have and those of existing
  /// nodes that count, with the pods there that the rule selects and that stay.
  package func counts(for rule: SpreadRule, of shape: PodShape) -> DomainCounts {
    var index = TopologyIndex(self)
    return index.counts(for: rule, of: shape)
  }

  /// The pods that a required or preferred term selects, by domain of existing nodes. Nodes without the key do
  /// not count.
  package func counts(for term: PodTerm) -> DomainCounts {
    var index = TopologyIndex(self)
    return index.counts(for: term)
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
