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
    for index in cluster.nodes.indices
    where !cluster.nodes[index].isDeleting && cluster.nodes[index].free.isNonNegative {
      nodes.append(index)
      labels.addBin(
        mentions.keys.enumerated().map { position, key in
          labels.id(
            of: KeyState(value: cluster.nodes[index].requirements[key]?.onlyValue), position: position)
        })
      let list = cluster.nodes[index].taints
      let id = taintIDs[list] ?? taints.count
      if id == taints.count {
        taintIDs[list] = id
        taints.append(list)
      }
      taintsOfNode.append(id)
    }
  }
}
