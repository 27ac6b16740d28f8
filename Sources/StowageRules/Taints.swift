import StowageModel

extension Toleration {
  /// The Kubernetes rule: effect and key match (empty accepts all), and the operator accepts the value.
  package func tolerates(_ taint: Taint) -> Bool {
    if !effect.isEmpty && effect != taint.effect { return false }
    if !key.isEmpty && key != taint.key { return false }
    switch op {
    case "", "Equal": return !key.isEmpty && value == taint.value
    case "Exists": return true
    case "Gt", "Lt":
      guard let wanted = Int64(value), let found = Int64(taint.value) else { return false }
      return op == "Gt" ? found > wanted : found < wanted
    default: return false
    }
  }
}

extension Taint {
  /// PreferNoSchedule repels, but does not forbid.
  package var isSoft: Bool { effect == "PreferNoSchedule" }

  /// Taints that go away by themselves while a node comes up.
  package var isEphemeral: Bool {
    switch (key, effect) {
    case ("node.kubernetes.io/not-ready", "NoSchedule"), ("node.kubernetes.io/not-ready", "NoExecute"),
      ("node.kubernetes.io/unreachable", "NoSchedule"),
      ("node.cloudprovider.kubernetes.io/uninitialized", "NoSchedule"),
      ("karpenter.sh/unregistered", _):
      true
    default: key.hasPrefix("readiness.k8s.io/")
    }
  }

  /// Same key and effect: the value may change while the node starts.
  package func isSameTaint(as other: Taint) -> Bool { key == other.key && effect == other.effect }
}

extension Array where Element == Taint {
  /// The first taint that none of the tolerations accepts. Karpenter counts soft taints as hard ones until the
  /// last relaxation; the scheduler itself does not, so callers choose.
  package func firstUntolerated(by tolerations: [Toleration], countingSoft: Bool) -> Taint? {
    first { taint in
      (countingSoft || !taint.isSoft) && !tolerations.contains { $0.tolerates(taint) }
    }
  }

  package func areTolerated(by tolerations: [Toleration], countingSoft: Bool) -> Bool {
    firstUntolerated(by: tolerations, countingSoft: countingSoft) == nil
  }
}
