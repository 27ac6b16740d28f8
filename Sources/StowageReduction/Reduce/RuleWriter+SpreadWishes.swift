import StowageProblem
import StowageRules

extension RuleWriter {
  /// The weight of a spread that pods would like: that of the heaviest preferred term.
  private static let softSpreadWeight = 100

  /// Spread that yields (ScheduleAnyway), as a price of every pod that it would rather have elsewhere.
  mutating func writeSpreadWishes() {
    guard let price = price(ofWeight: Self.softSpreadWeight) else { return }
    var domainsOf: [TopologyOrigin: Topology] = [:]
    for index in classes.indices {
      var seen: Set<SpreadRule> = []
      for rule in shape(of: index).spread where !rule.isHard && seen.insert(rule).inserted {
        let members = classes(selectedBy: rule.selector)
        // A rule that counts no pending pod is about those that run; they stay where they are.
        if members.isEmpty { continue }
        if isMoving { return note("ScheduleAnyway topology spread") }
        var wish = SpreadWish(
          subjects: [ClassID(index)], members: members, maxSkew: Int32(clamping: rule.maxSkew), price: price)
        if rule.key == LabelKeys.hostname {
          let present = presence(counts.counts(for: rule, of: shape(of: index)))
          if present.contains(where: { $0 > 0 }) { wish.present = present.map { Int32(clamping: $0) } }
        } else {
          if domains(of: rule.key).isEmpty { continue }
          (wish.domains, wish.present) = measure(rule, of: index)
          wish.minDomains = Int32(clamping: rule.minDomains ?? 0)
          let counted = countedBins(of: rule, subject: index, members: members)
          let origin = TopologyOrigin(key: rule.key, counted: counted)
          let topology = domainsOf[origin] ?? emptyTopology(origin)
          domainsOf[origin] = topology
          wish.domainCount = topology.domainCount
          wish.domainOfOffering = topology.domainOfOffering
          wish.domainOfNode = topology.domainOfNode
        }
        add(wish)
      }
    }
  }

  /// Wishes that differ in nothing but who has them are one.
  private mutating func add(_ wish: SpreadWish) {
    let known = problem.spreadWishes.firstIndex { other in
      var same = other
      same.subjects = wish.subjects
      return same == wish
    }
    if let known {
      problem.spreadWishes[known].subjects += wish.subjects
    } else {
      problem.spreadWishes.append(wish)
    }
  }
}
