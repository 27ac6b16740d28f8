import StowageModel
import StowageUnits

/// A node on the way into a scene, with the pods that run there.
///
/// Its capacity, arch and os come from the scene's type of the name given, so write the type before the node.
package struct NodeDraft: Sendable {
  package var node: Node
  package var typeName: String
  package var pods: [Pod] = []
  /// Whether a NodeClaim of its own belongs to it.
  package var hasClaim = false
  package var changeClaim: @Sendable (inout NodeClaim) -> Void = { _ in }

  /// Any change that no other modifier spells.
  package func with(_ change: (inout Node) -> Void) -> NodeDraft {
    var copy = self
    change(&copy.node)
    return copy
  }

  package func labeled(_ labels: Labels) -> NodeDraft {
    with { $0.metadata.labels = $0.metadata.labels.merging(labels) }
  }
  package func annotated(_ annotations: Labels) -> NodeDraft {
    with { $0.metadata.annotations = $0.metadata.annotations.merging(annotations) }
  }
  package func tainted(_ key: String, _ value: String = "", effect: String = "NoSchedule") -> NodeDraft {
    with { $0.taints.append(Taint(key: key, value: value, effect: effect)) }
  }
  package func deleting() -> NodeDraft {
    with { $0.metadata.deletionTimestamp = Timestamp(seconds: 1_700_000_000) }
  }
  /// The pods that run on the node.
  package func running(_ drafts: PodDraft...) -> NodeDraft {
    var copy = self
    for draft in drafts { copy.pods += draft.running(on: node.metadata.name).pods }
    return copy
  }
  /// With a NodeClaim `<node>-claim` of the node's pool, launched, registered and initialized.
  package func claimed(_ change: @escaping @Sendable (inout NodeClaim) -> Void = { _ in }) -> NodeDraft {
    var copy = self
    copy.hasClaim = true
    copy.changeClaim = change
    return copy
  }
}

/// An initialized node of a type in a zone; of no pool where `pool` is nil.
package func node(
  _ name: String, type: String, zone: String = "zone-a", capacityType: String = "on-demand",
  pool: String? = "default"
) -> NodeDraft {
  var node = Node(metadata: ObjectMeta(name: name))
  node.metadata.labels = [
    Key.host: name, Key.instanceType: type, Key.zone: zone, Key.capacityType: capacityType,
  ]
  if let pool {
    node.metadata.labels[Key.nodePool] = pool
    node.metadata.labels[Key.registered] = "true"
    node.metadata.labels[Key.initialized] = "true"
  }
  node.providerID = "test:///\(name)"
  node.conditions = [Condition(type: "Ready", status: "True")]
  return NodeDraft(node: node, typeName: type)
}

extension NodeDraft {
  /// The node with what its type gives, and its claim, if it has one.
  func resolved(types: [InstanceType]) -> (node: Node, claim: NodeClaim?) {
    var result = node
    if let type = types.first(where: { $0.name == typeName }) {
      if result.capacity.isEmpty { result.capacity = list(type.capacity) }
      if result.allocatable.isEmpty { result.allocatable = list(type.allocatable) }
      var labels: Labels = [Key.arch: type.architecture, Key.os: type.operatingSystems.first ?? "linux"]
      labels = labels.merging(type.labels).merging(result.metadata.labels)
      result.metadata.labels = labels
    }
    guard hasClaim else { return (result, nil) }
    var claim = NodeClaim(metadata: ObjectMeta(name: "\(node.metadata.name)-claim"))
    claim.metadata.labels = result.metadata.labels
    if let pool = result.metadata.labels[Key.nodePool] {
      claim.metadata.owners = [OwnerReference(kind: "NodePool", name: pool, uid: "nodepool/\(pool)")]
    }
    claim.metadata.creationTimestamp = Timestamp(seconds: 1_600_000_000)
    claim.nodeName = result.metadata.name
    claim.providerID = result.providerID
    claim.capacity = result.capacity
    claim.allocatable = result.allocatable
    claim.conditions = ["Launched", "Registered", "Initialized", "Consolidatable"].map {
      Condition(type: $0, status: "True")
    }
    changeClaim(&claim)
    return (result, claim)
  }

  private func list(_ amounts: ResourceVector) -> ResourceList {
    ResourceList(amounts.names.map { ResourceList.Entry(name: $0, amount: amounts[$0]) })
  }
}
