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
  /// Label keys that its selectors read, each once.
  let selectedKeys: [String]

  init(_ pod: Pod) {
    self.pod = pod
    reference = pod.metadata.reference
    nodeName = pod.spec.nodeName
    uid = pod.metadata.uid
    creation = pod.metadata.creationTimestamp?.seconds ?? 0
    traits = PodTraits(pod)
    var keys: [String] = []
    pod.spec.addSelectedKeys(to: &keys)
    selectedKeys = keys
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
  fileprivate func addSelectedKeys(to keys: inout [String]) {
    for constraint in topologySpreadConstraints {
      constraint.labelSelector?.addKeys(to: &keys)
      keys.addMissing(constraint.matchLabelKeys)
    }
    affinity.podAffinity.addSelectedKeys(to: &keys)
    affinity.podAntiAffinity.addSelectedKeys(to: &keys)
  }
}

extension PodAffinity {
  fileprivate func addSelectedKeys(to keys: inout [String]) {
    for term in required { term.addSelectedKeys(to: &keys) }
    for wish in preferred { wish.term.addSelectedKeys(to: &keys) }
  }
}

extension PodAffinityTerm {
  fileprivate func addSelectedKeys(to keys: inout [String]) {
    labelSelector?.addKeys(to: &keys)
    keys.addMissing(matchLabelKeys)
    keys.addMissing(mismatchLabelKeys)
  }
}

extension LabelSelector {
  fileprivate func addKeys(to keys: inout [String]) {
    for pair in matchLabels.pairs { keys.addMissing(pair.key) }
    for expression in matchExpressions { keys.addMissing(expression.key) }
  }
}

extension [String] {
  fileprivate mutating func addMissing(_ key: String) {
    if !contains(key) { append(key) }
  }

  fileprivate mutating func addMissing(_ keys: [String]) {
    for key in keys { addMissing(key) }
  }
}
