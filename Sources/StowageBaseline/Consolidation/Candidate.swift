import StowageModel
import StowageRules
import StowageUnits

/// A node that may be disrupted.
struct Candidate {
  /// Into `Cluster.nodes`.
  let node: Int
  let name: String
  let pool: String
  let price: Money
  /// 1 and the eviction costs of its pods.
  let disruptionCost: Double
  /// The pods that have to run elsewhere, into `Cluster.running`.
  let leaving: [Int]

  init(_ index: Int, in cluster: Cluster, rules: DisruptionRules) {
    let node = cluster.nodes[index]
    self.node = index
    name = node.name
    pool = node.poolName
    price = node.price ?? .zero
    disruptionCost = rules.disruptionCost(of: node)
    leaving = node.pods.filter { pod in
      !cluster.running[pod].isLeaving && cluster.running[pod].isReschedulable
    }
  }

  var isEmpty: Bool { disruptionCost <= 1 }

  /// What disrupting it frees for each unit of disruption: the order in which Karpenter looks at nodes since v1.14.
  var worth: Double { price.dollars / disruptionCost }
}

extension [Candidate] {
  /// Best first; Karpenter leaves the order of equals open, here it is by name.
  func byWorth() -> [Candidate] {
    sorted { left, right in
      left.worth != right.worth ? left.worth > right.worth : left.name < right.name
    }
  }

  /// As `byWorth`, but the pools take turns.
  func interleaved() -> [Candidate] {
    let groups = Dictionary(grouping: byWorth(), by: \.pool).sorted { $0.key < $1.key }.map(\.value)
    let longest = groups.map(\.count).max() ?? 0
    return (0..<longest).flatMap { turn in groups.compactMap { turn < $0.count ? $0[turn] : nil } }
  }
}
