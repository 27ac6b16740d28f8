import StowageModel

/// A pod with what can be said of it alone. An object, so that ten thousand of them are carried from one snapshot to
/// the next in a moment.
final class KnownPod: Sendable {
  let pod: Pod
  let reference: String
  let nodeName: String
  let uid: String
  /// In seconds; 0 where it is not known.
  let creation: Int64
  let traits: PodTraits
  /// Label keys that its selectors read.
  let selectedKeys: [String]

  init(_ pod: Pod) {
    self.pod = pod
    reference = pod.metadata.reference
    nodeName = pod.spec.nodeName
    uid = pod.metadata.uid
    creation = pod.metadata.creationTimestamp?.seconds ?? 0
    traits = PodTraits(pod)
    var keys: Set<String> = []
    pod.spec.insertSelectedKeys(into: &keys)
    selectedKeys = keys.isEmpty ? [] : keys.sorted()
  }
}

/// What decides which kind of pod it is.
struct PodTraits: OptionSet, Sendable {
  let rawValue: UInt16

  static let finished = PodTraits(rawValue: 1)
  static let daemon = PodTraits(rawValue: 2)
  static let isStatic = PodTraits(rawValue: 4)
  static let bound = PodTraits(rawValue: 8)
  static let gated = PodTraits(rawValue: 16)
  static let terminating = PodTraits(rawValue: 32)
  static let reschedulable = PodTraits(rawValue: 64)
  static let needsReadingToMove = PodTraits(rawValue: 128)
  /// What it says of being disrupted is neither yes nor no nor a time.
  static let oddlyHeld = PodTraits(rawValue: 256)

  init(rawValue: UInt16) { self.rawValue = rawValue }

  init(_ pod: Pod) {
    self = []
    if pod.isFinished { insert(.finished) }
    if pod.isDaemon { insert(.daemon) }
    if pod.isStatic { insert(.isStatic) }
    if !pod.spec.nodeName.isEmpty { insert(.bound) }
    if !pod.spec.schedulingGates.isEmpty { insert(.gated) }
    if pod.metadata.isDeleting { insert(.terminating) }
    if pod.isReschedulable { insert(.reschedulable) }
    if pod.needsReadingToMove { insert(.needsReadingToMove) }
    if pod.hasOddDoNotDisrupt { insert(.oddlyHeld) }
  }
}

extension PodSpec {
  fileprivate func insertSelectedKeys(into keys: inout Set<String>) {
    for constraint in topologySpreadConstraints {
      constraint.labelSelector?.insertKeys(into: &keys)
      keys.formUnion(constraint.matchLabelKeys)
    }
    if affinity.podAffinity == PodAffinity() && affinity.podAntiAffinity == PodAffinity() { return }
    for group in [affinity.podAffinity, affinity.podAntiAffinity] {
      for term in group.required + group.preferred.map(\.term) {
        term.labelSelector?.insertKeys(into: &keys)
        keys.formUnion(term.matchLabelKeys + term.mismatchLabelKeys)
      }
    }
  }
}

extension LabelSelector {
  fileprivate func insertKeys(into keys: inout Set<String>) {
    for pair in matchLabels.pairs { keys.insert(pair.key) }
    for expression in matchExpressions { keys.insert(expression.key) }
  }
}
