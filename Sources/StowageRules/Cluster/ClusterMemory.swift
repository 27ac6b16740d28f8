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

  private var readings: [(source: Source, node: ClusterNode)] = []
  private var positions: [String: Int] = [:]
  /// Where the next source stands if it follows the last one as it did before: mostly it does.
  private var next = 0

  /// What the source reads as, which `read` says where it is not known.
  mutating func reading(of source: Source, _ read: () -> ClusterNode) -> ClusterNode {
    let name = source.name
    let isNext = next < readings.count && readings[next].source.name == name
    let place = isNext ? next : positions[name] ?? readings.count
    next = place + 1
    if place < readings.count && readings[place].source == source { return readings[place].node }
    let node = read()
    if place == readings.count {
      positions[name] = place
      readings.append((source, node))
    } else {
      readings[place] = (source, node)
    }
    return node
  }

  /// Begins anew at the first node; forgets everything once most of it is of nodes that are gone.
  mutating func trim(toNodes count: Int) {
    next = 0
    if readings.count > 2 * count + 100 { (readings, positions) = ([], [:]) }
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
