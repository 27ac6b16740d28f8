import StowageModel
import StowageRules
import StowageUnits

/// The existing nodes that may take pods, in the order of `Cluster.nodes`.
struct NodeTable: Sendable {
  /// Into `Cluster.nodes`.
  private(set) var nodes: [Int] = []
  private(set) var labels: LabelTable
  /// Distinct taint lists, and which one each node has.
  private(set) var taints: [[Taint]] = []
  private(set) var taintsOfNode: [Int] = []

  init(cluster: Cluster, mentions: Mentions) {
    labels = LabelTable(keys: mentions.keys)
    var taintIDs: [[Taint]: Int] = [:]
    for (index, node) in cluster.nodes.enumerated() where !node.isDeleting && node.free.isNonNegative {
      nodes.append(index)
      labels.addBin(
        mentions.keys.enumerated().map { position, key in
          labels.id(of: KeyState(value: node.requirements[key]?.onlyValue), position: position)
        })
      let id = taintIDs[node.taints] ?? taints.count
      if id == taints.count {
        taintIDs[node.taints] = id
        taints.append(node.taints)
      }
      taintsOfNode.append(id)
    }
  }
}
