import StowageModel
import StowageProblem
import StowageRules
import StowageUnits

/// A cluster as an integer program over anonymous classes, offerings and nodes, with the way back to names.
///
/// In goes a `Cluster`; out comes a `Problem` whose solutions `plan(from:)` turns into plans. Pods that no bin
/// takes are left out of the problem.
package struct Reduction: Sendable {
  package let cluster: Cluster
  package private(set) var problem: Problem
  /// Per class of the problem.
  package let classes: [ClassDraft]
  /// Per offering of the problem.
  package let offerings: [NewNode]
  /// Per node of the problem, into `Cluster.nodes`.
  package let nodes: [Int]
  package let dimensions: [Dimension]
  /// No size or capacity is rounded in a way that matters; else a solution may overfill a bin by a few units.
  package let isExact: Bool
  /// Pods that are not in the problem, with the reason, in order of `Cluster.pending`.
  package let unplaceable: [Unplaceable]
  /// Preferences that the problem cannot say in full.
  package private(set) var unpriced: [String]

  /// Names of rules that are stricter in the problem than in reality, sorted; with any, the problem's bounds are not
  /// those of the cluster.
  package private(set) var tightened: [String]
  /// Spot nodes that may leave take of the most that one spot pool may have.
  package var countsLeavingSpot: Bool { tightened.contains(RuleWriter.spotPools) }

  let labels: LabelTable
  /// Distinct amounts of room that new nodes have, for `NewNode.room`.
  let rooms: [ResourceVector]
  /// What each topology of the problem is about.
  private(set) var topologies: [TopologyOrigin]

  /// A pod that no bin takes, into `Cluster.pending`.
  package struct Unplaceable: Sendable {
    package var pod: Int
    /// The rule that closed the last of its bins; nil where labels, taints or room leave none.
    package var closedBy: Reason?
  }

  package init(_ cluster: Cluster) {
    let draft = Draft(cluster)
    self.cluster = cluster
    let (placeable, unplaceable) = draft.sorted()
    self.unplaceable = unplaceable
    let table = ClassTable(
      placeable, cluster: cluster, selectors: draft.selectors,
      respectsSoftTaints: cluster.options.preferences == .respect && cluster.hasSoftTaints)
    classes = table.classes
    offerings = draft.offerings.nodes
    nodes = draft.nodes.nodes
    labels = draft.offerings.labels
    rooms = draft.offerings.rooms
    let scale = Dimensions(
      cluster: cluster, classes: classes, rooms: rooms, nodes: draft.nodes.nodes)
    dimensions = scale.all
    tightened = scale.hasTightAttachments ? ["sharedVolumes"] : []
    if draft.offerings.hasLostVariants { tightened.append("customLabels") }
    isExact = scale.scales.allSatisfy(\.isExact)
    problem = Problem(dimensionCount: scale.all.count)
    topologies = []
    unpriced = []
    fillArrays(scale)
    var rules = RuleWriter(draft, classes: classes, problem: problem)
    rules.writeAll()
    problem = rules.problem
    problem.homes = homes()
    topologies = rules.topologies
    unpriced = rules.unpriced
    tightened = (tightened + rules.tightened).sorted()
  }

  /// The value of a label that nodes of an offering have, among the labels that pods read.
  package func label(_ key: String, of offering: Int) -> String? { labels.value(key, bin: offering) }

  /// The price of a new node, with what its interruptions are expected to cost.
  private func worth(of node: NewNode) -> Money {
    let offering = cluster.offering(of: node)
    return offering.price + cluster.risk(of: offering)
  }

  /// What is a bound on prices alone where `bound` is one on them with the expected cost of interruptions.
  package func withoutRisk(_ bound: Money) -> Money {
    guard cluster.options.interruptionPrice > 0 else { return bound }
    let nodePrices = nodes.map { cluster.nodes[$0] }.filter(\.isVacated).map {
      (price: $0.price ?? .zero, risk: cluster.risk(of: $0))
    }
    let prices = offerings.map { cluster.offering(of: $0) }.map {
      (price: $0.price, risk: cluster.risk(of: $0))
    }
    let share = (prices + nodePrices).filter { $0.risk > .zero }.reduce(1.0) {
      min($0, $1.price.dollars / ($1.price + $1.risk).dollars)
    }
    return Money(nanos: Int64((Double(bound.nanos) * share * (1 - 1e-9)).rounded(.down)))
  }

  private mutating func fillArrays(_ scale: Dimensions) {
    problem.classes = classes.map { draft in
      let shape = cluster.shapes[draft.shapes[0]]
      return PodClass(
        size: scale.size(of: shape), count: Int32(draft.pods.count),
        priority: Int32(clamping: shape.priority))
    }
    let capacities = rooms.map { scale.capacity(of: $0) }
    problem.offerings = offerings.map { node in
      BinType(
        capacity: capacities[node.room], price: worth(of: node),
        copies: Int32(clamping: cluster.offering(of: node).reservation?.count ?? .max),
        rank: Int32(node.pool))
    }
    problem.nodes = nodes.map { node in
      let isVacated = cluster.nodes[node].isVacated
      return ExistingBin(
        free: scale.capacity(of: cluster.nodes[node]),
        price: isVacated
          ? (cluster.nodes[node].price ?? .zero) + cluster.risk(of: cluster.nodes[node]) : .zero,
        mayClose: isVacated)
    }
    problem.offeringMask = BitMatrix(rowsOf: classes.map(\.offerings), columns: offerings.count)
    problem.nodeMask = BitMatrix(rowsOf: classes.map(\.nodes), columns: nodes.count)
    problem.conflicts = BitMatrix(rows: classes.count, columns: classes.count)
  }
}

extension BitMatrix {
  init(rowsOf rows: [BitRow], columns: Int) {
    self.init(rows: rows.count, columns: columns, filled: true)
    for (index, row) in rows.enumerated() { intersect(row: index, with: row.words[...]) }
  }
}

extension Cluster {
  func poolType(of node: NewNode) -> PoolType { pools[node.pool].types[node.poolType] }
  func typeIndex(of node: NewNode) -> Int { pools[node.pool].types[node.poolType].type }
  func offering(of node: NewNode) -> Offering { catalog.types[typeIndex(of: node)].offerings[node.offering] }

  /// Some pool or node repels pods without forbidding them.
  var hasSoftTaints: Bool {
    pools.contains { $0.taints.contains(where: \.isSoft) }
      || nodes.indices.contains { nodes[$0].taints.contains(where: \.isSoft) }
  }
}
