import StowageModel
import StowageRules

/// Spread and affinity of a whole run: every rule that some pod states, with the pods counted so far, those of
/// this run included.
struct Topology {
  private let cluster: Cluster
  private var index: TopologyIndex
  private var groups: [TopologyGroup] = []
  private var numbers: [TopologyGroup.Identity: Int] = [:]
  /// Per variant: the groups whose rules it has to obey because it states them.
  private var stated: [[Int]] = []
  /// Per variant: the inverse groups of its own anti-affinity terms, in which it is recorded as a holder.
  private var held: [[Int]] = []
  /// Per variant: all groups that restrict where it may go, for the number of groups known then.
  private var binding: [Binding] = []
  /// Per shape: which groups select it; as many entries as were known when it was last asked.
  private var selecting: [[Bool]]
  private var filterResults: [UInt64: Bool] = [:]
  /// Nodes that are given up, with the pods that leave them, by their place in `Cluster.running`.
  private var vacated: [(node: Int, leaving: [Int])] = []

  /// Who was placed so far, where pods may come to tolerate what a spread reads.
  private var arrivals: [Arrival] = []
  private let keepsArrivals: Bool

  private struct Arrival {
    var shape: Int
    var host: Int
    var taints: [Taint]
    var requirements: Requirements
    var set: Int?
  }

  private struct Binding {
    var groupCount = -1
    var groups: [Int] = []
    var byHost: [Int] = []
  }

