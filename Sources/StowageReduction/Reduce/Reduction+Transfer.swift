import StowageProblem
import StowageRules

extension Reduction {
  /// A solution of another reduction, of a cluster with the same pools and catalog, in terms of this one; nil where a
  /// bin or a pod has no counterpart here. `isPlaced` says which pods of the other the solution is about.
  package func solution(
    _ solution: Solution, of other: Reduction, isPlaced: (PendingPod) -> Bool
  ) -> Solution? {
    var translation = PodTranslation(from: other, to: self, isPlaced: isPlaced)
    var result = Solution(nodeCount: nodes.count)
    var positionOfName: [String: Int] = [:]
    for (position, node) in nodes.enumerated() { positionOfName[cluster.nodes[node].name] = position }
    for (node, content) in solution.nodeContents.enumerated() where !content.isEmpty {
      guard let position = positionOfName[other.cluster.nodes[other.nodes[node]].name],
        let own = translation.translate(content)
      else { return nil }
      result.nodeContents[position] = own
    }
    let index = OfferingIndex(self)
    for bin in solution.newBins {
      guard let content = translation.translate(bin.content),
        let offering = index.counterpart(of: other.offerings[bin.offering.index], content)
      else { return nil }
      result.newBins.append(NewBin(offering: offering, content: content))
    }
    return result
  }
}

/// Contents pod by pod: classes of two reductions need not be the same.
private struct PodTranslation {
  /// Per class of the one: the classes of the other that its pods belong to, in order; nil where one has none.
  private let targets: [[Int?]]
  private var next: [Int]

  init(from source: Reduction, to target: Reduction, isPlaced: (PendingPod) -> Bool) {
    var classOfPod: [Int: Int] = [:]
    for (index, draft) in target.classes.enumerated() {
      for pod in draft.pods { classOfPod[target.cluster.pending[pod].pod] = index }
    }
    targets = source.classes.map { draft in
      draft.pods.map { source.cluster.pending[$0] }.filter(isPlaced).map { classOfPod[$0.pod] }
    }
    next = Array(repeating: 0, count: targets.count)
  }

  mutating func translate(_ content: Pattern) -> Pattern? {
    var counts: [Int: Int32] = [:]
    for part in content.parts {
      let index = part.podClass.index
      for _ in 0..<part.count {
        guard next[index] < targets[index].count, let own = targets[index][next[index]] else { return nil }
        next[index] += 1
        counts[own, default: 0] += 1
      }
    }
    return Pattern(
      counts.sorted { $0.key < $1.key }.map { Pattern.Part(podClass: ClassID($0.key), count: $0.value) })
  }
}

/// The offerings of a reduction by what they are.
private struct OfferingIndex {
  private let reduction: Reduction
  private var positions: [NewNode: [Int]] = [:]

  init(_ reduction: Reduction) {
    self.reduction = reduction
    for (index, node) in reduction.offerings.enumerated() {
      positions[Self.kind(of: node), default: []].append(index)
    }
  }

  private static func kind(of node: NewNode) -> NewNode {
    NewNode(pool: node.pool, poolType: node.poolType, offering: node.offering, room: 0, variant: 0)
  }

  /// The offering of the same kind that accepts a content; of its variants the same one first.
  func counterpart(of node: NewNode, _ content: Pattern) -> OfferingID? {
    let all = positions[Self.kind(of: node)] ?? []
    let same = all.filter { reduction.offerings[$0].variant == node.variant }
    return (same + all).first { offering in
      content.parts.allSatisfy { reduction.problem.offeringMask[$0.podClass.index, offering] }
    }.map { OfferingID($0) }
  }
}
