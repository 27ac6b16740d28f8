import StowageModel
import StowageUnits

/// A snapshot read with the meaning Kubernetes and Karpenter give it: which pods wait and what each needs, which
/// nodes have room, what the NodePools can launch. Reduction, Baseline and Check all start here.
package struct Cluster: Sendable {
  package let snapshot: Snapshot
  package let catalog: Catalog
  package let options: Options
  package let facts: TypeFacts
  /// Distinct shapes of all pods, pending and running.
  package internal(set) var shapes: [PodShape]
  package let daemons: [Daemon]
  /// Pods to place, in snapshot order (by reference).
  package internal(set) var pending: [PendingPod]
  package let ignored: [IgnoredPod]
  /// Initialized ones first, then by name: the order in which Karpenter tries them.
  package internal(set) var nodes: [ClusterNode]
  package internal(set) var running: [RunningPod]
  /// Those that may launch, by weight descending, then name descending: the order in which Karpenter tries them.
  package internal(set) var pools: [Pool]
  /// NodePools that may not launch, with the reason.
  package let unusablePools: [UnusablePool]
  package let warnings: [Warning]
  /// Some spot offering of the catalog has an interruption band.
  let hasBands: Bool
  /// Names of nodes that a plan has launched for pending pods: they are up before the first command, but count for no
  /// budget before its wave is done.
  package var arriving: Set<String> = []
  /// Spot nodes that may leave take of the most that one spot pool may have, which they do until they are gone. False
  /// where a bound is wanted that holds whichever of them leave.
  package var countsLeavingSpot = true

  package init(snapshot: Snapshot, catalog: Catalog, options: Options) {
    var memory = ClusterMemory()
    self.init(snapshot: snapshot, catalog: catalog, options: options, memory: &memory)
  }

  /// - Parameter memory: what was read of a snapshot before, and in the end what was read of this one.
  package init(snapshot: Snapshot, catalog: Catalog, options: Options, memory: inout ClusterMemory) {
    var (snapshot, catalog) = (snapshot.withBufferPods(), catalog)
    if !snapshot.nodeOverlays.isEmpty {
      let pools = snapshot.nodePools.isEmpty ? [PoolReading.assumedPool] : snapshot.nodePools
      let overlaid = OverlaidCatalog(catalog, overlays: snapshot.nodeOverlays, pools: pools)
      catalog = overlaid.catalog
      // The catalog says by now what they say.
      snapshot.nodeOverlays = []
      snapshot.warnings += overlaid.warnings
    }
    let facts = memory.facts(of: catalog)
    let reading = ClusterReading(snapshot: snapshot, catalog: catalog, options: options, facts: facts)
    self = reading.cluster(&memory)
  }

  init(
    snapshot: Snapshot, catalog: Catalog, options: Options, facts: TypeFacts, shapes: [PodShape],
    daemons: [Daemon], pods: PodReading, nodes: [ClusterNode], pools: PoolReading,
    warnings: [Warning]
  ) {
    self.snapshot = snapshot
    self.catalog = catalog
    self.options = options
    self.facts = facts
    self.shapes = shapes
    self.daemons = daemons
    pending = pods.pending
    ignored = pods.ignored
    running = pods.running
    self.nodes = nodes
    self.pools = pools.pools
    unusablePools = pools.unusable
    let isPriced = options.interruptionPrice > 0
    hasBands = isPriced && catalog.bandCounts.known > 0
    self.warnings = warnings + (isPriced ? catalog.bandWarnings : [])
  }

  package func shape(of pod: PendingPod) -> PodShape { shapes[pod.shape] }
  package func type(_ poolType: PoolType) -> InstanceType { catalog.types[poolType.type] }
}

/// A NodePool that gives no nodes, and why.
package struct UnusablePool: Hashable, Sendable {
  package var name: String
  package var message: String
}
