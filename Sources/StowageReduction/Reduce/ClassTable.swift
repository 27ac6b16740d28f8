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
  var maxPerBin: Int32 = .max
}

/// Merges candidates into classes.
struct ClassTable: Sendable {
  private(set) var classes: [ClassDraft] = []
  /// Per shape of the cluster: its class, nil where none of its pods is to be placed or it fits nowhere.
  private(set) var classOfShape: [Int?]

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
    classOfShape = Array(repeating: nil, count: cluster.shapes.count)
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
        classOfShape[candidate.shape] = known
      } else {
        classOfKey[key] = classes.count
        classOfShape[candidate.shape] = classes.count
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

  mutating func update(_ change: (inout ClassDraft) -> Void) {
    for index in classes.indices { change(&classes[index]) }
  }

  /// The classes that a selector counts, ascending.
  func classes(selectedBy selector: PodSelector, in selectors: SelectorTable) -> [Int] {
    let id = selectors.id(of: selector)
    return classes.indices.filter { selectors.membership[classes[$0].shapes[0]][id] }
  }
}
