import StowageRules

/// Which label keys matter to which pods: the keys of their own selectors, volumes and rules, and those of
/// anti-affinity that others have against them.
struct Concerns {
  /// Per shape.
  private(set) var keys: [Set<String>]
  /// Per shape: those of them that rules between pods look at, which takes one value for all that may be launched.
  private(set) var topologyKeys: [Set<String>]

  init(_ cluster: Cluster) {
    topologyKeys = cluster.shapes.map { shape in
      Set(shape.spread.filter(\.isHard).map(\.key) + (shape.affinity + shape.antiAffinity).map(\.key))
    }
    keys = topologyKeys
    for (index, shape) in cluster.shapes.enumerated() {
      for place in shape.alternatives + shape.volumePlaces { keys[index].formUnion(place.all.map(\.key)) }
    }
    var seen: Set<PodTerm> = []
    for term in cluster.shapes.flatMap(\.antiAffinity) where seen.insert(term).inserted {
      for index in cluster.shapes.indices where term.selector.matches(cluster.shapes[index]) {
        keys[index].insert(term.key)
        topologyKeys[index].insert(term.key)
      }
    }
  }
}
