import StowageModel

/// What the Cluster Autoscaler would not drain.
extension DrainRules {
  private static let prefix = "cluster-autoscaler.kubernetes.io/"

  func block(of node: ClusterNode, _ annotations: Labels) -> DisruptionBlock? {
    let key = Self.prefix + "scale-down-disabled"
    guard self != .karpenter, annotations[key] == "true" else { return nil }
    return DisruptionBlock(.nodeScaleDownDisabled, "its annotation \(key) is true", by: node.name)
  }

  /// The first rule that speaks decides, in the Cluster Autoscaler's order.
  func block(of pod: Pod, _ ledger: EvictionLedger) -> DisruptionBlock? {
    if self == .karpenter || pod.isDaemon || pod.isStatic { return nil }
    let verdict = pod.metadata.annotations[Self.prefix + "safe-to-evict"]
    if verdict == "true" { return nil }
    let name = pod.metadata.reference
    if self == .clusterAutoscaler {
      if pod.metadata.owners.isEmpty {
        return DisruptionBlock(
          .podNotReplicated, "pod \(name) has no controller that would make it again", by: name)
      }
      if pod.metadata.namespace == "kube-system" && !ledger.covers(pod) {
        return DisruptionBlock(
          .systemPod, "pod \(name) is of kube-system and under no PodDisruptionBudget", by: name)
      }
    }
    if verdict == "false" {
      return DisruptionBlock(
        .podNotSafeToEvict, "pod \(name) has the annotation \(Self.prefix)safe-to-evict: false", by: name)
    }
    if self == .clusterAutoscaler, let volume = localVolume(of: pod) {
      return DisruptionBlock(
        .localStorage, "pod \(name) keeps data on its node in volume \(volume)", by: name)
    }
    return nil
  }

  /// The first volume whose data goes with the node, of those that the pod's annotation does not give up.
  private func localVolume(of pod: Pod) -> String? {
    let given = pod.metadata.annotations[Self.prefix + "safe-to-evict-local-volumes"] ?? ""
    let safe = given.split(separator: ",").map { $0.drop(while: { $0 == " " }) }
    let local = pod.spec.volumes.first { volume in
      let isLocal =
        switch volume.source {
        case .hostPath: true
        case .emptyDir(let medium): medium != "Memory"
        default: false
        }
      return isLocal && !safe.contains { $0 == volume.name }
    }
    return local?.name
  }
}
