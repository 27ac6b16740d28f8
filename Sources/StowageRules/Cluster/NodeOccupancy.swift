import StowageModel
import StowageUnits

/// Fills nodes with what is on them: pods, room, ports, attachments, type and price.
struct NodeOccupancy {
  private let daemons: [Daemon]
  private let shapes: [PodShape]
  private let running: [RunningPod]
  private let podsOfNode: [Int: [Int]]
  private let catalog: Catalog
  private let typeOfName: [String: Int]
  private let attachLimits: [String: [CSINode.Driver]]

  init(snapshot: Snapshot, catalog: Catalog, daemons: [Daemon], shapes: [PodShape], running: [RunningPod]) {
    self.daemons = daemons
    self.shapes = shapes
    self.running = running
    self.catalog = catalog
    podsOfNode = Dictionary(grouping: running.indices) { running[$0].node }
    typeOfName = Dictionary(catalog.types.enumerated().map { ($1.name, $0) }) { first, _ in first }
    attachLimits = Dictionary(snapshot.csiNodes.map { ($0.metadata.name, $0.drivers) }) { first, _ in first }
  }

  func fill(_ node: inout ClusterNode, at index: Int) {
    node.pods = podsOfNode[index] ?? []
    var used = ResourceVector()
    var daemonsPresent = ResourceVector()
    for pod in node.pods {
      used += running[pod].requests
      if running[pod].isDaemon { daemonsPresent += running[pod].requests }
      if let shape = running[pod].shape { node.hostPorts += shapes[shape].hostPorts }
    }
    var daemonsExpected = ResourceVector()
    for daemon in daemons where daemon.runs(on: node.requirements, taints: node.taints) {
      daemonsExpected += daemon.requests
    }
    node.free = node.allocatable - used - (daemonsExpected - daemonsPresent).maximum(with: .zero)
    node.attachments = attachments(of: node)
    price(&node)
  }

  private func attachments(of node: ClusterNode) -> [DriverAttachments] {
    let uses = node.pods.compactMap { running[$0].shape }.flatMap { shapes[$0].volumes }
    let limits = attachLimits[node.name] ?? []
    let drivers = Set(uses.map(\.driver) + limits.map(\.name)).sorted()
    return drivers.map { driver in
      let mine = uses.filter { $0.driver == driver }
      let shared = Set(mine.map(\.sharedClaim).filter { !$0.isEmpty }).sorted()
      let own = mine.count { $0.sharedClaim.isEmpty }
      return DriverAttachments(
        driver: driver, limit: limits.first { $0.name == driver }?.allocatableCount,
        used: own + shared.count, sharedClaims: shared)
    }
  }

  private func price(_ node: inout ClusterNode) {
    guard let name = node.requirements[LabelKeys.instanceType]?.onlyValue, let type = typeOfName[name] else {
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
