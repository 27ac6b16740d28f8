import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// A cluster while commands are carried out on paper: what each leaves is a snapshot like any other, which the next
/// one is decided on.
struct ClusterState {
  private(set) var cluster: Cluster
  private(set) var rules: DisruptionRules
  /// Karpenter's scheduler before it has placed anything, to be copied for each question.
  private(set) var base: ProvisioningRun
  private(set) var evictions: EvictionLedger
  private(set) var budgets: PoolBudgets
  /// Nodes that the wave launches or fills: nothing else touches them while it is under way.
  private(set) var busy: Set<String> = []
  private var snapshot: Snapshot
  private var memory = ClusterMemory()
  private var launched: [String] = []
  /// Reservations of each claim so far.
  private var reserved: [Set<String>] = []
  /// Per NodePool: by how much new nodes may turn out larger than planned.
  private var surplus: [String: ResourceVector] = [:]

  init(_ cluster: Cluster) {
    self.cluster = cluster
    snapshot = cluster.snapshot
    rules = DisruptionRules(cluster)
    evictions = rules.ledger
    budgets = PoolBudgets(cluster, rules: rules)
    base = ProvisioningRun(cluster, shapes: [], reusing: nil)
    renewBase()
  }

  /// All that is under way is done: new nodes are up, and may be disrupted like any other.
  mutating func beginWave() {
    for name in launched { bringUp(name) }
    launched = []
    busy = []
    evictions.refill()
    budgets.beginWave()
    reread()
    budgets.weigh(cluster, rules: rules)
  }

  /// A node is gone; what does not move goes with it.
  mutating func remove(_ candidate: Candidate) {
    for pod in cluster.nodes[candidate.node].pods where !cluster.running[pod].isLeaving {
      _ = evictions.evict(cluster.snapshot.pods[cluster.running[pod].pod])
    }
    budgets.disrupt(cluster.nodes[candidate.node], rules: rules)
    snapshot.nodes.removeAll { $0.metadata.name == candidate.name }
    if let claim = cluster.nodes[candidate.node].claim {
      let name = cluster.snapshot.nodeClaims[claim].metadata.name
      snapshot.nodeClaims.removeAll { $0.metadata.name == name }
    }
  }

  /// `pod`: into the snapshot's.
  mutating func move(pod: Int, to node: String) {
    snapshot.pods[pod].spec.nodeName = node
    busy.insert(node)
  }

  mutating func launch(_ claim: PlannedClaim) {
    guard let launch = PlannedNode(claim, in: cluster) else { return }
    snapshot.nodes.insert(
      launch.node, at: snapshot.nodes.firstIndex { $0.metadata.name > claim.name } ?? snapshot.nodes.count)
    snapshot.nodeClaims.insert(
      launch.claim,
      at: snapshot.nodeClaims.firstIndex { $0.metadata.name > claim.name } ?? snapshot.nodeClaims.count)
    // At the end, so that the pods of the cluster as it was read keep their places.
    snapshot.pods += launch.daemons
    launched.append(claim.name)
    busy.insert(claim.name)
    budgets.launch(PoolBudgets.PlannedLaunch(pool: claim.nodePool, price: claim.offering.price))
    reserved.append(launch.reservations)
    surplus[claim.nodePool, default: .zero] += launch.surplus
  }

  /// The pods that wait have their places.
  mutating func settlePending() {
    reread()
    budgets.weigh(cluster, rules: rules)
  }

  /// Brings everything up to date with the snapshot.
  mutating func reread() {
    cluster = Cluster(
      snapshot: snapshot, catalog: cluster.catalog, options: cluster.options, memory: &memory)
    rules = DisruptionRules(cluster, ledger: rules.ledger)
    renewBase()
  }

  private mutating func bringUp(_ name: String) {
    for index in snapshot.nodes.indices where snapshot.nodes[index].metadata.name == name {
      snapshot.nodes[index].metadata.labels[LabelKeys.initialized] = "true"
    }
    for index in snapshot.nodeClaims.indices where snapshot.nodeClaims[index].metadata.name == name {
      snapshot.nodeClaims[index].conditions += ["Initialized", "Consolidatable"].map {
        Condition(type: $0, status: "True")
      }
    }
  }

  private mutating func renewBase() {
    var shapes: Set<Int> = []
    for node in cluster.nodes where node.isManaged {
      for pod in node.pods { if let shape = cluster.running[pod].movingShape { shapes.insert(shape) } }
    }
    base = ProvisioningRun(cluster, shapes: shapes.sorted(), reusing: base)
    for index in cluster.nodes.indices where cluster.nodes[index].isInitialized {
      base.nodes[index].isClosed = !rules.mayReceive(cluster.nodes[index])
    }
    for index in base.remaining.indices {
      let extra = surplus[cluster.pools[index].name] ?? .zero
      base.remaining[index] = base.remaining[index]?.adding(.zero - extra, nodes: 0)
    }
    for held in reserved { base.reservations.exchange([], for: held) }
  }
}
