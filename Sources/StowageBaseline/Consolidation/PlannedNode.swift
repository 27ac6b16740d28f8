import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// The node that a claim becomes where it is launched as planned, on its way up.
struct PlannedNode {
  let node: Node
  let claim: NodeClaim
  let daemons: [Pod]
  /// The reservations that the claim may be launched into.
  let reservations: Set<String>
  /// By how much it may turn out larger, launched as another type of its list.
  let surplus: ResourceVector

  /// nil where the claim is none that its pool can launch.
  init?(_ planned: PlannedClaim, in cluster: Cluster) {
    let offering = planned.offering
    guard let pool = cluster.pools.first(where: { $0.name == planned.nodePool }),
      let type = cluster.catalog.types.firstIndex(where: { $0.name == offering.instanceType })
    else { return nil }
    let offerings = cluster.catalog.types[type].offerings
    let isPlanned = { (index: Int) in
      offerings[index].zone == offering.zone && offerings[index].capacityType == offering.capacityType
        && offerings[index].price == offering.price
        && offerings[index].reservation?.id == offering.reservationID
        && offerings[index].isOffered(in: pool.name)
    }
    guard
      let size = pool.types.first(where: { $0.type == type && $0.offerings.contains(where: isPlanned) }),
      let index = size.offerings.first(where: isPlanned)
    else { return nil }
    let place = cluster.facts.places[cluster.facts.placeOfOffering[type][index]]
    var labels = cluster.facts.requirements[type].adding(place).labels
    labels = Requirements(planned.requirements).labels.merging(labels).merging(planned.labels)
    labels[LabelKeys.hostname] = planned.name
    labels[LabelKeys.registered] = "true"
    var node = Node(metadata: ObjectMeta(name: planned.name))
    node.metadata.labels = labels
    node.taints = pool.taints
    node.capacity = ResourceList(size.capacity)
    node.allocatable = ResourceList(size.allocatable)
    node.conditions = [Condition(type: "Ready", status: "True")]
    self.node = node
    var claim = NodeClaim(metadata: ObjectMeta(name: planned.name))
    claim.metadata.labels = labels
    claim.metadata.creationTimestamp = cluster.options.now
    claim.nodeName = planned.name
    claim.taints = pool.taints
    claim.capacity = node.capacity
    claim.allocatable = node.allocatable
    claim.conditions = ["Launched", "Registered"].map { Condition(type: $0, status: "True") }
    self.claim = claim
    daemons = cluster.daemonPods(of: size, on: planned.name)
    let reserved = Requirements(planned.requirements)[LabelKeys.reservationID]?.values ?? []
    reservations = offering.reservationID == nil ? [] : Set(reserved + [offering.reservationID ?? ""])
    let listed = Set(planned.instanceTypes)
    let largest = pool.types.reduce(size.capacity) { largest, one in
      listed.contains(cluster.catalog.types[one.type].name) ? largest.maximum(with: one.capacity) : largest
    }
    surplus = largest - size.capacity
  }
}

extension ResourceList {
  fileprivate init(_ amounts: ResourceVector) {
    self.init(amounts.names.map { Entry(name: $0, amount: amounts[$0]) })
  }
}
