import StowageModel

/// What was read of a snapshot, for reading the next one of the same cluster: the `Cluster` that comes out is the same
/// with it or without, only sooner. A value that grows with the cluster alone; empty at first.
package struct ClusterMemory: Sendable {
  var pods = PodMemory()
  var nodes = NodeMemory()
  var pools = PoolMemory()
  private var catalog: (catalog: Catalog, facts: TypeFacts)?

  package init() {}

  /// Comparing a catalog with itself costs nothing, as its types then lie at the same place.
  mutating func facts(of other: Catalog) -> TypeFacts {
    if let catalog, catalog.catalog == other { return catalog.facts }
    let facts = TypeFacts(other)
    catalog = (other, facts)
    nodes = NodeMemory()
    pools = PoolMemory()
    return facts
  }
}

/// What nodes and NodeClaims read as, with one catalog, by name.
struct NodeMemory: Sendable {
  struct Source: Hashable, Sendable {
    var node: Node?
    var claim: NodeClaim?

    fileprivate var name: String { node?.metadata.name ?? claim?.metadata.name ?? "" }
  }

  private var readings: [String: (source: Source, node: ClusterNode)] = [:]

  /// What the source reads as, which `read` says where it is not known.
  mutating func reading(of source: Source, _ read: () -> ClusterNode) -> ClusterNode {
    let name = source.name
    if let known = readings[name], known.source == source { return known.node }
    let node = read()
    readings[name] = (source, node)
    return node
  }

  /// Forgets everything once most of it is of nodes that are gone.
  mutating func trim(toNodes count: Int) {
    if readings.count > 2 * count + 100 { readings = [:] }
  }
}

/// The types that NodePools may launch, all of one catalog.
struct PoolMemory: Sendable {
  /// All that decides which types a pool has, beside the catalog.
  struct Source: Hashable, Sendable {
    var name: String
    var template: NodeTemplate
    var nodeClass: EC2NodeClass?
    var daemons: [Daemon]
  }

  private var readings: [String: (source: Source, types: [PoolType])] = [:]

  func types(of source: Source) -> [PoolType]? {
    guard let known = readings[source.name], known.source == source else { return nil }
    return known.types
  }

  mutating func keep(_ types: [PoolType], of source: Source) { readings[source.name] = (source, types) }
}
