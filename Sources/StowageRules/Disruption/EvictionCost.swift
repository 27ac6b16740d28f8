import StowageModel

extension Pod {
  /// Karpenter's cost of evicting a pod: 1 for an ordinary one, more or less with its deletion cost and priority,
  /// between -10 and 10.
  package func evictionCost(priority: Int) -> Double {
    let written = metadata.annotations["controller.kubernetes.io/pod-deletion-cost"]
    // Kubernetes reads the annotation as a 32-bit integer and takes anything else for 0.
    let deletionCost = written.flatMap { Int32($0) } ?? 0
    let cost = 1 + Double(deletionCost) / Double(1 << 27) + Double(priority) / Double(1 << 25)
    return min(max(cost, -10), 10)
  }

  /// A drain asks for its eviction: it is not finished, not terminating, not static, and does not tolerate the taint
  /// under which a node is drained.
  package var isEvictable: Bool {
    if isFinished || isStatic || metadata.isDeleting { return false }
    let disrupted = Taint(key: "karpenter.sh/disrupted", effect: "NoSchedule")
    return !spec.tolerations.contains { $0.tolerates(disrupted) }
  }

  package var isReady: Bool { status.conditions.isTrue("Ready") }
}
