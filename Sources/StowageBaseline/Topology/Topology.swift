import StowageModel
import StowageRules

/// Spread and affinity of a whole run: every rule that some pod states, with the pods counted so far, those of
/// this run included.
struct Topology {
  private let cluster: Cluster
  private var groups: [TopologyGroup] = []
  private var numbers: [TopologyGroup.Identity: Int] = [:]
  /// Per variant: the groups whose rules it has to obey because it states them.
  private var stated: [Int: [Int]] = [:]
  /// Per variant: the inverse groups of its own anti-affinity terms, in which it is recorded as a holder.
  private var held: [Int: [Int]] = [:]
  /// Per shape: which groups select it; as many entries as were known when it was last asked.
  private var selecting: [Int: [Bool]] = [:]
  private var filterResults: [UInt64: Bool] = [:]

  init(_ cluster: Cluster) {
    self.cluster = cluster
    for (term, nodes) in cluster.statedAntiAffinity() {
      let group = number(of: inverse(term))
      for node in nodes {
        if groups[group].isByHost {
          groups[group].record(host: node)
        } else if let domain = cluster.nodes[node].labels[term.key] {
          groups[group].record(domain)
        }
      }
    }
  }

  // MARK: Groups

  /// Makes the groups of a variant's rules known. Groups that are new count what the snapshot shows, not what
  /// this run has placed before.
  mutating func enter(_ variant: PodVariant, number: Int) {
    if stated[number] != nil { return }
    let shape = variant.shape
    var mine: [Int] = []
    for rule in shape.spread {
      let identity = TopologyGroup.Identity(
        kind: .spread, key: rule.key, selector: rule.selector, maxSkew: rule.maxSkew,
        filter: NodeFilter(rule, of: shape))
      mine.append(spread(identity, rule: rule, shape: shape))
    }
    for term in shape.affinity + shape.preferredAffinity { mine.append(self.number(of: affinity(term))) }
    for term in shape.antiAffinity + shape.preferredAntiAffinity {
      mine.append(self.number(of: antiAffinity(term)))
    }
    stated[number] = mine
    held[number] = shape.antiAffinity.map { self.number(of: inverse($0)) }
  }

  private func inverse(_ term: PodTerm) -> TopologyGroup.Identity {
    TopologyGroup.Identity(kind: .inverse, key: term.key, selector: term.selector)
  }
  private func affinity(_ term: PodTerm) -> TopologyGroup.Identity {
    TopologyGroup.Identity(kind: .affinity, key: term.key, selector: term.selector)
  }
  private func antiAffinity(_ term: PodTerm) -> TopologyGroup.Identity {
    TopologyGroup.Identity(kind: .antiAffinity, key: term.key, selector: term.selector)
  }

  private mutating func spread(_ identity: TopologyGroup.Identity, rule: SpreadRule, shape: PodShape) -> Int {
    if let known = numbers[identity] { return known }
    var group: TopologyGroup
    if rule.key == LabelKeys.hostname {
      let counted = cluster.countsPerNode(rule.selector).enumerated().map { index, count in
        cluster.nodes[index].counts(for: rule, of: shape) ? count : 0
      }
      group = TopologyGroup(identity, hosts: counted)
    } else {
      group = TopologyGroup(identity, counts: cluster.counts(for: rule, of: shape))
    }
    group.minDomains = rule.minDomains
    return add(group)
  }

  /// The group of a term; a new one counts what is on the nodes, except for inverse groups, whose holders are
  /// recorded one by one.
  private mutating func number(of identity: TopologyGroup.Identity) -> Int {
    if let known = numbers[identity] { return known }
    let isInverse = identity.kind == .inverse
    if identity.key == LabelKeys.hostname {
      return add(TopologyGroup(identity, hosts: isInverse ? [] : cluster.countsPerNode(identity.selector)))
    }
    var counts = DomainCounts()
    for domain in cluster.offeredDomains(of: identity.key).domains(for: [], honorsTaints: false) {
      counts.add(domain, count: 0)
    }
    let term = PodTerm(key: identity.key, selector: identity.selector)
    for entry in cluster.counts(for: term).entries {
      counts.add(entry.domain, count: isInverse ? 0 : entry.count)
    }
    return add(TopologyGroup(identity, counts: counts))
  }

  private mutating func add(_ group: TopologyGroup) -> Int {
    numbers[group.identity] = groups.count
    groups.append(group)
    return groups.count - 1
  }

