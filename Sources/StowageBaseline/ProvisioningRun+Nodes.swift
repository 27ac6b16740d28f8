import StowageRules
import StowageUnits

/// Pods onto nodes that exist: the first one that takes the pod.
extension ProvisioningRun {
  mutating func addToNode(_ pod: Int, _ variant: Int) -> Bool {
    if nodes.isEmpty { return false }
    var refused = refusedByNode[variant] ?? Bitset(count: nodes.count)
    var first = firstNode[variant] ?? 0
    while first < nodes.count && refused[first] { first += 1 }
    firstNode[variant] = first
    defer { refusedByNode[variant] = refused }
    for index in first..<nodes.count where !refused[index] {
      switch placing(variant, on: index) {
      case .success(let requirements):
        put(pod, variant, on: index, requirements: requirements)
        return true
      case .failure(.never): refused[index] = true
      case .failure(.topology): break
      }
    }
    return false
  }

  /// What a node is known to be once it holds a pod of a variant.
  private mutating func placing(_ variant: Int, on index: Int) -> Result<Requirements, Refusal> {
    let shape = variants[variant].shape
    let draft = nodes[index]
    guard !draft.node.isDeleting, shape.requests.fits(in: draft.free),
      draft.node.taints.areTolerated(by: shape.tolerations, countingSoft: true),
      draft.node.holdsVolumes(shape.volumes), shape.hostPorts.firstClash(with: draft.hostPorts) == nil,
      let wanted = variants[variant].wanted,
      draft.node.requirements.isCompatible(wanted, undefined: .fails)
    else { return .failure(.never) }
    let base = draft.node.requirements.adding(wanted)
    var refusal = Refusal.never
    for place in shape.volumePlaces where base.isCompatible(place, undefined: .fails) {
      let requirements = base.adding(place)
      switch topology.requirements(for: variants[variant], number: variant, host: index, node: requirements) {
      case .success(let added):
        if requirements.isCompatible(added, undefined: .fails) { return .success(requirements.adding(added)) }
        refusal = .topology(
          TopologyRefusal(kind: .spread, key: added.all.first?.key ?? "", hasDomains: true))
      case .failure(let reason): refusal = .topology(reason)
      }
    }
    return .failure(refusal)
  }

  private mutating func put(_ pod: Int, _ variant: Int, on index: Int, requirements: Requirements) {
    let shape = variants[variant].shape
    nodes[index].free -= shape.requests
    nodes[index].hostPorts += shape.hostPorts
    nodes[index].node.attach(shape.volumes)
    nodes[index].pods.append(pod)
    topology.record(
      variants[variant], number: variant, host: index, taints: nodes[index].node.taints,
      requirements: requirements, set: nil)
  }
}
