import StowageModel
import StowageUnits

/// Says in one line why a pod has no place: the nearest NodePool (the one that fails last in the order of the
/// tests), or the nearest node where nothing may be launched, and the number that decided.
package struct Explanation: Sendable {
  let cluster: Cluster
  let state: PlanState

  package init(_ cluster: Cluster, state: PlanState) {
    self.cluster = cluster
    self.state = state
  }

  /// Why a pod of this shape is left over; nil where every test passes for some pool, so that only the order of
  /// the decisions, or the time limit, left it out.
  package func finding(for shape: PodShape) -> Finding? {
    if shape.alternatives.isEmpty {
      return Finding(
        .incompatibleRequirements,
        "its required node affinity has no term with an expression, so it matches no node")
    }
    if cluster.pools.isEmpty { return withoutPools(shape) }
    var nearest: Obstacle?
    for pool in cluster.pools.indices {
      guard let obstacle = obstacle(for: shape, pool: pool) else { return topologyFinding(for: shape) }
      if obstacle.test > nearest?.test ?? .none { nearest = obstacle }
    }
    return nearest?.finding
  }

  /// The tests of a pool in their order.
  enum Test: Int, Comparable {
    case none, taints, undefinedLabel, requirements, volumes, types, offerings, resources, hostPorts,
      minValues
    case limits

    static func < (left: Test, right: Test) -> Bool { left.rawValue < right.rawValue }
  }

  /// The test that a pool fails.
  struct Obstacle {
    var test: Test
    var finding: Finding
  }

  private func withoutPools(_ shape: PodShape) -> Finding {
    let pools = cluster.unusablePools.map { "\($0.name) cannot be used: \($0.message)" }.joined(
      separator: "; ")
    let reason = pools.isEmpty ? "there is no NodePool to launch a node" : "NodePool " + pools
    guard let node = nearestNode(to: shape) else { return Finding(.noNodePool, reason) }
    return Finding(.noNodePool, "\(reason); of the existing nodes, \(node)")
  }

  /// The node that lacks least, and what it lacks.
  private func nearestNode(to shape: PodShape) -> String? {
    var best: (shortage: Double, text: String)?
    for (index, node) in cluster.nodes.enumerated() where !node.isDeleting {
      guard node.taints.areTolerated(by: shape.tolerations, countingSoft: false) else { continue }
      guard shape.alternatives.contains(where: { node.requirements.isCompatible($0, undefined: .fails) })
      else {
        continue
      }
      guard let lack = Shortage(of: shape.requests, in: state.free[index]) else { continue }
      if lack.ratio < best?.shortage ?? .infinity {
        best = (lack.ratio, "\(node.name) is nearest with \(lack.text)")
      }
    }
    return best?.text
  }
}

/// The resource of which a room has least compared with what is asked.
struct Shortage {
  var name: ResourceName
  /// Asked per available, at least 1; infinite where there is none.
  var ratio: Double
  /// Such as `500m of 2 cpu`.
  var text: String

  /// nil where everything fits.
  init?(of requests: ResourceVector, in room: ResourceVector) {
    var worst: (name: ResourceName, ratio: Double)?
    for name in requests.names where requests[name] > room[name] {
      let ratio = room[name] <= 0 ? .infinity : Double(requests[name]) / Double(room[name])
      if ratio > worst?.ratio ?? 0 { worst = (name, ratio) }
    }
    guard let worst else { return nil }
    name = worst.name
    ratio = worst.ratio
    text =
      "\(quantity(max(0, room[name]), of: name)) of the \(quantity(requests[name], of: name)) \(name.text)"
  }
}

func quantity(_ amount: Int64, of name: ResourceName) -> String { Quantity.text(ofAmount: amount, of: name) }
