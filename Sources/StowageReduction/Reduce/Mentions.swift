import StowageRules

/// Every label key that pending pods read, with what they ask of it. Only these keys can tell bins apart.
struct Mentions: Sendable {
  /// Ascending.
  private(set) var keys: [String] = []
  private var choices: [String: KeyChoices] = [:]

  init(cluster: Cluster, shapes: [Int]) {
    for index in shapes {
      let shape = cluster.shapes[index]
      for place in shape.alternatives + shape.volumePlaces { add(place) }
      for wish in shape.preferredNodes { add(wish.requirements) }
    }
    for key in Self.topologyKeys(of: shapes.map { cluster.shapes[$0] }) + closedKeys(cluster) {
      distinguishDomains(of: key, cluster: cluster)
    }
    keys = choices.keys.sorted()
  }

  subscript(key: String) -> KeyChoices { choices[key] ?? KeyChoices() }

  /// The keys other than the host name over which some of the shapes spread, gather or keep apart, ascending.
  static func topologyKeys(of shapes: [PodShape]) -> [String] {
    var keys: Set<String> = []
    for shape in shapes {
      for rule in shape.spread { keys.insert(rule.key) }
      for terms in [
        shape.affinity, shape.antiAffinity, shape.preferredAffinity, shape.preferredAntiAffinity,
      ] {
        for term in terms { keys.insert(term.key) }
      }
    }
    keys.remove(LabelKeys.hostname)
    return keys.sorted()
  }

  /// Running pods close domains too.
  private func closedKeys(_ cluster: Cluster) -> [String] {
    Self.topologyKeys(of: cluster.shapes.filter { !$0.antiAffinity.isEmpty })
  }

  private mutating func add(_ requirements: Requirements) {
    for requirement in requirements.all {
      var plain = requirement
      plain.minValues = nil
      choices[plain.key, default: KeyChoices()].add(plain)
    }
  }

  private mutating func distinguishDomains(of key: String, cluster: Cluster) {
    var ofKey = choices[key] ?? KeyChoices()
    for entry in cluster.offeredDomains(of: key).entries { ofKey.distinguish(entry.domain, of: key) }
    for domain in cluster.distinctNodeValues(of: key) { ofKey.distinguish(domain, of: key) }
    choices[key] = ofKey
  }
}
