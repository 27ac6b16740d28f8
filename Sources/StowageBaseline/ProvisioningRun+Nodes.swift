import StowageRules
import StowageUnits

/// How far the nodes were searched for one variant.
struct NodeSearch {
  /// No node before this one takes the variant.
  var first = 0
  /// Nodes that never will, whatever else happens in the run.
  var refused: Bitset
}

/// Pods onto nodes that exist: the first one that takes the pod.
extension ProvisioningRun {
  mutating func addToNode(_ pod: Int, _ facts: VariantFacts) -> Bool {
    let number = facts.number
    while searches[number].first < nodes.count && searches[number].refused[searches[number].first] {
      searches[number].first += 1
    }
    for index in searches[number].first..<nodes.count where !searches[number].refused[index] {
      switch placing(facts, on: index) {
      case .success(let requirements):
        put(pod, facts, on: index, requirements: requirements)
        return true
      case .failure(.never): searches[number].refused[index] = true
      case .failure: break
      }
    }
    return false
  }

  /// What a node is known to be once it holds a pod of a variant. Unlike Karpenter, which takes a label that the pod
  /// would allow for one that the node has, it asks the node alone for the domains that spread and affinity need.
  private mutating func placing(_ facts: VariantFacts, on index: Int) -> Result<Requirements, Refusal> {
    guard !nodes[index].node.isDeleting, !nodes[index].isClosed, facts.requests.fits(in: nodes[index].free),
      nodes[index].node.taints.areTolerated(by: facts.variant.shape.tolerations, countingSoft: true),
      nodes[index].node.holdsVolumes(facts.variant.shape.volumes),
      facts.hostPorts.firstClash(with: nodes[index].hostPorts) == nil,
      let wanted = facts.wanted?.requirements,
      nodes[index].node.requirements.isCompatible(wanted, undefined: .fails)
    else { return .failure(.never) }
    if let refusal = topology.refusal(of: facts, host: index) { return .failure(.topology(refusal)) }
    let base = nodes[index].node.requirements.adding(wanted)
    var refusal = Refusal.never
    for place in facts.variant.shape.volumePlaces where base.isCompatible(place, undefined: .fails) {
      let requirements = base.adding(place)
      switch topology.requirements(for: facts, node: requirements) {
      case .success(let added):
        if requirements.intersects(added)
          && nodes[index].node.requirements.isCompatible(added, undefined: .fails)
        {
          return .success(requirements.adding(added))
        }
        refusal = .topology(
          TopologyRefusal(kind: .spread, key: added.all.first?.key ?? "", hasDomains: true))
      case .failure(let reason): refusal = .topology(reason)
      }
    }
    return .failure(refusal)
  }

  private mutating func put(_ pod: Int, _ facts: VariantFacts, on index: Int, requirements: Requirements) {
    nodes[index].free -= facts.requests
    nodes[index].hostPorts += facts.hostPorts
    nodes[index].node.attach(facts.variant.shape.volumes)
    nodes[index].pods.append(pod)
    topology.record(
      facts, host: index, taints: nodes[index].node.taints, requirements: requirements, set: nil)
  }
}