  init(_ cluster: Cluster) {
    self.cluster = cluster
    index = TopologyIndex(cluster)
    selecting = Array(repeating: [], count: cluster.shapes.count)
    keepsArrivals = cluster.shapes.contains { shape in
      shape.spread.contains(where: \.honorsTaints)
    }
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

  /// Makes the groups of the next variant's rules known. Groups that are new count what the snapshot shows and what
  /// this run has placed before.
  ///
  /// Karpenter measures a pod by the alternatives that it has not given up yet; the scheduler knows nothing of that,
  /// and leaves pods waiting that such a plan has brought to one domain. Here a spread counts and measures by all of
  /// them, whichever it is that the pod is placed under.
  mutating func enter(_ variant: PodVariant) {
    let shape = variant.shape
    let spreading = variant.spreading(in: cluster)
    var mine: [Int] = []
    for rule in shape.spread {
      let identity = TopologyGroup.Identity(
        kind: .spread, key: rule.key, selector: rule.selector, maxSkew: rule.maxSkew,
        minDomains: rule.minDomains, filter: NodeFilter(rule, of: spreading))
      mine.append(spread(identity, rule: rule, shape: spreading))
    }
    for term in shape.affinity + shape.preferredAffinity { mine.append(self.number(of: affinity(term))) }
    for term in shape.antiAffinity + shape.preferredAntiAffinity {
      mine.append(self.number(of: antiAffinity(term)))
    }
    stated.append(mine)
    held.append(shape.antiAffinity.map { self.number(of: inverse($0)) })
    binding.append(Binding())
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
    let group: TopologyGroup
    if rule.key == LabelKeys.hostname {
      let counted = index.countsPerNode(rule.selector).enumerated().map { index, count in
        cluster.nodes[index].counts(for: rule, of: shape) ? count : 0
      }
      group = TopologyGroup(identity, hosts: counted)
    } else {
      group = TopologyGroup(identity, counts: index.counts(for: rule, of: shape))
    }
    let number = add(group)
    for arrival in arrivals { record(arrival, in: number) }
    return number
  }

  /// The group of a term; a new one counts what is on the nodes, except for inverse groups, whose holders are
  /// recorded one by one.
  private mutating func number(of identity: TopologyGroup.Identity) -> Int {
    if let known = numbers[identity] { return known }
    let isInverse = identity.kind == .inverse
    if identity.key == LabelKeys.hostname {
      return add(
        TopologyGroup(identity, hosts: isInverse ? [] : index.countsPerNode(identity.selector)))
    }
    var counts = DomainCounts()
    for domain in cluster.offeredDomains(of: identity.key).domains(for: [], honorsTaints: false) {
      counts.add(domain, count: 0)
    }
    let term = PodTerm(key: identity.key, selector: identity.selector)
    for entry in index.counts(for: term).entries {
      counts.add(entry.domain, count: isInverse ? 0 : entry.count)
    }
    return add(TopologyGroup(identity, counts: counts))
  }

  private mutating func add(_ group: TopologyGroup) -> Int {
    numbers[group.identity] = groups.count
    groups.append(group)
    for (node, leaving) in vacated { withdraw(leaving, from: node, group: groups.count - 1) }
    return groups.count - 1
  }

  // MARK: Giving nodes up

  /// A copy whose counts change apart from those of the original.
  func copy() -> Topology {
    var copy = self
    copy.groups = groups.map { $0.copy() }
    return copy
  }

  /// Pods that leave a node count there no more; a domain that no other node has and no new one could have goes
  /// with its last pod.
  mutating func vacate(_ node: Int, leaving: [Int]) {
    vacated.append((node, leaving))
    for group in groups.indices { withdraw(leaving, from: node, group: group) }
  }

  private mutating func withdraw(_ leaving: [Int], from node: Int, group index: Int) {
    let group = groups[index]
    guard let domain = cluster.nodes[node].labels[group.key] ?? (group.isByHost ? "" : nil) else { return }
    var gone = 0
    for pod in leaving where cluster.running[pod].isCounted {
      guard let shape = cluster.running[pod].shape else { continue }
      if group.kind == .inverse {
        gone += cluster.shapes[shape].antiAffinity.count { inverse($0) == group.identity }
      } else if selects(index, shape: shape) {
        gone += 1
      }
    }
    let passes = group.identity.filter.map {
      let one = cluster.nodes[node]
      return $0.passes(taints: one.taints, requirements: one.requirements, undefined: .fails)
    }
    if passes == false { return }
    if group.isByHost {
      group.withdraw(gone, host: node)
    } else if group.withdraw(gone, domain: domain) == 0 && !hasDomain(domain, group: group) {
      group.forget(domain)
    }
  }

  /// True where a node that stays or a new one has the domain.
  private func hasDomain(_ domain: String, group: TopologyGroup) -> Bool {
    let tolerations = group.identity.filter?.tolerations
    let offered = cluster.offeredDomains(of: group.key)
      .domains(for: tolerations ?? [], honorsTaints: tolerations != nil)
    if offered.contains(domain) { return true }
    let gone = Set(vacated.map(\.node))
    return cluster.nodes.indices.contains { index in
      let node = cluster.nodes[index]
      guard node.labels[group.key] == domain, !node.isDeleting, !gone.contains(index) else { return false }
      return group.identity.filter?.passes(
        taints: node.taints, requirements: node.requirements, undefined: .fails) ?? true
    }
  }

  private mutating func selects(_ group: Int, shape: Int) -> Bool {
    if selecting[shape].count < groups.count {
      for next in selecting[shape].count..<groups.count {
        selecting[shape].append(groups[next].identity.selector.matches(cluster.shapes[shape]))
      }
    }
    return selecting[shape][group]
  }

  /// Brings the list of groups that restrict a variant up to date.
  private mutating func bind(_ number: Int, shape: Int) {
    if binding[number].groupCount == groups.count { return }
    var mine = stated[number]
    for group in groups.indices where groups[group].kind == .inverse {
      if selects(group, shape: shape) { mine.append(group) }
    }
    binding[number] = Binding(
      groupCount: groups.count, groups: mine, byHost: mine.filter { groups[$0].isByHost })
  }

  // MARK: Asking and recording

  /// True where no rule, of its own or of others, restricts a variant.
  mutating func isFree(_ facts: VariantFacts) -> Bool {
    bind(facts.number, shape: facts.origin)
    return binding[facts.number].groups.isEmpty
  }

  /// The rule over host names that keeps a variant from a node or claim; nil where none does.
  mutating func refusal(of facts: VariantFacts, host: Int) -> TopologyRefusal? {
    bind(facts.number, shape: facts.origin)
    for position in binding[facts.number].byHost.indices {
      let index = binding[facts.number].byHost[position]
      let selectsPod = selects(index, shape: facts.origin)
      if !groups[index].allows(host: host, selectsPod: selectsPod) { return refusal(groups[index]) }
    }
    return nil
  }

  /// What a node must be for the pod to go there, as requirements to add, or the rule that forbids it. Rules over
  /// host names are asked apart.
  ///
  /// `node`: what the node allows, the pod's own wishes included.
  mutating func requirements(
    for facts: VariantFacts, node: Requirements
  ) -> Result<Requirements, TopologyRefusal> {
    bind(facts.number, shape: facts.origin)
    var added = Requirements()
    for position in binding[facts.number].groups.indices {
      let index = binding[facts.number].groups[position]
      let group = groups[index]
      if group.isByHost { continue }
      let domains = group.domains(
        pod: group.kind == .spread
          ? facts.stated.map { $0.get(group.key) } : [facts.strict.get(group.key)],
        node: node.get(group.key), selectsPod: selects(index, shape: facts.origin))
      if domains.isEmpty { return .failure(refusal(group)) }
      added.add(.any(of: domains, key: group.key))
      if added[group.key]?.isDoesNotExist == true { return .failure(refusal(group)) }
    }
    return .success(added)
  }

  private func refusal(_ group: TopologyGroup) -> TopologyRefusal {
    TopologyRefusal(
      kind: group.kind, key: group.key, hasDomains: group.isByHost || !group.counts.entries.isEmpty)
  }

  /// Counts a placed pod in every group that selects it. Spread and affinity count only where the domain is
  /// certain; anti-affinity closes every domain that the pod may still land in.
  mutating func record(
    _ facts: VariantFacts, host: Int, taints: [Taint], requirements: Requirements, set: Int?
  ) {
    let arrival = Arrival(
      shape: facts.origin, host: host, taints: taints, requirements: requirements, set: set)
    if keepsArrivals { arrivals.append(arrival) }
    for index in groups.indices {
      if groups[index].kind != .inverse {
        record(arrival, in: index)
      } else if held[facts.number].contains(index) {
        close(index, host: host, requirements: requirements, isClaim: set != nil)
      }
    }
  }

  private mutating func record(_ arrival: Arrival, in group: Int) {
    guard selects(group, shape: arrival.shape),
      passes(group, taints: arrival.taints, requirements: arrival.requirements, set: arrival.set)
    else { return }
    if groups[group].kind == .antiAffinity {
      close(group, host: arrival.host, requirements: arrival.requirements, isClaim: arrival.set != nil)
    } else if groups[group].isByHost {
      groups[group].record(host: arrival.host)
    } else if let domain = arrival.requirements[groups[group].key]?.onlyValue {
      groups[group].record(domain)
    }
  }

  private mutating func close(_ group: Int, host: Int, requirements: Requirements, isClaim: Bool) {
    let key = groups[group].key
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
