import StowageModel
import StowageUnits

/// The values of one topology key with the number of pods counted in each, sorted by value.
package struct DomainCounts: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package var domain: String
    package var count: Int
  }

  package private(set) var entries: [Entry] = []

  package init() {}

  package subscript(domain: String) -> Int? {
    let position = position(of: domain)
    return position < entries.count && entries[position].domain == domain ? entries[position].count : nil
  }

  package mutating func add(_ domain: String, count: Int) {
    let position = position(of: domain)
    if position < entries.count && entries[position].domain == domain {
      entries[position].count += count
    } else {
      entries.insert(Entry(domain: domain, count: count), at: position)
    }
  }

  package mutating func remove(_ domain: String) {
    let position = position(of: domain)
    if position < entries.count && entries[position].domain == domain { entries.remove(at: position) }
  }

  /// Where the domain is, or would be. Nodes come by name, so that host names are mostly added at the end.
  private func position(of domain: String) -> Int {
    if let last = entries.last, last.domain < domain { return entries.count }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].domain < domain { low = middle + 1 } else { high = middle }
    }
    return low
  }

  package var isEmpty: Bool { entries.allSatisfy { $0.count == 0 } }
}

/// The values of one topology key that new nodes may have, each with the template taints under which it is
/// offered: a domain that only tainted pools offer does not count for pods that honour taints.
package struct OfferedDomains: Sendable {
  package struct Entry: Sendable {
    package var domain: String
    /// Distinct taint lists of the pools that offer it.
    package var taints: [[Taint]]
  }

  /// Sorted by domain.
  package private(set) var entries: [Entry] = []

  package init() {}

  /// `domains` ascending or not; repeated ones are merged.
  mutating func insert(_ domains: some Sequence<String>, taints: [Taint]) {
    var known = Dictionary(uniqueKeysWithValues: entries.map { ($0.domain, $0.taints) })
    for domain in domains where !(known[domain]?.contains(taints) ?? false) {
      known[domain, default: []].append(taints)
    }
    entries = known.sorted { $0.key < $1.key }.map { Entry(domain: $0.key, taints: $0.value) }
  }

  /// The domains that count for a pod with these tolerations.
  package func domains(for tolerations: [Toleration], honorsTaints: Bool) -> [String] {
    entries.filter { entry in
      !honorsTaints || entry.taints.contains { $0.areTolerated(by: tolerations, countingSoft: true) }
    }.map(\.domain)
  }
}
