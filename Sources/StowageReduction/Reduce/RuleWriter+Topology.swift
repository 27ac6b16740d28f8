import StowageProblem
import StowageRules

extension RuleWriter {
  /// The problem's topology for a key, made when first asked for. Host names are no topology: each bin is its own.
  mutating func topology(of key: String) -> Int {
    if let known = topologyKeys.firstIndex(of: key) { return known }
    let domains = domains(of: key)
    let position = Dictionary(uniqueKeysWithValues: domains.enumerated().map { ($1, Int32($0)) })
    problem.topologies.append(
      Topology(
        domainCount: domains.count,
        domainOfOffering: offerings.indices.map { offering in
          offeringLabels.value(key, bin: offering).flatMap { position[$0] } ?? -1
        },
        domainOfNode: nodes.indices.map { node in
          nodeLabels.value(key, bin: node).flatMap { position[$0] } ?? -1
        }))
    topologyKeys.append(key)
    return topologyKeys.count - 1
  }

  /// Every value of a key that a rule could count, ascending: of new nodes, of existing ones, and those that pools
  /// name although nothing is on offer there.
  mutating func domains(of key: String) -> [String] {
    if let known = domainsOfKey[key] { return known }
    var domains = Set(cluster.offeredDomains(of: key).entries.map(\.domain))
    for node in cluster.nodes {
      if let value = node.labels[key] { domains.insert(value) }
    }
    let sorted = domains.sorted()
    domainsOfKey[key] = sorted
    return sorted
  }
}
