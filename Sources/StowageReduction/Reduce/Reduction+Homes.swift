import StowageModel
import StowageProblem
import StowageRules
import StowageUnits

extension Reduction {
  /// The pods of vacated nodes as homes: nodes ascending, classes ascending, cheaper moves first.
  func homes() -> [Home] {
    guard cluster.nodes.contains(where: \.isVacated) else { return [] }
    var positions = [Int?](repeating: nil, count: cluster.nodes.count)
    for (position, node) in nodes.enumerated() where cluster.nodes[node].isVacated {
      positions[node] = position
    }
    var counts: [HomeKey: Int32] = [:]
    for (index, draft) in classes.enumerated() {
      for pod in draft.pods {
        guard let node = cluster.pending[pod].home.flatMap({ positions[$0] }) else { continue }
        let key = HomeKey(node: node, podClass: index, movePrice: movePrice(of: cluster.pending[pod]).nanos)
        counts[key, default: 0] += 1
      }
    }
    return counts.sorted { $0.key < $1.key }.map { key, count in
      Home(
        node: NodeID(key.node), podClass: ClassID(key.podClass), count: count,
        movePrice: Money(nanos: key.movePrice))
    }
  }

  private func movePrice(of pod: PendingPod) -> Money {
    let cost = cluster.snapshot.pods[pod.pod].evictionCost(priority: cluster.shapes[pod.shape].priority)
    return Money(dollars: max(0, cost) * cluster.options.evictionPrice.dollars)
  }
}

private struct HomeKey: Hashable, Comparable {
  var node: Int
  var podClass: Int
  var movePrice: Int64

  static func < (left: HomeKey, right: HomeKey) -> Bool {
    (left.node, left.podClass, left.movePrice) < (right.node, right.podClass, right.movePrice)
  }
}
