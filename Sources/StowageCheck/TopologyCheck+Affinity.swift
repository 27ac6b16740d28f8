import StowageRules

/// Required affinity. A pod whose domain is left open needs a match in every domain it may end up in, and is no match
/// for others. A final state is right if it can be reached pod by pod: each pod, when its turn comes, finds
/// a matching pod in its domain, or matches its own term where no domain that it could use is populated.
extension TopologyCheck {
  mutating func checkAffinity(_ findings: inout Findings) {
    let hasTerms = cluster.shapes.indices.contains { isNew($0) && !cluster.shapes[$0].affinity.isEmpty }
    if !hasTerms { return }
    let start = Arrival(&self)
    var arrival = start
    arrival.settle()
    if !arrival.waiting.isEmpty {
      // Pods that follow one without affinity may have come before a founder that had to be first.
      var other = start
      other.found()
      other.settle()
      if other.waiting.count < arrival.waiting.count { arrival = other }
    }
    for pod in arrival.waiting {
      let term = pod.terms.first { !arrival.isMet($0, by: pod) } ?? pod.terms[0]
      let group = arrival.groups[term]
      let places = group.domains[pod.site]
      if places.isEmpty {
        findings.add(
          .topologyKeyMissing, pod.name,
          explainMissing(group.key, places, at: pod.site) + ", which its affinity needs")
      } else {
        findings.add(
          .podAffinity, pod.name,
          "no pod that its affinity matches can be in \(group.key) \(places.joined(separator: " and ")) before it "
            + "on \(state.sites[pod.site].name)")
      }
    }
  }
}

/// The new pods arriving one by one, as far as their affinity lets them.
private struct Arrival {
  /// New pods of one shape at one site that still wait for their affinity.
  struct Pod {
    let shape: Int
    let site: Int
    let count: Int
    let name: String
    /// Into `groups`.
    let terms: [Int]
  }

  struct Group {
    let key: String
    let matches: Set<Int>
    /// Per site, the domains that it may have.
    let domains: [[String]]
    /// Pods that the term matches and that are there, by domain.
    var population: [String: Int] = [:]
    /// The domains of those that could not come later: new pods without affinity may wait for the first one of the
    /// group as well as come before the others.
    var early: Set<String> = []
    /// Into the pods that wait for the group's population to change.
    var listeners: [Int] = []
  }

  private let state: FinalState
  private(set) var groups: [Group] = []
  private var groupsOfShape: [[Int]]
  private var pods: [Pod] = []
  private var isPlaced: [Bool] = []

  var waiting: [Pod] { pods.indices.filter { !isPlaced[$0] }.map { pods[$0] } }

  init(_ check: inout TopologyCheck) {
    state = check.state
    let cluster = check.cluster
    groupsOfShape = Array(repeating: [], count: cluster.shapes.count)
    var indexOfTerm: [PodTerm: Int] = [:]
    for shape in cluster.shapes.indices where check.isNew(shape) {
      for term in cluster.shapes[shape].affinity where indexOfTerm[term] == nil {
        indexOfTerm[term] = groups.count
        let matched = check.shapes(matching: term.selector)
        for other in matched { groupsOfShape[other].append(groups.count) }
        groups.append(
          Group(key: term.key, matches: Set(matched), domains: check.domains(of: term.key)))
      }
    }
    for shape in cluster.shapes.indices where !groupsOfShape[shape].isEmpty || check.isNew(shape) {
      let terms = cluster.shapes[shape].affinity.compactMap { indexOfTerm[$0] }
      for presence in check.presences(of: shape) {
        let isFree = cluster.shapes[shape].affinity.isEmpty
        populate(shape: shape, site: presence.site, count: presence.old)
        if isFree { populate(shape: shape, site: presence.site, count: presence.new, mayWait: true) }
        if isFree || presence.new == 0 { continue }
        for group in terms { groups[group].listeners.append(pods.count) }
        pods.append(
          Pod(shape: shape, site: presence.site, count: presence.new, name: presence.firstPod, terms: terms))
      }
    }
    isPlaced = Array(repeating: false, count: pods.count)
  }

  /// Lets those come first that only their own arrival can help, before pods without affinity that may wait.
  mutating func found() {
    for pod in pods.indices where !isPlaced[pod] {
      let isHelped = pods[pod].terms.allSatisfy { isMet($0, by: pods[pod]) }
      if !isHelped && mayOpen(pods[pod]) { spread(from: place(pod)) }
    }
  }

  /// Lets pods arrive until nobody more can.
  mutating func settle() {
    spread(from: Array(pods.indices))
    var isMoving = true
    while isMoving {
      isMoving = false
      for pod in pods.indices where !isPlaced[pod] && mayOpen(pods[pod]) {
        isMoving = true
        spread(from: place(pod))
      }
    }
  }

  /// Places what is met among these pods, then among those whose terms that changes, and so on.
  private mutating func spread(from candidates: [Int]) {
    var queue = candidates
    var next = 0
    while next < queue.count {
      let pod = queue[next]
      next += 1
      if isPlaced[pod] || !pods[pod].terms.allSatisfy({ isMet($0, by: pods[pod]) }) { continue }
      queue += place(pod)
    }
  }

  /// Returns the pods that wait for a domain which this one is the first to populate.
  private mutating func place(_ pod: Int) -> [Int] {
    isPlaced[pod] = true
    return populate(shape: pods[pod].shape, site: pods[pod].site, count: pods[pod].count)
  }

  @discardableResult
  private mutating func populate(shape: Int, site: Int, count: Int, mayWait: Bool = false) -> [Int] {
    if count == 0 { return [] }
    var woken: [Int] = []
    for group in groupsOfShape[shape] {
      guard groups[group].domains[site].count == 1, let domain = groups[group].domains[site].first else {
        continue
      }
      if !mayWait { groups[group].early.insert(domain) }
      let before = groups[group].population[domain, default: 0]
      groups[group].population[domain] = before + count
      if before == 0 { woken += groups[group].listeners.filter { !isPlaced.isEmpty && !isPlaced[$0] } }
    }
    return woken
  }

  func isMet(_ group: Int, by pod: Pod) -> Bool {
    let domains = groups[group].domains[pod.site]
    return !domains.isEmpty && domains.allSatisfy { groups[group].population[$0, default: 0] > 0 }
  }

  /// Every term is met, or would be by the pod itself.
  private func mayOpen(_ pod: Pod) -> Bool {
    pod.terms.allSatisfy { isMet($0, by: pod) || opens($0, pod) }
  }

  private func opens(_ index: Int, _ pod: Pod) -> Bool {
    let group = groups[index]
    let site = state.sites[pod.site]
    guard group.matches.contains(pod.shape), group.domains[pod.site].count == 1 else { return false }
    if group.early.isEmpty { return true }
    let shape = state.cluster.shapes[pod.shape]
    return shape.alternatives.contains { wanted in
      guard site.labels.guarantee(wanted) else { return false }
      let allowed = wanted.get(group.key)
      return !group.early.contains(where: allowed.allows)
    }
  }
}