  private mutating func selects(_ group: Int, shape: Int) -> Bool {
    var known = selecting[shape] ?? []
    if known.count < groups.count {
      for next in known.count..<groups.count {
        known.append(groups[next].identity.selector.matches(cluster.shapes[shape]))
      }
      selecting[shape] = known
    }
    return known[group]
  }

  /// The groups that restrict where a variant may go.
  private mutating func binding(_ number: Int, shape: Int) -> [Int] {
    var result = stated[number] ?? []
    for group in groups.indices where groups[group].identity.kind == .inverse {
      if selects(group, shape: shape) { result.append(group) }
    }
    return result
  }

  /// True where no rule, of its own or of others, restricts a variant.
  mutating func isFree(_ number: Int, shape: Int) -> Bool { binding(number, shape: shape).isEmpty }

  // MARK: Asking and recording

  /// What a node must be for the pod to go there: requirements to add, or the group that forbids it.
  ///
  /// `host`: the number of the node or claim; `node`: what the node allows, the pod's own wishes included.
  mutating func requirements(
    for variant: PodVariant, number: Int, host: Int, node: Requirements
  ) -> Result<Requirements, TopologyRefusal> {
    var added = Requirements()
    let strict = variant.strict ?? Requirements()
    for index in binding(number, shape: variant.origin) {
      let selectsPod = selects(index, shape: variant.origin)
      let group = groups[index]
      if group.isByHost {
        if !group.allows(host: host, selectsPod: selectsPod) { return .failure(refusal(group)) }
        continue
      }
      let key = group.identity.key
      let domains = group.domains(pod: strict.get(key), node: node.get(key), selectsPod: selectsPod)
      if domains.isEmpty { return .failure(refusal(group)) }
      added.add(.any(of: domains, key: key))
      if added[key]?.isDoesNotExist == true { return .failure(refusal(group)) }
    }
    return .success(added)
  }

  private func refusal(_ group: TopologyGroup) -> TopologyRefusal {
    TopologyRefusal(
      kind: group.identity.kind, key: group.identity.key,
      hasDomains: group.isByHost || !group.counts.entries.isEmpty)
  }

  /// Counts a placed pod in every group that selects it. Spread and affinity count only where the domain is
  /// certain; anti-affinity closes every domain that the pod may still land in.
  mutating func record(
    _ variant: PodVariant, number: Int, host: Int, taints: [Taint], requirements: Requirements,
    set: Int?
  ) {
    for index in groups.indices {
      let kind = groups[index].identity.kind
      if kind == .inverse {
        if held[number]?.contains(index) == true {
          close(index, host: host, requirements: requirements, isClaim: set != nil)
        }
      } else if selects(index, shape: variant.origin)
        && passes(index, taints: taints, requirements: requirements, set: set)
      {
        if kind == .antiAffinity {
          close(index, host: host, requirements: requirements, isClaim: set != nil)
        } else if groups[index].isByHost {
          groups[index].record(host: host)
        } else if let domain = requirements[groups[index].identity.key]?.onlyValue {
          groups[index].record(domain)
        }
      }
    }
  }

  private mutating func close(_ group: Int, host: Int, requirements: Requirements, isClaim: Bool) {
    let key = groups[group].identity.key
    if groups[group].isByHost {
      groups[group].record(host: host)
    } else if let allowed = requirements[key] ?? (isClaim && LabelKeys.isWellKnown(key) ? .exists(key) : nil)
    {
      let known = groups[group].counts.entries.map(\.domain).filter(allowed.allows)
      for domain in allowed.isIn ? allowed.values : known { groups[group].record(domain) }
    }
  }

  /// `set`: the number of the requirements of a claim, under which the answer is remembered; nil for a node.
  private mutating func passes(
    _ group: Int, taints: [Taint], requirements: Requirements, set: Int?
  ) -> Bool {
    guard let filter = groups[group].identity.filter else { return true }
    guard let set else { return filter.passes(taints: taints, requirements: requirements, undefined: .fails) }
    if filter.tolerations != nil {
      return filter.passes(taints: taints, requirements: requirements, undefined: .allowedIfWellKnown)
    }
    let key = UInt64(group) << 32 | UInt64(set)
    if let known = filterResults[key] { return known }
    let result = filter.passes(taints: taints, requirements: requirements, undefined: .allowedIfWellKnown)
    filterResults[key] = result
    return result
  }
}

/// The rule that keeps a pod from a node.
struct TopologyRefusal: Error {
  var kind: TopologyGroup.Kind
  var key: String
  /// False where no value of the key is known at all.
  var hasDomains: Bool
}
