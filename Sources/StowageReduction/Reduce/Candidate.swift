import StowageModel
import StowageRules
import StowageUnits

/// The pending pods of one shape, and the bins that one of them could go to if it were alone.
struct Candidate: Sendable {
  /// Into `Cluster.shapes`.
  var shape: Int
  /// Into `Cluster.pending`, in the order in which they are placed.
  var pods: [Int]
  /// Over the offerings of the table.
  var offerings: BitRow
  /// Over the nodes of the table.
  var nodes: BitRow
  /// The rule that closed the last of its bins; nil while it has some, and where it never had any.
  var closedBy: Reason?

  var isClosed: Bool { offerings.isEmpty && nodes.isEmpty }
}

/// Works out, shape by shape, which bins a pod could go to: labels, taints, host ports of daemons and of running
/// pods, attach limits, and room.
struct CandidateMasks {
  private let cluster: Cluster
  private let offerings: OfferingTable
  private let nodes: NodeTable
  private var offeringLabels: LabelTable
  private var nodeLabels: LabelTable
  private var taintRows: [[Toleration]: (offerings: BitRow, nodes: BitRow)] = [:]
  private var roomRows: [ResourceVector: (offerings: BitRow, nodes: BitRow)] = [:]
  private let roomOfOffering: [Int]
  private let freeOfNode: [ResourceVector]

  init(cluster: Cluster, offerings: OfferingTable, nodes: NodeTable) {
    self.cluster = cluster
    self.offerings = offerings
    self.nodes = nodes
    offeringLabels = offerings.labels
    nodeLabels = nodes.labels
    roomOfOffering = offerings.nodes.map(\.room)
    freeOfNode = nodes.nodes.map { cluster.nodes[$0].free }
  }

  mutating func candidate(shape index: Int, pods: [Int]) -> Candidate {
    let shape = cluster.shapes[index]
    var result = Candidate(
      shape: index, pods: pods, offerings: BitRow(count: offerings.nodes.count),
      nodes: BitRow(count: nodes.nodes.count))
    for place in shape.places {
      result.offerings.formUnion(offeringLabels.row(for: place))
      result.nodes.formUnion(nodeLabels.row(for: place))
    }
    keepTolerated(&result, shape.tolerations)
    keepFitting(&result, shape.requests)
    if let limit = shape.move { keepMovable(&result, limit) }
    if !shape.hostPorts.isEmpty { keepFreePorts(&result, shape.hostPorts) }
    if !shape.volumes.isEmpty {
      result.nodes.filter { cluster.nodes[nodes.nodes[$0]].holdsVolumes(shape.volumes) }
    }
    return result
  }

  /// Soft taints repel, but do not forbid: they become wishes.
  private mutating func keepTolerated(_ candidate: inout Candidate, _ tolerations: [Toleration]) {
    if taintRows[tolerations] == nil {
      let ofPool = cluster.pools.map { $0.taints.areTolerated(by: tolerations, countingSoft: false) }
      let ofList = nodes.taints.map { $0.areTolerated(by: tolerations, countingSoft: false) }
      var rows = (
        offerings: BitRow(count: offerings.nodes.count, filled: true),
        nodes: BitRow(count: nodes.nodes.count, filled: true)
      )
      rows.offerings.filter { ofPool[offerings.nodes[$0].pool] }
      rows.nodes.filter { ofList[nodes.taintsOfNode[$0]] }
      taintRows[tolerations] = rows
    }
    guard let rows = taintRows[tolerations] else { return }
    candidate.offerings.formIntersection(rows.offerings)
    candidate.nodes.formIntersection(rows.nodes)
  }

  private mutating func keepFitting(_ candidate: inout Candidate, _ requests: ResourceVector) {
    if roomRows[requests] == nil {
      let fits = offerings.rooms.map { requests.fits(in: $0) }
      var rows = (
        offerings: BitRow(count: offerings.nodes.count, filled: true),
        nodes: BitRow(count: nodes.nodes.count, filled: true)
      )
      rows.offerings.filter { fits[roomOfOffering[$0]] }
      rows.nodes.filter { requests.fits(in: freeOfNode[$0]) }
      roomRows[requests] = rows
    }
    guard let rows = roomRows[requests] else { return }
    candidate.offerings.formIntersection(rows.offerings)
    candidate.nodes.formIntersection(rows.nodes)
  }

  private func keepMovable(_ candidate: inout Candidate, _ limit: MoveLimit) {
    candidate.nodes.filter { cluster.nodes[nodes.nodes[$0]].takesMovedPods }
    guard limit == .nodesAndSpot else { return }
    candidate.offerings.filter { cluster.offering(of: offerings.nodes[$0]).capacityType != "spot" }
  }

  private func keepFreePorts(_ candidate: inout Candidate, _ ports: [HostPort]) {
    candidate.offerings.filter { position in
      let node = offerings.nodes[position]
      return ports.firstClash(with: cluster.pools[node.pool].types[node.poolType].daemonPorts) == nil
    }
    candidate.nodes.filter { ports.firstClash(with: cluster.nodes[nodes.nodes[$0]].hostPorts) == nil }
  }
}

extension PodShape {
  /// Node selection and volume places combined, ORed; combinations that contradict themselves are left out.
  var places: [Requirements] {
    if volumePlaces.allSatisfy(\.isEmpty) { return alternatives }
    return alternatives.flatMap { alternative in
      volumePlaces.filter { alternative.intersects($0) }.map { alternative.adding($0) }
    }
  }
}
