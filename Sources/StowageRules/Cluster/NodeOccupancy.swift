import StowageModel
import StowageUnits

/// Fills nodes with what is on them: pods, room, ports and attachments.
struct NodeOccupancy {
  private let daemons: [Daemon]
  private let shapes: [PodShape]
  private let running: [RunningPod]
  private let podsOfNode: [[Int]]
  private let attachLimits: [String: [CSINode.Driver]]

  init(snapshot: Snapshot, daemons: [Daemon], shapes: [PodShape], running: [RunningPod], nodeCount: Int) {
    self.daemons = daemons
    self.shapes = shapes
    self.running = running
    var counts = [Int](repeating: 0, count: nodeCount)
    for index in running.indices { counts[running[index].node] += 1 }
    var podsOfNode = [[Int]](repeating: [], count: nodeCount)
    for node in counts.indices { podsOfNode[node].reserveCapacity(counts[node]) }
    for index in running.indices { podsOfNode[running[index].node].append(index) }
    self.podsOfNode = podsOfNode
    attachLimits = Dictionary(snapshot.csiNodes.map { ($0.metadata.name, $0.drivers) }) { first, _ in first }
  }

  func fill(_ node: inout ClusterNode, at index: Int) {
    node.pods = podsOfNode[index]
    var used = ResourceVector()
    var daemonsPresent = ResourceVector()
    for pod in node.pods {
      used += running[pod].requests
      if running[pod].isDaemon { daemonsPresent += running[pod].requests }
      if let shape = running[pod].shape, !shapes[shape].hostPorts.isEmpty {
        node.hostPorts += shapes[shape].hostPorts
      }
    }
    var daemonsExpected = ResourceVector()
    for daemon in daemons where daemon.runs(on: node.requirements, taints: node.taints) {
      daemonsExpected += daemon.requests
    }
    node.free = node.allocatable - used - (daemonsExpected - daemonsPresent).maximum(with: .zero)
    node.attachments = attachments(of: node)
  }

  private func attachments(of node: ClusterNode) -> [DriverAttachments] {
    let hasVolumes = node.pods.contains { pod in
      running[pod].shape.map { !shapes[$0].volumes.isEmpty } ?? false
    }
    if !hasVolumes && attachLimits.isEmpty { return [] }
    let uses = node.pods.compactMap { running[$0].shape }.flatMap { shapes[$0].volumes }
    let limits = attachLimits[node.name] ?? []
    if uses.isEmpty && limits.isEmpty { return [] }
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
}
