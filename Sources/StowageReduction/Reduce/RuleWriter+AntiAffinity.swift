import StowageProblem
import StowageRules

extension RuleWriter {
  /// Required anti-affinity among the pods to place: over host names a conflict of classes, over other keys a
  /// repulsion in the key's topology. What runs already has closed its domains before.
  mutating func writeAntiAffinity() {
    for index in classes.indices {
      var seen: Set<PodTerm> = []
      for term in shape(of: index).antiAffinity where seen.insert(term).inserted {
        let targets = classes(selectedBy: term.selector)
        if targets.isEmpty { continue }
        if term.key == LabelKeys.hostname {
          for target in targets {
            if target.index == index { limit(index, to: 1) } else { separate(index, target.index) }
          }
        } else {
          let topology = topology(of: term.key)
          problem.topologies[topology].repulsions.append(
            Repulsion(subject: ClassID(index), targets: targets))
        }
      }
    }
  }
}
