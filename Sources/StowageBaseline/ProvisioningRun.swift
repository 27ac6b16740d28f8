import StowageModel
import StowageRules
import StowageUnits

/// One pass of Karpenter's scheduler: pods one after the other, each to the first place that takes it.
struct ProvisioningRun {
  let cluster: Cluster
  /// Those to place.
  private(set) var pods: [PendingPod]
  var table = RequirementTable()
  let pools: [TypeTable]
  var topology: Topology
  /// What the limits still allow, per pool.
  var remaining: [ResourceList?]
  /// Requirements of each pool by number.
  let poolSets: [Int]

  private(set) var variants: [VariantFacts] = []
  private var variantNumbers: [PodVariant: Int] = [:]
  /// Per shape: the variant with all preferences.
  private var firstVariants: [Int?]
  /// Per variant: the one with a preference less; nil where that is not known yet.
  private var nextVariants: [Int??] = []
  private let toleratesSoftTaints: Bool

  var nodes: [NodeDraft]
  /// Per variant: the node before which none can take it, and those that never will.
  var searches: [NodeSearch] = []
  var claims: [ClaimDraft] = []
  /// Claims by number of pods ascending, in the order Karpenter keeps them.
  var order: [Int] = []
  /// Rises with every placement, so that a failure is known to stand until something changes.
  private var placements = 0
  private var failedAt: [Int] = []
  /// Per variant: whether it failed because it waits for reserved capacity.
  private var isWaiting: [Bool] = []
  var reservations: ReservationLedger
  /// Per shape: the rule that last kept it from a new claim.
  var refusals: [Int: TopologyRefusal] = [:]
  /// Shapes of which a pod waited for reserved capacity.
  private(set) var waitingShapes: Set<Int> = []

  /// A run for the pending pods but some, by reference.
  init(_ cluster: Cluster, without excluded: Set<String> = []) {
    self.init(cluster, shapes: Set(cluster.pending.map(\.shape)).sorted(), reusing: nil)
    pods = excluded.isEmpty ? cluster.pending : cluster.pending.filter { !excluded.contains($0.reference) }
  }

  /// A run without pods so far.
  ///
  /// - Parameters:
  ///   - shapes: those of the pods to come, ascending.
  ///   - former: a run whose cluster has the same catalog and pools; what it has worked out about them is kept.
  init(_ cluster: Cluster, shapes: [Int], reusing former: ProvisioningRun?) {
    self.cluster = cluster
    pods = []
    pools = former?.pools ?? cluster.pools.map { TypeTable(pool: $0, facts: cluster.facts) }
    topology = Topology(cluster)
    reservations = ReservationLedger(cluster)
    remaining = cluster.pools.map(\.remaining)
    var table = former?.table ?? RequirementTable()
    poolSets = cluster.pools.map { table.number(of: $0.requirements) }
    self.table = table
    nodes = cluster.nodes.map { NodeDraft(free: $0.free, hostPorts: $0.hostPorts, node: $0) }
    toleratesSoftTaints = cluster.pools.contains { $0.taints.contains(where: \.isSoft) }
    firstVariants = Array(repeating: nil, count: cluster.shapes.count)
    // Every rule has to be known before the first pod is placed, so that its group counts that pod.
    for shape in shapes { firstVariants[shape] = number(of: PodVariant(shape: shape, of: cluster)) }
  }

  /// A node is given up, and these pods of it, by their place in `Cluster.running`, have to find another one.
  mutating func vacate(_ node: Int, moving leaving: [Int], as moved: [PendingPod]) {
    nodes[node].node.isDeleting = true
    if let pool = cluster.nodes[node].pool {
      remaining[pool] = remaining[pool]?.adding(cluster.nodes[node].capacity, nodes: 1)
    }
    topology.vacate(node, leaving: leaving)
    pods += moved
  }

  // MARK: Variants

  private mutating func number(of variant: PodVariant) -> Int {
    if let known = variantNumbers[variant] { return known }
    let number = variants.count
    variantNumbers[variant] = number
    variants.append(VariantFacts(variant, number: number, cluster: cluster, table: &table))
    nextVariants.append(nil)
    failedAt.append(-1)
    isWaiting.append(false)
    searches.append(NodeSearch(refused: Bitset(count: nodes.count)))
    topology.enter(variant)
    return number
  }

  private mutating func relaxed(_ variant: Int) -> Int? {
    if let known = nextVariants[variant] { return known }
    let next = variants[variant].variant.relaxed(toleratingSoftTaints: toleratesSoftTaints)
    let number = next.map { self.number(of: $0) }
    nextVariants[variant] = .some(number)
    return number
  }

  // MARK: One pod

  /// How an attempt to place a pod ended.
  enum Attempt {
    case placed
    case failed
    /// For reserved capacity; no preference is dropped for that.
    case waits
  }

  /// A copy that places pods apart from the original.
  func copy() -> ProvisioningRun {
    var copy = self
    copy.topology = topology.copy()
    return copy
  }

  /// Places what can be placed; returns the pods that are left, and whether it was the deadline that left them. Gives
  /// up once more than `mostClaims` claims are open.
  mutating func placeAll(
    until deadline: Deadline, mostClaims: Int = .max
  ) -> (unplaced: [Int], isCutOff: Bool) {
    var queue = PodQueue(pods, shapes: cluster.shapes)
    var isCutOff = false
    while !isCutOff, claims.count <= mostClaims, let pod = queue.next() {
      if place(pod) { queue.succeeded() } else { queue.failed(pod) }
      isCutOff = deadline.isOver
    }
    return (queue.left, isCutOff)
  }

  /// Places a pod, dropping one preference after the other; false where nothing takes it.
  mutating func place(_ pod: Int) -> Bool {
    var next = firstVariants[pods[pod].shape]
    while let variant = next {
      if failedAt[variant] != placements {
        let attempt = add(pod, variants[variant])
        if case .placed = attempt {
          placements += 1
          return true
        }
        failedAt[variant] = placements
        isWaiting[variant] = attempt == .waits
      }
      if isWaiting[variant] {
        waitingShapes.insert(variants[variant].origin)
        return false
      }
      next = relaxed(variant)
    }
    return false
  }

  private mutating func add(_ pod: Int, _ facts: VariantFacts) -> Attempt {
    guard let wanted = facts.wanted?.set else { return .failed }
    if addToNode(pod, facts) || addToClaim(pod, facts, wanted: wanted) { return .placed }
    return open(pod, facts, wanted: wanted)
  }

  private mutating func addToClaim(_ pod: Int, _ facts: VariantFacts, wanted: Int) -> Bool {
    for position in order.indices {
      let claim = order[position]
      if claims[claim].refused.contains(facts.number) { continue }
      if !claims[claim].mayHold(facts.requests) {
        claims[claim].refused.insert(facts.number)
        continue
      }
      if topology.refusal(of: facts, host: claims[claim].host) != nil { continue }
      switch joining(claims[claim], facts, wanted: wanted) {
      case .success(let joining):
        join(claim, pod: pod, facts, joining)
        settle(position)
        return true
      case .failure(.never): claims[claim].refused.insert(facts.number)
      case .failure: break
      }
    }
    return false
  }

  /// Moves a claim that got one more pod behind those with fewer; claims with as many keep their order.
  private mutating func settle(_ position: Int) {
    var place = position
    let claim = order[position]
    let count = claims[claim].pods.count
    while place + 1 < order.count && claims[order[place + 1]].pods.count < count {
      order[place] = order[place + 1]
      place += 1
    }
    order[place] = claim
  }
}
