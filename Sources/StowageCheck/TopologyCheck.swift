import StowageRules

/// What topology rules ask of a cluster and its sites again and again.
struct TopologyIndex {
  private let cluster: Cluster
  private var matching: [PodSelector: [Int]] = [:]
  /// By topology key, by site: the site's possible domains.
  private var domainsOfKey: [String: [[String]]] = [:]
  private var offered: [String: OfferedDomains] = [:]

  init(_ cluster: Cluster) { self.cluster = cluster }

  /// The shapes whose pods a selector matches, ascending.
  mutating func shapes(matching selector: PodSelector) -> [Int] {
    if let known = matching[selector] { return known }
    let found = cluster.shapes.indices.filter { selector.matches(cluster.shapes[$0]) }
    matching[selector] = found
    return found
  }

  /// Per site, the values of a topology key that it may have.
  mutating func domains(of key: String, sites: [Site]) -> [[String]] {
    if let known = domainsOfKey[key] { return known }
    let found = sites.map { $0.domains(key, in: cluster) }
    domainsOfKey[key] = found
    return found
  }

  mutating func offered(_ key: String) -> OfferedDomains {
    if let known = offered[key] { return known }
    let found = cluster.offeredDomains(of: key)
    offered[key] = found
    return found
  }
}

/// Do spread, affinity and anti-affinity between pods hold when everybody has arrived?
///
/// Pods count as Karpenter counts them: those that stay, not terminating, and all that the plan places.
struct TopologyCheck {
  /// Pods of one shape at one site.
  struct Presence {
    let site: Int
    /// There before.
    var old = 0
    /// Arriving.
    var new = 0
    /// The first of the new ones.
    var firstPod = ""
  }

  let state: FinalState
  var cluster: Cluster { state.cluster }
  var index: TopologyIndex
  /// By shape, by site: who arrives.
  private var arrivals: [Int: [Int: Guest]] = [:]
  private var known: [Int: [Presence]] = [:]

  init(_ state: FinalState, index: TopologyIndex) {
    self.state = state
    self.index = index
    for (site, one) in state.sites.enumerated() {
      for guest in one.guests { arrivals[guest.shape, default: [:]][site] = guest }
    }
  }

  /// Where pods of a shape are, by site ascending.
  mutating func presences(of shape: Int) -> [Presence] {
    if let known = known[shape] { return known }
    let new = arrivals[shape] ?? [:]
    let old = state.residents[shape]
    var found = new.map { site, guest in
      Presence(site: site, old: old[site] ?? 0, new: guest.count, firstPod: guest.firstPod)
    }
    for (site, count) in old where new[site] == nil { found.append(Presence(site: site, old: count)) }
    found.sort { $0.site < $1.site }
    known[shape] = found
    return found
  }

  func isNew(_ shape: Int) -> Bool { arrivals[shape] != nil }
  func isThere(_ shape: Int) -> Bool { isNew(shape) || !state.residents[shape].isEmpty }

  mutating func run(_ findings: inout Findings) {
    if arrivals.isEmpty { return }
    checkSpread(&findings)
    checkAffinity(&findings)
    checkAntiAffinity(&findings)
  }

  /// The shapes whose pods a selector matches, ascending.
  mutating func shapes(matching selector: PodSelector) -> [Int] { index.shapes(matching: selector) }

  /// Per site, the values of a topology key that it may have.
  mutating func domains(of key: String) -> [[String]] { index.domains(of: key, sites: state.sites) }

  /// Why a pod with a rule about a key has no place where a site's domains of it are these.
  func explainMissing(_ key: String, _ domains: [String], at site: Int) -> String {
    domains.isEmpty
      ? "\(state.sites[site].name) has no label \(key)"
      : "\(state.sites[site].name) may come up in \(key) \(domains.joined(separator: " or "))"
  }
}
