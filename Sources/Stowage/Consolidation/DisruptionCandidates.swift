import StowageModel
import StowageRules
import StowageUnits

/// Which nodes consolidation may close, and which it should whatever that costs.
package struct DisruptionCandidates: Sendable {
  package let rules: DisruptionRules
  /// Drifted and expired nodes: they go if all their pods find a place. Into `Cluster.nodes`, ascending.
  package private(set) var forced: [Int]
  /// Nodes that go where that pays. Into `Cluster.nodes`, ascending.
  package private(set) var closable: [Int]
  private(set) var moveRules: MoveRules

  package init(_ cluster: Cluster) {
    let rules = DisruptionRules(cluster)
    var moveRules = MoveRules(nodeCount: cluster.nodes.count)
    var (forced, closable): ([Int], [Int]) = ([], [])
    for (index, node) in cluster.nodes.enumerated() {
      moveRules.takesPods[index] = rules.mayReceive(node)
      let isForced = [DisruptionReason.expired, .drifted].contains { rules.block(of: node, for: $0) == nil }
      let isSpot = node.labels[LabelKeys.capacityType] == "spot"
      moveRules.launchesSpot[index] = isForced || !isSpot || cluster.options.spotToSpot
      guard cluster.canPlanForPods(of: node) else { continue }
      if isForced {
        forced.append(index)
      } else if node.price != nil,
        [DisruptionReason.underutilized, .empty].contains(where: { rules.block(of: node, for: $0) == nil })
      {
        closable.append(index)
      }
    }
    self.rules = rules
    self.forced = forced
    self.closable = closable
    self.moveRules = moveRules
  }
}

extension DisruptionCandidates {
  /// Of the nodes that go where that pays, only these.
  func limited(to allowed: Set<Int>) -> DisruptionCandidates {
    var copy = self
    copy.closable = closable.filter(allowed.contains)
    return copy
  }

  /// None at all.
  var none: DisruptionCandidates {
    var copy = limited(to: [])
    copy.forced = []
    return copy
  }

  /// The same with pods of spot nodes free to go to new spot nodes, as they may in company of others.
  var mixingSpot: DisruptionCandidates {
    var copy = self
    copy.moveRules.launchesSpot = copy.moveRules.launchesSpot.map { _ in true }
    return copy
  }
}

extension Cluster {
  /// No pod that would have to run elsewhere is one that cannot be planned for.
  fileprivate func canPlanForPods(of node: ClusterNode) -> Bool {
    node.pods.allSatisfy { index in
      running[index].movingShape != nil || !running[index].isReschedulable
    }
  }

  /// The pods on a node that have to run elsewhere when it goes, into `running`.
  package func movingPods(of node: Int) -> [Int] {
    nodes[node].pods.filter { running[$0].isReschedulable }
  }
}
