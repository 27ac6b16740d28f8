import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Pods that a plan leaves unplaced although an empty new node of some NodePool, or what is left of an existing
/// node, could plainly hold them. Looks only at pods without rules about other pods, so that it is never wrong;
/// not breaking a rule, these are warnings.
struct ObviousPlaces {
  private let state: FinalState
  private var cluster: Cluster { state.cluster }
  private static let mostShapes = 200

  init(_ state: FinalState) { self.state = state }

  var warnings: [Warning] {
    var countOfShape: [Int: Int] = [:]
    var firstPod: [Int: String] = [:]
    for pod in state.unplaced {
      let shape = cluster.pending[pod].shape
      countOfShape[shape, default: 0] += 1
      if firstPod[shape] == nil { firstPod[shape] = cluster.pending[pod].reference }
    }
    var result: [Warning] = []
    for (shape, count) in countOfShape.sorted(by: { $0.key < $1.key }).prefix(Self.mostShapes) {
      guard let place = obviousPlace(for: shape) else { continue }
      let others = count > 1 ? " (\(count - 1) more like it are unplaced)" : ""
      result.append(
        Warning(
          reason: "PodHasObviousPlace", object: firstPod[shape] ?? "",
          message: "the pod is left unplaced, but \(place) could hold it\(others)"))
    }
    return result
  }

  private func obviousPlace(for index: Int) -> String? {
    let shape = cluster.shapes[index]
    if !shape.spread.isEmpty || !shape.affinity.isEmpty || !shape.antiAffinity.isEmpty { return nil }
    if !shape.volumes.isEmpty { return nil }
    let isShunned = cluster.shapes.contains { other in
      other.antiAffinity.contains { $0.selector.matches(shape) }
    }
    if isShunned { return nil }
    for site in state.sites {
      guard case .node(let node) = site.origin, isRoom(on: site, cluster.nodes[node], for: shape) else {
        continue
      }
      return "node \(site.name)"
    }
    return newNode(for: shape)
  }

  private func isRoom(on site: Site, _ node: ClusterNode, for shape: PodShape) -> Bool {
    guard !node.isDeleting, node.taints.areTolerated(by: shape.tolerations, countingSoft: true) else {
      return false
    }
    let used = site.guests.reduce(ResourceVector.zero) { sum, guest in
      sum + cluster.shapes[guest.shape].requests.times(guest.count)
    }
    guard shape.requests.fits(in: node.free - used), shape.mayRun(on: site.labels) else { return false }
    let taken = node.hostPorts + site.guests.flatMap { cluster.shapes[$0.shape].hostPorts }
    return shape.hostPorts.firstClash(with: taken) == nil
  }

  private func newNode(for shape: PodShape) -> String? {
    for pool in cluster.pools where pool.remaining == nil && !pool.requirements.hasMinValues {
      guard pool.taints.areTolerated(by: shape.tolerations, countingSoft: true) else { continue }
      for type in pool.types where shape.requests.fits(in: type.room) {
        guard shape.hostPorts.firstClash(with: type.daemonPorts) == nil else { continue }
        let labels = pool.requirements.adding(cluster.facts.requirements[type.type])
        for offering in type.offerings
        where cluster.catalog.types[type.type].offerings[offering].reservation == nil {
          let node = labels.adding(cluster.place(type.type, offering))
          if shape.mayRun(on: node) {
            return "a new \(cluster.type(type).name) of NodePool \(pool.name)"
          }
        }
      }
    }
    return nil
  }
}
