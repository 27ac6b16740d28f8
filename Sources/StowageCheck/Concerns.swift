import StowageRules

/// Which label keys matter to which pods: the keys of their own selectors, volumes and rules, and those of
/// anti-affinity that others have against them.
struct Concerns {
  /// Per shape.
  private(set) var keys: [Set<String>]

  init(_ cluster: Cluster) {
    keys = cluster.shapes.map { shape in
      var own: Set<String> = []
      for place in shape.alternatives + shape.volumePlaces { own.formUnion(place.all.map(\.key)) }
      own.formUnion(shape.spread.filter(\.isHard).map(\.key))
      own.formUnion((shape.affinity + shape.antiAffinity).map(\.key))
      return own
    }
    var seen: Set<PodTerm> = []
    for term in cluster.shapes.flatMap(\.antiAffinity) where seen.insert(term).inserted {
      for index in cluster.shapes.indices where term.selector.matches(cluster.shapes[index]) {
        keys[index].insert(term.key)
      }
    }
  }
}
