import StowageRules

/// Hard topology spread: in every domain that receives a new pod of the constraint, the matching pods exceed the
/// least populated eligible domain by at most maxSkew.
///
/// As with affinity, a final state is right if it can be reached: new pods that match but are not bound by the
/// constraint may come before the others where they help, and after them where they hinder.
extension TopologyCheck {
  mutating func checkSpread(_ findings: inout Findings) {
    for shape in cluster.shapes.indices where isNew(shape) {
      for rule in cluster.shapes[shape].spread where rule.isHard {
        check(rule, of: shape, &findings)
      }
    }
  }

  private mutating func check(_ rule: SpreadRule, of shape: Int, _ findings: inout Findings) {
    let domainsOfSite = self.domains(of: rule.key)
    let measure = measure(rule, of: shape, domainsOfSite)
    var receiving: [String: String] = [:]
    for presence in presences(of: shape) where presence.new > 0 {
      let places = domainsOfSite[presence.site]
      guard places.count == 1, let domain = places.first else {
        findings.add(
          places.isEmpty ? .topologyKeyMissing : .requirementsTooLoose, presence.firstPod,
          explainMissing(rule.key, places, at: presence.site) + ", but its spread needs one domain")
        continue
      }
      if measure.skew(in: domain).excess > rule.maxSkew && receiving[domain] == nil {
        receiving[domain] = presence.firstPod
      }
    }
    for (domain, pod) in receiving.sorted(by: { $0.key < $1.key }) {
      let (count, floor, excess) = measure.skew(in: domain)
      findings.add(
        .topologySpread, pod,
        "\(rule.key) \(domain) holds \(count) matching pods, the least of \(measure.eligibleCount) eligible domains "
          + "counts \(floor): a skew of \(excess) exceeds \(rule.maxSkew)")
    }
  }

  private mutating func measure(
    _ rule: SpreadRule, of shape: Int, _ domainsOfSite: [[String]]
  ) -> SpreadMeasure {
    let pod = cluster.shapes[shape]
    let counts = counts(for: rule, of: pod, domainsOfSite)
    let eligible = eligibleDomains(for: rule, of: pod, counts)
    let isZero = rule.key == LabelKeys.hostname || eligible.count < rule.minDomains ?? 0
    return SpreadMeasure(
      counts: counts.mapValues(\.bound), eligibleCount: eligible.count,
      least: LeastCount(isZero ? [("", 0)] : eligible.map { ($0, counts[$0]?.most ?? 0) }))
  }

  private struct Count {
    /// Pods that were there, and new ones under this constraint or a stricter one.
    var bound = 0
    /// All of them.
    var most = 0
  }

  /// Matching pods by domain, on the nodes that the constraint's policies count. Like Karpenter's, the count leaves
  /// out pods whose domain is open.
  private mutating func counts(
    for rule: SpreadRule, of pod: PodShape, _ domainsOfSite: [[String]]
  ) -> [String: Count] {
    var isCounted = [Bool?](repeating: nil, count: state.sites.count)
    var counts: [String: Count] = [:]
    for other in shapes(matching: rule.selector) {
      let isBound = cluster.shapes[other].spread.contains {
        $0.covers(rule, of: pod, from: cluster.shapes[other])
      }
      for presence in presences(of: other) {
        let site = state.sites[presence.site]
        guard domainsOfSite[presence.site].count == 1, let domain = domainsOfSite[presence.site].first else {
          continue
        }
        let counted = isCounted[presence.site] ?? self.counts(site, for: rule, of: pod)
        isCounted[presence.site] = counted
        if counted {
          counts[domain, default: Count()].bound += presence.old + (isBound ? presence.new : 0)
          counts[domain, default: Count()].most += presence.old + presence.new
        }
      }
    }
    return counts
  }

  /// The domains that count for the least population: those that new nodes could have and those of nodes that are
  /// there and count, as far as the pod's strict requirements on the key allow them. Like Karpenter, it leaves out nodes
  /// that are going away, unless pods that stay are counted where they are.
  private mutating func eligibleDomains(
    for rule: SpreadRule, of pod: PodShape, _ counts: [String: Count]
  ) -> Set<String> {
    let offered = index.offered(rule.key)
    var found = Set(offered.domains(for: pod.tolerations, honorsTaints: rule.honorsTaints))
    for site in state.sites where site.isThere {
      guard case .node(let node) = site.origin, let domain = cluster.nodes[node].labels[rule.key] else {
        continue
      }
      if cluster.nodes[node].isDeleting && counts[domain]?.most ?? 0 == 0 { continue }
      if cluster.nodes[node].counts(for: rule, of: pod) { found.insert(domain) }
    }
    return found.filter { domain in pod.alternatives.contains { $0.get(rule.key).allows(domain) } }
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

/// What a spread rule counts and measures by.
private struct SpreadMeasure {
  let counts: [String: Int]
  let eligibleCount: Int
  let least: LeastCount

  func skew(in domain: String) -> (count: Int, floor: Int, excess: Int) {
    let count = counts[domain] ?? 0
    let floor = least.count(but: domain, counting: count)
    return (count, floor, count - floor)
  }
}

/// The least of some domains' counts, with any one of them left out.
private struct LeastCount {
  private var least: (domain: String, count: Int)?
  private var second: Int?

  init(_ counts: [(domain: String, count: Int)]) {
    for one in counts {
      if let first = least, one.count >= first.count {
        second = min(second ?? .max, one.count)
      } else {
        second = least?.count
        least = one
      }
    }
  }

  /// The least count of all, where `domain` has `own` instead of its count.
  func count(but domain: String, counting own: Int) -> Int {
    guard let least else { return 0 }
    if least.domain != domain { return min(least.count, max(own, 0)) }
    return min(own, second ?? own)
  }
}
