import StowageRules

/// Required anti-affinity, read from both sides: a new pod keeps away from what its term matches, and whatever
/// matches a term of a pod that is there keeps away from it. Pairs of pods that were there before are not the
/// plan's doing.
extension TopologyCheck {
  private struct Tally {
    var old = 0
    var new = 0
    var firstPod = ""
  }

  mutating func checkAntiAffinity(_ findings: inout Findings) {
    for shape in cluster.shapes.indices where isThere(shape) {
      for term in cluster.shapes[shape].antiAffinity { check(term, of: shape, &findings) }
    }
  }

  private mutating func check(_ term: PodTerm, of shape: Int, _ findings: inout Findings) {
    let matched = shapes(matching: term.selector)
    if !isNew(shape) && !matched.contains(where: isNew) { return }
    let isSelf = matched.contains(shape)
    let domains = domains(of: term.key)
    let holders = tally([shape], domains)
    let others = tally(matched, domains)
    for (domain, holder) in holders.sorted(by: { $0.key < $1.key }) {
      guard let other = others[domain] else { continue }
      // What a new holder meets, itself left out, and what new arrivals an old holder meets.
      let newMeets = other.old + other.new - (isSelf ? 1 : 0)
      if holder.new > 0 && newMeets > 0 {
        findings.add(
          .podAntiAffinity, holder.firstPod,
          "in \(term.key) \(domain) with \(newMeets) pods that its anti-affinity matches")
      } else if holder.old > 0 && other.new > 0 {
        findings.add(
          .podAntiAffinity, other.firstPod,
          "in \(term.key) \(domain) with \(holder.old) running pods whose anti-affinity matches it")
      }
    }
  }

  /// A pod whose domain is left open counts in every one that it may end up in.
  private mutating func tally(_ shapes: [Int], _ domains: [[String]]) -> [String: Tally] {
    var result: [String: Tally] = [:]
    for shape in shapes {
      for presence in presences(of: shape) {
        for domain in domains[presence.site] {
          result[domain, default: Tally()].old += presence.old
          result[domain, default: Tally()].new += presence.new
          if presence.new > 0 && result[domain]?.firstPod.isEmpty == true {
            result[domain]?.firstPod = presence.firstPod
          }
        }
      }
    }
    return result
  }
}
