import StowageProblem
import StowageRules

extension RuleWriter {
  /// Required affinity: over host names company in the bin, over other keys an attraction in the key's topology.
  ///
  /// A pod that its own term matches may found a group where none of its kind runs in a domain that it could use.
  mutating func writeAffinity() {
    for index in classes.indices {
      var seen: Set<PodTerm> = []
      for term in shape(of: index).affinity where seen.insert(term).inserted {
        let targets = classes(selectedBy: term.selector)
        let counts = counts.counts(for: term)
        let usable = counts.entries.filter { entry in
          entry.count > 0 && shape(of: index).alternatives.contains { $0.get(term.key).allows(entry.domain) }
        }
        let mayFound = usable.isEmpty && targets.contains(ClassID(index))
        if term.key == LabelKeys.hostname {
          problem.companions.append(
            Companion(
              subject: ClassID(index), targets: targets, mayFound: mayFound,
              satisfiedNodes: presence(counts).map { $0 > 0 }))
        } else {
          let topology = topology(of: term.key)
          let populated = Set(usable.map(\.domain))
          problem.topologies[topology].attractions.append(
            Attraction(
              subject: ClassID(index), targets: targets, mayFound: mayFound,
              present: domains(of: term.key).map { populated.contains($0) }))
        }
      }
    }
  }
}
