import StowageModel
import StowageRules
import StowageUnits

/// A pod class on its way into the problem: shapes between which nothing tells a difference.
package struct ClassDraft: Sendable {
  /// Into `Cluster.shapes`, ascending; what is said of the first holds for all, but for labels, namespaces and
  /// the wording of node selections.
  package var shapes: [Int]
  /// Into `Cluster.pending`, in the order in which they are placed.
  package var pods: [Int]
  var offerings: BitRow
  var nodes: BitRow
}

/// Merges candidates into classes.
struct ClassTable: Sendable {
  private(set) var classes: [ClassDraft] = []

  /// Everything by which two shapes with the same bins can still differ.
  private struct Key: Hashable {
    var requests: ResourceVector
    var priority: Int
    var offerings: BitRow
    var nodes: BitRow
    var hostPorts: [HostPort]
    var volumes: [VolumeUse]
    var spread: [SpreadRule]
    var affinity: [PodTerm]
    var antiAffinity: [PodTerm]
    var wishes: [NodeWish]
    var preferredAffinity: [PodTerm]
    var preferredAntiAffinity: [PodTerm]
    var membership: BitRow
    /// Where spread counts nodes by them, or soft taints are about.
    var alternatives: [Requirements]
    var tolerations: [Toleration]
  }

  init(_ candidates: [Candidate], cluster: Cluster, selectors: SelectorTable, respectsSoftTaints: Bool) {
    var classOfKey: [Key: Int] = [:]
    for candidate in candidates {
      let shape = cluster.shapes[candidate.shape]
      let key = Key(
        requests: shape.requests, priority: shape.priority, offerings: candidate.offerings,
        nodes: candidate.nodes, hostPorts: shape.hostPorts, volumes: shape.volumes, spread: shape.spread,
        affinity: shape.affinity, antiAffinity: shape.antiAffinity, wishes: shape.preferredNodes,
        preferredAffinity: shape.preferredAffinity, preferredAntiAffinity: shape.preferredAntiAffinity,
        membership: selectors.membership[candidate.shape],
        alternatives: shape.spread.isEmpty && shape.affinity.isEmpty ? [] : shape.alternatives,
        tolerations: shape.spread.isEmpty && !respectsSoftTaints ? [] : shape.tolerations)
      if let known = classOfKey[key] {
        classes[known].shapes.append(candidate.shape)
        classes[known].pods += candidate.pods
      } else {
        classOfKey[key] = classes.count
        classes.append(
          ClassDraft(
            shapes: [candidate.shape], pods: candidate.pods, offerings: candidate.offerings,
            nodes: candidate.nodes))
      }
    }
    for index in classes.indices where classes[index].shapes.count > 1 {
      classes[index].pods = cluster.inPlanOrder(classes[index].pods)
    }
  }
}
