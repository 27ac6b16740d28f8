import StowageRules

/// Do spread, affinity and anti-affinity between pods hold in the final state?
///
/// Pods count as Karpenter counts them: those that stay, not terminating, and all that the plan places.
struct TopologyCheck {
  /// Pods of one shape at one site.
  struct Presence {
    let site: Int
    /// Running there before.
    var old = 0
    /// Placed there by the plan.
    var new = 0
    /// The first of the new ones.
    var firstPod = ""
  }

  let state: FinalState
  var cluster: Cluster { state.cluster }
  /// By shape, by site ascending.
  let presences: [[Presence]]
  private var matching: [PodSelector: [Int]] = [:]
  /// By topology key, by site: the site's possible domains.
  private var domainsOfKey: [String: [[String]]] = [:]

  init(_ state: FinalState) {
    self.state = state
    var presences = Array(repeating: [Presence](), count: state.cluster.shapes.count)
    var old: [[Int: Int]] = Array(repeating: [:], count: state.sites.count)
    for pod in state.cluster.running where !pod.isLeaving && !pod.isTerminating {
      if let shape = pod.shape { old[pod.node][shape, default: 0] += 1 }
    }
    for (index, site) in state.sites.enumerated() {
      for guest in site.guests {
        presences[guest.shape].append(
          Presence(
            site: index, old: old[index].removeValue(forKey: guest.shape) ?? 0, new: guest.count,
            firstPod: guest.firstPod))
      }
      for (shape, count) in old[index] { presences[shape].append(Presence(site: index, old: count)) }
    }
    self.presences = presences
  }

  mutating func run(_ findings: inout Findings) {
    checkSpread(&findings)
    checkAffinity(&findings)
    checkAntiAffinity(&findings)
  }

  /// The shapes whose pods a selector matches, ascending.
  mutating func shapes(matching selector: PodSelector) -> [Int] {
    if let known = matching[selector] { return known }
    let found = cluster.shapes.indices.filter { selector.matches(cluster.shapes[$0]) }
    matching[selector] = found
    return found
  }

  /// Per site, the values of a topology key that it may have.
  mutating func domains(of key: String) -> [[String]] {
    if let known = domainsOfKey[key] { return known }
    let found = state.sites.map { $0.domains(key, in: cluster) }
    domainsOfKey[key] = found
    return found
  }

  /// Why a pod with a rule about a key has no place where a site's domains of it are these.
  func explainMissing(_ key: String, _ domains: [String], at site: Int) -> String {
    domains.isEmpty
      ? "\(state.sites[site].name) has no label \(key)"
      : "\(state.sites[site].name) may come up in \(key) \(domains.joined(separator: " or "))"
  }

  func isNew(_ shape: Int) -> Bool { presences[shape].contains { $0.new > 0 } }
}
