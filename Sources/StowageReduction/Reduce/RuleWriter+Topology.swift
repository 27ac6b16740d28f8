import StowageProblem
import StowageRules

/// What a topology of the problem is about.
struct TopologyOrigin: Hashable, Sendable {
  var key: String
  /// The bins in which its rules count pods; nil: in all that have a value of the key.
  var counted: CountedBins?
}

/// The bins in which a spread rule counts pods, as its policies on node affinity and taints say.
struct CountedBins: Hashable, Sendable {
  var offerings: BitRow
  var nodes: BitRow
}

extension RuleWriter {
  /// The problem's topology for a key (and the bins that count), made when first asked for. Bins that do not count
  /// have no domain. Host names are no topology: each bin is its own.
  mutating func topology(of key: String, counted: CountedBins? = nil) -> Int {
    let origin = TopologyOrigin(key: key, counted: counted)
    if let known = topologies.firstIndex(of: origin) { return known }
    problem.topologies.append(emptyTopology(origin))
    topologies.append(origin)
    return topologies.count - 1
  }

  /// The domains of all bins, without rules.
  mutating func emptyTopology(_ origin: TopologyOrigin) -> Topology {
    let (key, counted) = (origin.key, origin.counted)
    let domains = domains(of: key)
    let position = Dictionary(uniqueKeysWithValues: domains.enumerated().map { ($1, Int32($0)) })
    return Topology(
      domainCount: domains.count,
      domainOfOffering: offerings.indices.map { offering in
        guard counted?.offerings[offering] ?? true else { return -1 }
        return offeringLabels.value(key, bin: offering).flatMap { position[$0] } ?? -1
      },
      domainOfNode: nodes.indices.map { node in
        guard counted?.nodes[node] ?? true else { return -1 }
        return nodeLabels.value(key, bin: node).flatMap { position[$0] } ?? -1
      })
  }

  /// Every value of a key that a rule could count, ascending: of new nodes, of existing ones, and those that pools
  /// name although nothing is on offer there.
  mutating func domains(of key: String) -> [String] {
    if let known = domainsOfKey[key] { return known }
    var domains = Set(cluster.offeredDomains(of: key).entries.map(\.domain))
    domains.formUnion(cluster.distinctNodeValues(of: key))
    let sorted = domains.sorted()
    domainsOfKey[key] = sorted
    return sorted
  }
}
