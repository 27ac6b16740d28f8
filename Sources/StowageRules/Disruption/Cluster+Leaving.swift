import StowageModel

extension Cluster {
  /// A running pod as one that has to be placed; nil where it cannot be planned for. `pod`: into `running`.
  package func waitingPod(_ pod: Int) -> PendingPod? {
    let running = running[pod]
    guard let shape = running.movingShape else { return nil }
    let meta = snapshot.pods[running.pod].metadata
    return PendingPod(
      pod: running.pod, reference: running.reference, shape: shape, home: running.node,
      creation: meta.creationTimestamp?.seconds ?? 0, uid: meta.uid)
  }

  /// The most pods that a plan may move; nil: no limit. Percentages are of the pods that run and would move with their
  /// node, rounded down.
  package var moveLimit: Int? {
    guard let text = options.maxMoves else { return nil }
    guard text.hasSuffix("%") else { return Int(text) ?? 0 }
    let movable = running.count(where: \.isReschedulable)
    return Int((Double(text.dropLast()) ?? 0) / 100 * Double(movable) + 1e-9)
  }
}
