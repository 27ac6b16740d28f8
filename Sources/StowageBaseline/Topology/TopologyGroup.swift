import StowageModel
import StowageRules

/// Which nodes a spread rule counts.
struct NodeFilter: Hashable {
  /// ORed; nil where the rule ignores node affinity.
  var alternatives: [Requirements]?
  /// nil where the rule ignores taints.
  var tolerations: [Toleration]?

  init(_ rule: SpreadRule, of shape: PodShape) {
    alternatives = rule.honorsAffinity ? shape.alternatives : nil
    tolerations = rule.honorsTaints ? shape.tolerations : nil
  }

  func passes(taints: [Taint], requirements: Requirements, undefined: Requirements.Undefined) -> Bool {
    if let tolerations, !taints.areTolerated(by: tolerations, countingSoft: true) { return false }
    guard let alternatives else { return true }
    return alternatives.contains { requirements.isCompatible($0, undefined: undefined) }
  }
}

/// Pods counted per domain of one topology key, for all pods that state the same rule. An object, because its
/// counts change with every pod while the groups are looked at thousands of times in between.
final class TopologyGroup {
  enum Kind: Hashable {
    case spread
    case affinity
    case antiAffinity
    /// The anti-affinity of other pods, seen by those they select.
    case inverse
  }

  /// What makes two rules one group. In Karpenter the smallest number of domains is no part of it, and that of the
  /// first rule holds for all; the scheduler then leaves pods waiting, so that here each rule has its own.
  struct Identity: Hashable {
    var kind: Kind
    var key: String
    var selector: PodSelector
    var maxSkew = 0
    var minDomains: Int?
    var filter: NodeFilter?
  }

  let identity: Identity
  let kind: Kind
  let key: String
  let isByHost: Bool
  /// Known domains with their counts; unused for host names.
  private(set) var counts: DomainCounts
  /// For host names: counts by host number (nodes first, then claims); hosts beyond the end count 0.
  private var hosts: [Int] = []
  private var populatedHosts = 0

  init(_ identity: Identity, counts: DomainCounts = DomainCounts(), hosts: [Int] = []) {
    self.identity = identity
    kind = identity.kind
    key = identity.key
    isByHost = identity.key == LabelKeys.hostname
    self.hosts = hosts
    self.counts = counts
    populatedHosts = hosts.count { $0 > 0 }
  }

  func record(host: Int) {
    while hosts.count <= host { hosts.append(0) }
    if hosts[host] == 0 { populatedHosts += 1 }
    hosts[host] += 1
  }

  func record(_ domain: String) { counts.add(domain, count: 1) }

  func copy() -> TopologyGroup { TopologyGroup(identity, counts: counts, hosts: hosts) }

  func withdraw(_ count: Int, host: Int) {
    guard count > 0, host < hosts.count else { return }
    hosts[host] = max(0, hosts[host] - count)
    if hosts[host] == 0 { populatedHosts -= 1 }
  }

  /// Returns what is left in the domain; nil where the domain is unknown.
  func withdraw(_ count: Int, domain: String) -> Int? {
    guard let before = counts[domain] else { return nil }
    counts.add(domain, count: max(-before, -count))
    return max(0, before - count)
  }

  func forget(_ domain: String) { counts.remove(domain) }

  /// True where a pod may go to a host; `selectsPod`: the group counts the pod itself.
  func allows(host: Int, selectsPod: Bool) -> Bool {
    let count = host < hosts.count ? hosts[host] : 0
    switch kind {
    case .spread: return count + (selectsPod ? 1 : 0) <= identity.maxSkew
    case .affinity: return count > 0 || (selectsPod && populatedHosts == 0)
    case .antiAffinity, .inverse: return count == 0
    }
  }

  /// The domains a pod may go to, given what the pod strictly requires of the key and what the node allows;
  /// empty: none. Spread and a first self-affine pod get exactly one. Several requirements are alternatives.
  func domains(pod: [Requirement], node: Requirement, selectsPod: Bool) -> [String] {
    switch kind {
    case .spread: return spreadDomain(pod: pod, node: node, selectsPod: selectsPod)
    case .affinity: return affinityDomains(pod: pod, node: node, selectsPod: selectsPod)
    case .antiAffinity, .inverse:
      return counts.entries.filter { $0.count == 0 && node.allows($0.domain) && pod.allow($0.domain) }.map(
        \.domain)
    }
  }

  /// Karpenter draws among domains with equal counts; here the first by name is taken.
  private func spreadDomain(pod: [Requirement], node: Requirement, selectsPod: Bool) -> [String] {
    var minimum = Int.max
    var reachable = 0
    for entry in counts.entries where pod.allow(entry.domain) {
      minimum = min(minimum, entry.count)
      reachable += 1
    }
    if reachable == 0 { minimum = 0 }
    if let minDomains = identity.minDomains, reachable < minDomains { minimum = 0 }
    let most = identity.maxSkew + minimum - (selectsPod ? 1 : 0)
    var best: Int?
    for (index, entry) in counts.entries.enumerated() where entry.count <= most {
      if let best, counts.entries[best].count <= entry.count { continue }
      if node.allows(entry.domain) { best = index }
    }
    return best.map { [counts.entries[$0].domain] } ?? []
  }

  private func affinityDomains(pod: [Requirement], node: Requirement, selectsPod: Bool) -> [String] {
    var options: [String] = []
    var isPopulated = false
    for entry in counts.entries where entry.count > 0 && pod.allow(entry.domain) {
      isPopulated = true
      if node.allows(entry.domain) { options.append(entry.domain) }
    }
    if isPopulated || !selectsPod { return options }
    let open =
      counts.entries.first { pod.allow($0.domain) && node.allows($0.domain) }
      ?? counts.entries.first { pod.allow($0.domain) }
    return open.map { [$0.domain] } ?? []
  }
}

extension [Requirement] {
  /// Whether some alternative allows a value.
  fileprivate func allow(_ value: String) -> Bool { contains { $0.allows(value) } }
}
