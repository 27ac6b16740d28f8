import StowageModel
import StowageUnits

/// The distinct shapes of a snapshot's pods. Reading a pod whose spec was seen before costs one hash, so that
/// 100,000 pods of a few hundred specs are read in a moment.
package struct ShapeTable: Sendable {
  /// What a pod reads as: a shape's index, or why it cannot be planned for.
  package enum Reading: Sendable {
    case shape(Int)
    case refused(Finding)
  }

  /// What a pod's shape depends on. Holds the pod, which is one reference, and not its spec, which is many.
  private struct SpecKey: Hashable {
    /// Names no node.
    var pod: Pod
    var labels: Labels
    var isBound: Bool
    /// Set only where the shape depends on the pod's name: generic ephemeral volumes.
    var name: String

    static func == (left: SpecKey, right: SpecKey) -> Bool {
      left.isBound == right.isBound && left.name == right.name && left.labels == right.labels
        && left.pod.metadata.namespace == right.pod.metadata.namespace && left.pod.spec == right.pod.spec
        && left.pod.status.allocatedResources == right.pod.status.allocatedResources
        && left.pod.status.podAllocatedResources == right.pod.status.podAllocatedResources
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(labels)
      hasher.combine(pod.metadata.namespace)
      hasher.combine(pod.spec)
      hasher.combine(pod.status.allocatedResources)
    }
  }

  let context: ShapeContext
  package private(set) var shapes: [PodShape] = []
  private var indexOfShape: [PodShape: Int] = [:]
  /// What was read so far, one for each distinct spec.
  private(set) var readings: [Reading] = []
  private var readingOfSpec: [SpecKey: Int] = [:]
  /// The last pod's: pods of one workload follow one another, and comparing is faster than hashing.
  private var last: (key: SpecKey, reading: Int)?

  init(_ context: ShapeContext) { self.context = context }

  /// A pod that waits for a place; into `readings`.
  mutating func read(_ pod: Pod) -> Int { read(pod, key: specKey(of: pod, isBound: false)) }

  /// A pod that runs: whatever would keep it from being planned for, it holds its room, ports and volumes.
  mutating func readBound(_ pod: Pod) -> Int { read(pod, key: specKey(of: pod, isBound: true)) }

  private mutating func read(_ pod: Pod, key: SpecKey) -> Int {
    if let last, last.key == key { return last.reading }
    let reading = ShapeTable.known(&readingOfSpec[key, default: readings.count])
    if reading == readings.count { readings.append(interpret(pod, key: key)) }
    last = (key, reading)
    return reading
  }

  /// Looks a value up, or takes the default for it, with one hash.
  private static func known(_ reading: inout Int) -> Int { reading }

  private func specKey(of pod: Pod, isBound: Bool) -> SpecKey {
    var unbound = pod
    if !pod.spec.nodeName.isEmpty { unbound.spec.nodeName = "" }
    var labels = Labels()
    if !context.readKeys.isEmpty {
      labels = Labels(
        pod.metadata.labels.pairs.lazy.filter { context.readKeys.contains($0.key) }.map { ($0.key, $0.value) }
      )
    }
    let isNamed = pod.spec.volumes.contains {
      if case .ephemeral = $0.source { true } else { false }
    }
    return SpecKey(pod: unbound, labels: labels, isBound: isBound, name: isNamed ? pod.metadata.name : "")
  }

  private mutating func interpret(_ pod: Pod, key: SpecKey) -> Reading {
    do throws(Finding) {
      if !key.isBound { try refuse(pod) }
      let shape = try shape(of: pod, labels: key.labels, isBound: key.isBound)
      if let known = indexOfShape[shape] { return .shape(known) }
      indexOfShape[shape] = shapes.count
      shapes.append(shape)
      return .shape(shapes.count - 1)
    } catch {
      return .refused(error)
    }
  }

  private func refuse(_ pod: Pod) throws(Finding) {
    if let claim = pod.spec.resourceClaims.first {
      throw Finding(
        .dynamicResources,
        "it uses the resource claim \(claim), and dynamic resource allocation is not planned")
    }
    try pod.checkNodeSelection()
  }

  private func shape(of pod: Pod, labels: Labels, isBound: Bool) throws(Finding) -> PodShape {
    var shape = PodShape(namespace: pod.metadata.namespace)
    shape.labels = labels
    shape.requests = effectiveRequests(of: pod)
    shape.priority = context.priorities.priority(of: pod)
    shape.alternatives = pod.nodeAlternatives
    shape.preferredNodes = pod.nodeWishes
    shape.tolerations = pod.spec.tolerations
    shape.hostPorts = StowageRules.hostPorts(of: pod)
    shape.spread = pod.spec.topologySpreadConstraints.map { SpreadRule($0, pod: pod) }
    let affinity = pod.spec.affinity
    shape.affinity = affinity.podAffinity.required.map { term($0, pod: pod) }
    shape.antiAffinity = affinity.podAntiAffinity.required.map { term($0, pod: pod) }
    shape.preferredAffinity = wishes(affinity.podAffinity.preferred, pod: pod)
    shape.preferredAntiAffinity = wishes(affinity.podAntiAffinity.preferred, pod: pod)
    if isBound {
      shape.volumes = context.volumes.attachments(of: pod)
    } else {
      (shape.volumePlaces, shape.volumes) = try context.volumes.resolve(pod)
    }
    return shape
  }

  private func wishes(_ preferred: [PreferredPodTerm], pod: Pod) -> [PodTerm] {
    preferred.map { term($0.term, pod: pod, weight: $0.weight) }.stablySorted { $0.weight > $1.weight }
  }

  private func term(_ written: PodAffinityTerm, pod: Pod, weight: Int = 0) -> PodTerm {
    let scope = NamespaceScope(
      of: written, podNamespace: pod.metadata.namespace, namespaces: context.namespaces)
    var selector = written.labelSelector?.narrowed(by: written.matchLabelKeys, of: pod)
    for key in written.mismatchLabelKeys {
      guard let value = pod.metadata.labels[key] else { continue }
      selector?.matchExpressions.append(LabelExpression(key: key, op: "NotIn", values: [value]))
    }
    return PodTerm(
      key: LabelKeys.normalized(written.topologyKey), selector: PodSelector(scope: scope, selector: selector),
      weight: weight)
  }
}

extension SpreadRule {
  init(_ written: TopologySpreadConstraint, pod: Pod) {
    self.init(
      key: LabelKeys.normalized(written.topologyKey), maxSkew: written.maxSkew,
      selector: PodSelector(
        scope: .some([pod.metadata.namespace]),
        selector: written.labelSelector?.narrowed(by: written.matchLabelKeys, of: pod)))
    minDomains = written.minDomains
    honorsAffinity = written.nodeAffinityPolicy != "Ignore"
    honorsTaints = written.nodeTaintsPolicy == "Honor"
    isHard = written.whenUnsatisfiable != "ScheduleAnyway"
  }
}

extension LabelSelector {
  /// The selector with `key = the pod's value` for each of `matchLabelKeys` that the pod has.
  fileprivate func narrowed(by keys: [String], of pod: Pod) -> LabelSelector {
    var result = self
    for key in keys {
      guard let value = pod.metadata.labels[key] else { continue }
      let line = LabelExpression(key: key, op: "In", values: [value])
      if !result.matchExpressions.contains(line) { result.matchExpressions.append(line) }
    }
    return result
  }
}
