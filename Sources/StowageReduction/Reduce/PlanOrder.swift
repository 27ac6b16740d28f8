import StowageRules

extension Cluster {
  /// Pending pods by shape, shapes ascending; the pods of a shape in the order in which they are placed where not
  /// all fit: older ones first, then by reference.
  var pendingByShape: [(shape: Int, pods: [Int])] {
    var podsOfShape = [[Int]](repeating: [], count: shapes.count)
    for (index, pod) in pending.enumerated() { podsOfShape[pod.shape].append(index) }
    var result: [(shape: Int, pods: [Int])] = []
    for (shape, pods) in podsOfShape.enumerated() where !pods.isEmpty {
      result.append((shape, inPlanOrder(pods)))
    }
    return result
  }

  /// `pending` is by reference, so a sort by creation that falls back to the position is by both.
  func inPlanOrder(_ pods: [Int]) -> [Int] {
    // The pods of a workload were mostly made in one moment.
    let isInOrder = zip(pods, pods.dropFirst()).allSatisfy {
      (pending[$0].creation, $0) < (pending[$1].creation, $1)
    }
    return isInOrder
      ? pods
      : pods.sorted { (pending[$0].creation, $0) < (pending[$1].creation, $1) }
  }
}
