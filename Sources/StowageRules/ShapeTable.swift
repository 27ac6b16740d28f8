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

  private struct SpecKey: Hashable {
    var namespace: String
    var labels: Labels
    var spec: PodSpec
    var allocated: [NamedResources]
    var podAllocated: ResourceList?
    var isBound: Bool
    /// Set only where the shape depends on the pod's name: generic ephemeral volumes.
    var name: String
  }

  package private(set) var shapes: [PodShape] = []
  private var indexOfShape: [PodShape: Int] = [:]
  private var readings: [SpecKey: Reading] = [:]
  /// The last pod's: pods of one workload follow one another, and comparing is faster than hashing.
  private var last: (key: SpecKey, reading: Reading)?
  private let namespaces: [Namespace]
  private let volumes: VolumeIndex
  private let priorities: PriorityIndex
  /// Label keys that some selector reads; all others are left out of shapes.
  private let readKeys: Set<String>

  package init(_ snapshot: Snapshot) {
    namespaces = Self.namespaces(of: snapshot)
    volumes = VolumeIndex(snapshot)
    priorities = PriorityIndex(snapshot.priorityClasses)
    readKeys = Self.readKeys(of: snapshot.pods)
  }

  /// A pod that waits for a place.
  package mutating func read(_ pod: Pod) -> Reading { read(pod, key: specKey(of: pod, isBound: false)) }

  /// A pod that runs: whatever would keep it from being planned for, it holds its room, ports and volumes.
  package mutating func readBound(_ pod: Pod) -> Int? {
    if case .shape(let shape) = read(pod, key: specKey(of: pod, isBound: true)) { return shape }
    return nil
  }

  private mutating func read(_ pod: Pod, key: SpecKey) -> Reading {
    if let last, last.key == key { return last.reading }
    if let known = readings[key] {
      last = (key, known)
      return known
    }
    let reading = interpret(pod, key: key)
    readings[key] = reading
    last = (key, reading)
    return reading
  }

  private func specKey(of pod: Pod, isBound: Bool) -> SpecKey {
    var spec = pod.spec
    spec.nodeName = ""
    var labels = Labels()
    if !readKeys.isEmpty {
      labels = Labels(
        pod.metadata.labels.pairs.lazy.filter { readKeys.contains($0.key) }.map { ($0.key, $0.value) })
    }
    let isNamed = spec.volumes.contains {
      if case .ephemeral = $0.source { true } else { false }
    }
    return SpecKey(
      namespace: pod.metadata.namespace, labels: labels, spec: spec, allocated: pod.status.allocatedResources,
      podAllocated: pod.status.podAllocatedResources, isBound: isBound, name: isNamed ? pod.metadata.name : ""
    )
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
    shape.priority = priorities.priority(of: pod)
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
      shape.volumes = volumes.attachments(of: pod)
    } else {
      (shape.volumePlaces, shape.volumes) = try volumes.resolve(pod)
    }
    return shape
  }

  private func wishes(_ preferred: [PreferredPodTerm], pod: Pod) -> [PodTerm] {
    preferred.map { term($0.term, pod: pod, weight: $0.weight) }.stablySorted { $0.weight > $1.weight }
  }

  private func term(_ written: PodAffinityTerm, pod: Pod, weight: Int = 0) -> PodTerm {
    let scope = NamespaceScope(of: written, podNamespace: pod.metadata.namespace, namespaces: namespaces)
    var selector = written.labelSelector?.narrowed(by: written.matchLabelKeys, of: pod)
    for key in written.mismatchLabelKeys {
      guard let value = pod.metadata.labels[key] else { continue }
      selector?.matchExpressions.append(LabelExpression(key: key, op: "NotIn", values: [value]))
    }
    return PodTerm(
      key: LabelKeys.normalized(written.topologyKey), selector: PodSelector(scope: scope, selector: selector),
      weight: weight)
  }

  /// The namespaces of the snapshot with their name as a label, which every namespace carries; namespaces that
  /// are known only from pods included.
  private static func namespaces(of snapshot: Snapshot) -> [Namespace] {
    let nameKey = "kubernetes.io/metadata.name"
    var known = Set(snapshot.namespaces.map(\.metadata.name))
    var result = snapshot.namespaces
    var last = ""
    for index in snapshot.pods.indices where snapshot.pods[index].metadata.namespace != last {
      last = snapshot.pods[index].metadata.namespace
      if known.insert(last).inserted { result.append(Namespace(metadata: ObjectMeta(name: last))) }
    }
    for position in result.indices where result[position].metadata.labels[nameKey] == nil {
      result[position].metadata.labels[nameKey] = result[position].metadata.name
    }
    return result
  }

  private static func readKeys(of pods: [Pod]) -> Set<String> {
    var keys: Set<String> = []
    for index in pods.indices {
      for constraint in pods[index].spec.topologySpreadConstraints {
        constraint.labelSelector?.insertKeys(into: &keys)
        keys.formUnion(constraint.matchLabelKeys)
      }
      let affinity = pods[index].spec.affinity
      if affinity.podAffinity == PodAffinity() && affinity.podAntiAffinity == PodAffinity() { continue }
      for group in [affinity.podAffinity, affinity.podAntiAffinity] {
        for term in group.required + group.preferred.map(\.term) {
          term.labelSelector?.insertKeys(into: &keys)
          keys.formUnion(term.matchLabelKeys + term.mismatchLabelKeys)
        }
      }
    }
    return keys
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

  fileprivate func insertKeys(into keys: inout Set<String>) {
    for pair in matchLabels.pairs { keys.insert(pair.key) }
    for expression in matchExpressions { keys.insert(expression.key) }
  }
}
