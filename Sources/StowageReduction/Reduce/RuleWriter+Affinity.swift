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
        let populated = counts.entries.filter { $0.count > 0 }.map(\.domain)
        let alternatives = shape(of: index).alternatives
        let isUsable = alternatives.map { wanted in populated.contains { wanted.get(term.key).allows($0) } }
        let mayFound = !isUsable.contains(true) && targets.contains(ClassID(index))
        // By one of its alternatives the pod could found a group, by another it may not.
        if Set(isUsable).count > 1 && targets.contains(ClassID(index)) { noteTightened("podAffinity") }
        // Targets that the term does not bind may come after the founder, and then to any other domain.
        let areBound = targets.allSatisfy { id in
          shape(of: id.index).affinity.contains { $0.key == term.key && $0.selector == term.selector }
        }
        if mayFound && !areBound { noteTightened("podAffinity") }
        if term.key == LabelKeys.hostname {
          problem.companions.append(
            Companion(
              subject: ClassID(index), targets: targets, mayFound: mayFound,
              satisfiedNodes: presence(counts).map { $0 > 0 }))
        } else {
          let topology = topology(of: term.key)
          let populated = mayFound ? [] : Set(populated)
          problem.topologies[topology].attractions.append(
            Attraction(
              subject: ClassID(index), targets: targets, mayFound: mayFound,
              present: domains(of: term.key).map { populated.contains($0) }))
        }
      }
    }
  }
}
