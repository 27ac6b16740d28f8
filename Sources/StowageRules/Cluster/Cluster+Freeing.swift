import StowageModel
import StowageUnits

/// What binds pods that consolidation moves, beside what binds every pod.
package struct MoveRules: Sendable {
  /// Per node of the cluster: it takes moved pods.
  package var takesPods: [Bool]
  /// Per node: spot nodes may be launched for its pods.
  package var launchesSpot: [Bool]

  /// Nothing more than for pods that wait.
  package init(nodeCount: Int) {
    takesPods = Array(repeating: true, count: nodeCount)
    launchesSpot = takesPods
  }
}

extension Cluster {
  /// The cluster once some nodes are gone: their pods that have to run elsewhere wait for a place, whatever else is
  /// on them is gone too, and NodePool limits count them no longer.
  ///
  /// Every pod of theirs that has to run elsewhere must have a `movingShape`.
  package func without(_ leaving: [Int], _ rules: MoveRules) -> Cluster {
    freeing(leaving, removesNodes: true, rules)
  }

  /// The cluster with some nodes emptied: they stay, but their pods that could run elsewhere wait for a place, which
  /// may be where they are now, and NodePool limits do not count them.
  package func vacating(_ nodes: [Int], _ rules: MoveRules) -> Cluster {
    freeing(nodes, removesNodes: false, rules)
  }

  private func freeing(_ chosen: [Int], removesNodes: Bool, _ rules: MoveRules) -> Cluster {
    var isFreed = [Bool](repeating: false, count: nodes.count)
    for node in chosen { isFreed[node] = true }
    var result = self
    var position = [Int?](repeating: nil, count: nodes.count)
    result.nodes = []
    for (index, node) in nodes.enumerated() where !(isFreed[index] && removesNodes) {
      position[index] = result.nodes.count
      var kept = node
      kept.pods = []
      kept.takesMovedPods = rules.takesPods[index]
      kept.isVacated = isFreed[index]
      result.nodes.append(kept)
    }
    for index in result.pending.indices {
      result.pending[index].home = result.pending[index].home.flatMap { position[$0] }
    }
    result.movePods(from: self, isFreed: isFreed, position: position, rules)
    result.releaseLimits(of: chosen.map { nodes[$0] })
    return result
  }

  private mutating func movePods(
    from before: Cluster, isFreed: [Bool], position: [Int?], _ rules: MoveRules
  ) {
    var moved = MovedShapes(shapes, hasClosedNodes: rules.takesPods.contains(false))
    running = []
    for (index, pod) in before.running.enumerated() {
      if isFreed[pod.node], !pod.isLeaving, pod.isReschedulable,
        var waiting = before.waitingPod(index)
      {
        waiting.shape = moved.moved(waiting.shape, launchesSpot: rules.launchesSpot[pod.node])
        waiting.home = position[pod.node]
        pending.append(waiting)
        if let node = position[pod.node] { nodes[node].free += pod.requests }
        continue
      }
      guard let node = position[pod.node] else { continue }
      nodes[node].pods.append(running.count)
      running.append(pod)
      running[running.count - 1].node = node
    }
    pending.sort { $0.pod < $1.pod }
    shapes = moved.shapes
    for (index, node) in position.enumerated() where isFreed[index] {
      if let node { recount(node) }
    }
  }

  /// Host ports and attachments of the pods that are left on a node.
  private mutating func recount(_ node: Int) {
    let left = nodes[node].pods.compactMap { running[$0].shape }
    nodes[node].hostPorts = left.flatMap { shapes[$0].hostPorts }
    for driver in nodes[node].attachments.indices {
      nodes[node].attachments[driver].used = 0
      nodes[node].attachments[driver].sharedClaims = []
    }
    for shape in left { nodes[node].attach(shapes[shape].volumes) }
  }

  private mutating func releaseLimits(of gone: [ClusterNode]) {
    for pool in pools.indices {
      guard let remaining = pools[pool].remaining else { continue }
      let mine = gone.filter { $0.poolName == pools[pool].name && !$0.isDeleting }
      pools[pool].remaining = ResourceList(
        remaining.entries.map { entry in
          let released = mine.reduce(Int64(0)) { sum, node in
            sum + (entry.name == .nodes ? 1 : node.capacity[entry.name])
          }
          return ResourceList.Entry(name: entry.name, amount: entry.amount + released)
        })
    }
  }
}

/// The shapes of pods that consolidation moves: their own, or copies of them under the limits of moves.
private struct MovedShapes {
  private(set) var shapes: [PodShape]
  private let hasClosedNodes: Bool
  private var known: [Key: Int] = [:]

  private struct Key: Hashable {
    var shape: Int
    var limit: MoveLimit
  }

  init(_ shapes: [PodShape], hasClosedNodes: Bool) {
    self.shapes = shapes
    self.hasClosedNodes = hasClosedNodes
  }

  mutating func moved(_ shape: Int, launchesSpot: Bool) -> Int {
    if launchesSpot && !hasClosedNodes { return shape }
    let key = Key(shape: shape, limit: launchesSpot ? .nodes : .nodesAndSpot)
    if let copy = known[key] { return copy }
    known[key] = shapes.count
    shapes.append(shapes[shape])
    shapes[shapes.count - 1].move = key.limit
    return shapes.count - 1
  }
}
