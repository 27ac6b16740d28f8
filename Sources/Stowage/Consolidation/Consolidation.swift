import StowageModel
import StowagePlan
import StowageProblem
import StowageReduction
import StowageRules
import StowageUnits

/// Decides which nodes of a cluster to close, and where the pods go.
package struct Consolidation {
  private let cluster: Cluster
  package let candidates: DisruptionCandidates

  package init(_ cluster: Cluster) {
    self.cluster = cluster
    candidates = DisruptionCandidates(cluster)
  }

  /// Closes none but these nodes, and those that have to go.
  package init(_ cluster: Cluster, closing allowed: Set<Int>) {
    self.cluster = cluster
    candidates = DisruptionCandidates(cluster).limited(to: allowed)
  }

  /// The best choice found by the deadline; none to close where nothing pays.
  package func solve(_ settings: SearchSettings) -> Rearrangement {
    var quick = settings
    quick.isGreedyOnly = true
    let ranked = ranking()
    var best = ClosingTrial([], of: cluster, candidates, settings: quick)
    for count in Set((1...8).map { ranked.count * $0 / 8 } + [0]).sorted() {
      if settings.deadline.isOver { break }
      let closed = (candidates.forced + ranked.prefix(count)).sorted()
      guard let trial = ClosingTrial(closed, of: cluster, candidates, settings: quick) else { continue }
      if best.map({ trial.isBetter(than: $0) }) ?? true { best = trial }
    }
    let mustStay = cluster.nodes.indices.filter {
      !candidates.closable.contains($0) && !candidates.forced.contains($0)
    }
    let bound = mustStay.reduce(Money.zero) { $0 + (cluster.nodes[$1].price ?? .zero) }
    return Rearrangement(
      closed: best?.closed ?? [], plan: best?.plan ?? ProvisioningPlan(), lowerBound: bound)
  }

  /// Nodes that pay most for each eviction first.
  private func ranking() -> [Int] {
    let ratios = cluster.nodes.map { node in
      Double(node.price?.nanos ?? 0) / candidates.rules.disruptionCost(of: node)
    }
    return candidates.closable.sorted { (ratios[$1], $0) < (ratios[$0], $1) }
  }
}
