import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

extension Snapshot {
  /// The cluster when a plan has been carried out: its new nodes are up, pods run where the plan puts them, and the
  /// nodes that it removes are gone with whatever else was on them. `cluster` is this snapshot's.
  package func applying(_ plan: ConsolidationPlan, in cluster: Cluster) -> Snapshot {
    var result = self
    let gone = Set(plan.commands.flatMap(\.nodes))
    var home: [String: String] = [:]
    for claim in plan.nodeClaims { for pod in claim.pods { home[pod] = claim.name } }
    for placement in plan.placements { for pod in placement.pods { home[pod] = placement.node } }
    for command in plan.commands { for move in command.moves { home[move.pod] = move.to } }
    for index in result.pods.indices {
      guard let node = home[result.pods[index].metadata.reference] else { continue }
      result.pods[index].run(on: node)
    }
    let claims = plan.nodeClaims + plan.commands.flatMap(\.replacements)
    for claim in claims where !gone.contains(claim.name) {
      let (node, record, daemons) = cluster.launching(claim)
      result.nodes.append(node)
      result.nodeClaims.append(record)
      result.pods += daemons
    }
    result.remove(nodes: gone)
    result.sortPods()
    result.nodes.sort { $0.metadata.reference < $1.metadata.reference }
    result.nodeClaims.sort { $0.metadata.reference < $1.metadata.reference }
    return result
  }

  /// By reference, which pods that move are in already.
  private mutating func sortPods() {
    let references = pods.map(\.metadata.reference)
    if zip(references, references.dropFirst()).allSatisfy({ $0 <= $1 }) { return }
    let order = references.indices.sorted { (references[$0], $0) < (references[$1], $1) }
    pods = order.map { pods[$0] }
  }

  private mutating func remove(nodes gone: Set<String>) {
    let providers = Set(nodes.filter { gone.contains($0.metadata.name) }.map(\.providerID)).subtracting([""])
    nodeClaims.removeAll {
      gone.contains($0.nodeName) || gone.contains($0.metadata.name) || providers.contains($0.providerID)
    }
    nodes.removeAll { gone.contains($0.metadata.name) }
    csiNodes.removeAll { gone.contains($0.metadata.name) }
    pods.removeAll { gone.contains($0.spec.nodeName) }
  }
}

extension Pod {
  /// As its workload makes it anew on a node.
  fileprivate mutating func run(on node: String) {
    spec.nodeName = node
    metadata.deletionTimestamp = nil
    status.phase = "Running"
    status.nominatedNodeName = ""
    status.conditions = [
      Condition(type: "PodScheduled", status: "True"), Condition(type: "Ready", status: "True"),
    ]
  }
}

extension Cluster {
  /// The node that a claim brings, launched as planned and ready, with its NodeClaim and its daemons.
  fileprivate func launching(_ claim: PlannedClaim) -> (Node, NodeClaim, [Pod]) {
    let pool = pools.first { $0.name == claim.nodePool }
    var daemons: [Pod] = []
    var node = Node(metadata: ObjectMeta(name: claim.name))
    node.metadata.labels = labels(of: claim)
    node.metadata.creationTimestamp = options.now
    node.providerID = "planned:///\(claim.name)"
    node.taints = pool?.taints ?? []
    node.conditions = [Condition(type: "Ready", status: "True")]
    if let type = pool.flatMap({ poolType(of: claim, in: $0) }) {
      node.capacity = ResourceList(type.capacity)
      node.allocatable = ResourceList(type.allocatable)
      daemons = daemonPods(of: type, on: claim.name)
    }
    var record = NodeClaim(metadata: ObjectMeta(name: claim.name))
    record.metadata.labels = node.metadata.labels
    record.metadata.creationTimestamp = options.now
    record.requirements = claim.requirements
    record.nodeName = claim.name
    record.providerID = node.providerID
    record.taints = node.taints
    record.expireAfter = pool?.source.template.expireAfter
    record.terminationGracePeriod = pool?.source.template.terminationGracePeriod
    record.capacity = node.capacity
    record.allocatable = node.allocatable
    record.conditions = ["Launched", "Registered", "Initialized", "Consolidatable"].map {
      Condition(type: $0, status: "True")
    }
    return (node, record, daemons)
  }

  private func offering(of claim: PlannedClaim) -> (type: Int, offering: Int)? {
    let planned = claim.offering
    guard let type = catalog.types.firstIndex(where: { $0.name == planned.instanceType }) else { return nil }
    let offering = catalog.types[type].offerings.firstIndex {
      $0.zone == planned.zone && $0.capacityType == planned.capacityType
        && $0.reservation?.id == planned.reservationID && $0.isOffered(in: claim.nodePool)
    }
    return offering.map { (type, $0) }
  }

  private func poolType(of claim: PlannedClaim, in pool: Pool) -> PoolType? {
    guard let (type, offering) = offering(of: claim) else { return nil }
    return pool.types.first { $0.type == type && $0.offerings.contains(offering) }
  }

  private func labels(of claim: PlannedClaim) -> Labels {
    var labels = claim.labels
    if let (type, offering) = offering(of: claim) {
      labels = labels.merging(facts.requirements[type].labels)
        .merging(facts.places[facts.placeOfOffering[type][offering]].labels)
    }
    return labels.merging([
      LabelKeys.nodePool: claim.nodePool, LabelKeys.hostname: claim.name, LabelKeys.registered: "true",
      LabelKeys.initialized: "true",
    ])
  }
}

extension ResourceList {
  fileprivate init(_ amounts: ResourceVector) {
    self.init(amounts.names.map { Entry(name: $0, amount: amounts[$0]) })
  }
}
