import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Who goes where. A target says how many pods of a shape each place takes; as such pods are interchangeable, they
/// are dealt out so that nodes depend on one another as little as possible.
struct Relocation {
  private(set) var leavers: [Leaver]
  /// Per pending pod of the cluster, its place; nil where it stays without one. Nodes of the cluster come first,
  /// then the target's claims.
  private(set) var pending: [Int?]

  init(_ target: Rearrangement, in cluster: Cluster, rules: DisruptionRules) {
    leavers = target.closed.map { Leaver(node: $0) }
    pending = cluster.pending.map { _ in nil }
    var dealer = Dealer(target, in: cluster, rules: rules)
    dealer.dealPending()
    dealer.dealLeavers()
    for (pod, place) in dealer.pendingPlaces { pending[pod] = place }
    for index in leavers.indices {
      let node = cluster.nodes[leavers[index].node]
      leavers[index].moves = dealer.places[index].map { Leaver.Move(pod: $0.pod, place: $0.place) }
        .sorted { $0.pod < $1.pod }
      leavers[index].isComplete = dealer.isServed(index)
      let claims = leavers[index].moves.map(\.place).filter { $0 >= cluster.nodes.count }
      leavers[index].claims = Set(claims.map { $0 - cluster.nodes.count }).sorted()
      (leavers[index].reasons, leavers[index].block) = rules.reasons(for: node)
    }
  }
}
