import StowageModel
import StowageUnits

/// Nodes and NodeClaims joined, with their effective state; room and pods are filled in later.
struct NodeReading {
  private(set) var nodes: [ClusterNode] = []
  private(set) var warnings: [Warning] = []
  private let snapshot: Snapshot
  private let prices: NodePrices

  /// - Parameter memory: of a snapshot before, with the same catalog, and in the end of this one.
  init(_ snapshot: Snapshot, catalog: Catalog, facts: TypeFacts, memory: inout NodeMemory) {
    self.snapshot = snapshot
    prices = NodePrices(catalog, facts)
    var claimOfNode: [String: Int] = [:]
    var claimOfProvider: [String: Int] = [:]
    for (index, claim) in snapshot.nodeClaims.enumerated() {
      if !claim.nodeName.isEmpty { claimOfNode[claim.nodeName] = index }
      if !claim.providerID.isEmpty { claimOfProvider[claim.providerID] = index }
    }
    var joined: Set<Int> = []
    for (index, node) in snapshot.nodes.enumerated() {
      if node.hasOddDoNotDisrupt {
        warnings.append(
          Warning(
            oddDoNotDisrupt: node.metadata.annotations[AnnotationKeys.doNotDisrupt] ?? "",
            of: "Node \(node.metadata.name)", accepted: "true"))
      }
      let claim =
        (node.providerID.isEmpty ? nil : claimOfProvider[node.providerID]) ?? claimOfNode[node.metadata.name]
      if let claim { joined.insert(claim) }
      nodes.append(read(node: index, claim: claim, &memory))
    }
    for (index, claim) in snapshot.nodeClaims.enumerated() where !joined.contains(index) {
      if claim.isLaunched {
        nodes.append(read(node: nil, claim: index, &memory))
      } else {
        warnings.append(
          Warning(
            reason: "NodeClaimNotLaunched", object: "NodeClaim \(claim.metadata.name)",
            message: "it has no machine yet, so its room is not counted"))
      }
    }
    memory.trim(toNodes: nodes.count)
    sort()
  }

  /// Mostly they are in order, and nodes are large values to sort, or even to compare as such.
  private mutating func sort() {
    let ranks = nodes.indices.map { (nodes[$0].isInitialized ? 0 : 1, nodes[$0].name) }
    let isInOrder = ranks.indices.dropFirst().allSatisfy { ranks[$0 - 1] < ranks[$0] }
    if !isInOrder { nodes = nodes.indices.sorted { ranks[$0] < ranks[$1] }.map { nodes[$0] } }
  }

  private func read(node: Int?, claim: Int?, _ memory: inout NodeMemory) -> ClusterNode {
    let source = NodeMemory.Source(
      node: node.map { snapshot.nodes[$0] }, claim: claim.map { snapshot.nodeClaims[$0] })
    var result = memory.reading(of: source) { read(source.node, source.claim) }
    result.node = node
    result.claim = claim
    return result
  }

  private func read(_ node: Node?, _ claim: NodeClaim?) -> ClusterNode {
    let name = node?.metadata.name ?? claim?.metadata.name ?? ""
    let isRegistered = isRegistered(node, claim)
    let isInitialized = isInitialized(node, claim)
    var labels = (isRegistered ? node?.metadata.labels : claim?.metadata.labels) ?? Labels()
    if labels[LabelKeys.hostname] == nil { labels[LabelKeys.hostname] = name }
    let poolName = claim?.metadata.labels[LabelKeys.nodePool] ?? labels[LabelKeys.nodePool] ?? ""
    var result = ClusterNode(
      name: name, labels: labels, requirements: Requirements(labels),
      taints: taints(node, claim, isRegistered: isRegistered, isInitialized: isInitialized),
      poolName: poolName, isManaged: claim != nil || !poolName.isEmpty, isInitialized: isInitialized,
      isDeleting: isDeleting(node, claim),
      allocatable: amounts(node?.allocatable, claim?.allocatable, isInitialized: isInitialized),
      capacity: amounts(node?.capacity, claim?.capacity, isInitialized: isInitialized), free: .zero)
    prices.price(&result)
    return result
  }

  private func isRegistered(_ node: Node?, _ claim: NodeClaim?) -> Bool {
    guard let node else { return false }
    guard let claim else { return true }
    return node.metadata.labels[LabelKeys.registered] == "true" || claim.conditions.isTrue("Registered")
  }

  private func isInitialized(_ node: Node?, _ claim: NodeClaim?) -> Bool {
    guard let node else { return false }
    guard let claim else { return true }
    return node.metadata.labels[LabelKeys.initialized] == "true" || claim.conditions.isTrue("Initialized")
  }

  private func isDeleting(_ node: Node?, _ claim: NodeClaim?) -> Bool {
    if let claim { return claim.metadata.isDeleting || claim.conditions.isTrue("InstanceTerminating") }
    return node?.metadata.isDeleting ?? false
  }

  private func taints(
    _ node: Node?, _ claim: NodeClaim?, isRegistered: Bool, isInitialized: Bool
  ) -> [Taint] {
    var taints = (isRegistered ? node?.taints : claim?.taints) ?? []
    if let claim, !isInitialized {
      taints.removeAll { taint in
        taint.isEphemeral || claim.startupTaints.contains { $0.isSameTaint(as: taint) }
      }
    }
    let cordon = Taint(key: "node.kubernetes.io/unschedulable", effect: "NoSchedule")
    if node?.isUnschedulable == true && !taints.contains(where: cordon.isSameTaint) { taints.append(cordon) }
    return taints
  }

  /// What the node reports; while it is not initialized, the claim's figure where the node still says zero.
  private func amounts(
    _ reported: ResourceList?, _ expected: ResourceList?, isInitialized: Bool
  ) -> ResourceVector {
    var result = ResourceVector(reported ?? ResourceList())
    guard !isInitialized, let expected else { return result }
    for entry in expected.entries where result[entry.name] == 0 { result[entry.name] = entry.amount }
    return result
  }
}

extension NodeClaim {
  /// The provider has made a machine for it, so that its labels and size are known.
  var isLaunched: Bool { !providerID.isEmpty || conditions.isTrue("Launched") || !allocatable.isEmpty }
}

/// Type and price of nodes by their labels.
private struct NodePrices {
  private let catalog: Catalog
  private let facts: TypeFacts

  init(_ catalog: Catalog, _ facts: TypeFacts) {
    self.catalog = catalog
    self.facts = facts
  }

  func price(_ node: inout ClusterNode) {
    guard let name = node.requirements[LabelKeys.instanceType]?.onlyValue, let type = facts.typeOfName[name]
    else {
      return
    }
    node.type = type
    let zone = node.requirements[LabelKeys.zone]?.onlyValue
    let capacityType = node.requirements[LabelKeys.capacityType]?.onlyValue
    let reservation = node.requirements[LabelKeys.reservationID]?.onlyValue
    node.offering = catalog.types[type].offerings.firstIndex {
      $0.zone == zone && $0.capacityType == capacityType
        && (reservation == nil || $0.reservation?.id == reservation) && $0.isOffered(in: node.poolName)
    }
    node.price = node.offering.map { catalog.types[type].offerings[$0].price }
  }
}
