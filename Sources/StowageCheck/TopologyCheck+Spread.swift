import StowageRules

/// Hard topology spread: in every domain that receives a new pod of the constraint, the matching pods exceed the
/// least populated eligible domain by at most maxSkew.
extension TopologyCheck {
  mutating func checkSpread(_ findings: inout Findings) {
    var domains = TopologyDomains(cluster)
    for shape in cluster.shapes.indices where isNew(shape) {
      for rule in cluster.shapes[shape].spread where rule.isHard {
        check(rule, of: shape, domains: &domains, &findings)
      }
    }
  }

  private mutating func check(
    _ rule: SpreadRule, of shape: Int, domains: inout TopologyDomains, _ findings: inout Findings
  ) {
    let domainsOfSite = self.domains(of: rule.key)
    let counts = counts(for: rule, of: shape, domainsOfSite)
    let eligible = domains.eligible(for: rule, shape: cluster.shapes[shape])
    var least = eligible.map { counts[$0, default: 0] }.min() ?? 0
    if rule.key == LabelKeys.hostname { least = 0 }
    if let wanted = rule.minDomains, eligible.count < wanted { least = 0 }
    var receiving: [String: String] = [:]
    for presence in presences[shape] where presence.new > 0 {
      let places = domainsOfSite[presence.site]
      guard places.count == 1, let domain = places.first else {
        findings.add(
          places.isEmpty ? .topologyKeyMissing : .requirementsTooLoose, presence.firstPod,
          explainMissing(rule.key, places, at: presence.site) + ", but its spread needs one domain")
        continue
      }
      if receiving[domain] == nil { receiving[domain] = presence.firstPod }
    }
    for (domain, pod) in receiving.sorted(by: { $0.key < $1.key }) {
      let count = counts[domain, default: 0]
      guard count - least > rule.maxSkew else { continue }
      findings.add(
        .topologySpread, pod,
        "\(rule.key) \(domain) holds \(count) matching pods, the least of \(eligible.count) eligible domains "
          + "counts \(least): a skew of \(count - least) exceeds \(rule.maxSkew)")
    }
  }

  /// Matching pods by domain, on the nodes that the constraint's policies count. Like Karpenter's, the count leaves
  /// out pods whose domain is open.
  private mutating func counts(
    for rule: SpreadRule, of shape: Int, _ domainsOfSite: [[String]]
  ) -> [String: Int] {
    let pod = cluster.shapes[shape]
    var isCounted = [Bool?](repeating: nil, count: state.sites.count)
    var counts: [String: Int] = [:]
    for other in shapes(matching: rule.selector) {
      for presence in presences[other] {
        let site = state.sites[presence.site]
        guard domainsOfSite[presence.site].count == 1, let domain = domainsOfSite[presence.site].first else {
          continue
        }
        let counted = isCounted[presence.site] ?? self.counts(site, for: rule, of: pod)
        isCounted[presence.site] = counted
        if counted { counts[domain, default: 0] += presence.old + presence.new }
      }
    }
    return counts
  }

  private func counts(_ site: Site, for rule: SpreadRule, of pod: PodShape) -> Bool {
    switch site.origin {
    case .node(let index): return cluster.nodes[index].counts(for: rule, of: pod)
    case .claim:
      if rule.honorsTaints && !site.taints.areTolerated(by: pod.tolerations, countingSoft: true) {
        return false
      }
      return !rule.honorsAffinity || pod.alternatives.contains(where: site.labels.guarantee)
    }
  }
}

/// The domains of topology keys: what NodePools with their types could make, and what existing nodes have.
struct TopologyDomains {
  private let cluster: Cluster
  private var offered: [String: OfferedDomains] = [:]

  init(_ cluster: Cluster) { self.cluster = cluster }

  /// The domains that count for the least population of a constraint: those that the pod's strict requirements on
  /// the key allow.
  mutating func eligible(for rule: SpreadRule, shape: PodShape) -> Set<String> {
    let made = offered[rule.key] ?? cluster.offeredDomains(of: rule.key)
    offered[rule.key] = made
    var found = Set(made.domains(for: shape.tolerations, honorsTaints: rule.honorsTaints))
    for node in cluster.nodes {
      if let domain = node.labels[rule.key], node.counts(for: rule, of: shape) { found.insert(domain) }
    }
    return found.filter { domain in shape.alternatives.contains { $0.get(rule.key).allows(domain) } }
  }
}
