import StowageModel
import StowageRules
import StowageUnits

/// One pass of Karpenter's scheduler: pods one after the other, each to the first place that takes it.
struct ProvisioningRun {
  let cluster: Cluster
  var table = RequirementTable()
  var pools: [TypeTable]
  var topology: Topology
  /// What the limits still allow, per pool.
  var remaining: [ResourceList?]
  /// Requirements of each pool by number.
  let poolSets: [Int]

  var variants: [PodVariant] = []
  private var variantNumbers: [PodVariant: Int] = [:]
  /// Per variant: requirements by number, nil where no node will do.
  private var wantedSets: [Int?] = []
  private var nextVariants: [Int: Int?] = [:]
  private var toleratesSoftTaints: Bool

  var nodes: [NodeDraft]
  /// Per variant: the node before which none can take it.
  var firstNode: [Int: Int] = [:]
  var refusedByNode: [Int: Bitset] = [:]
  var claims: [ClaimDraft] = []
  /// Claims by number of pods ascending, in the order Karpenter keeps them.
  private var order: [Int] = []
  /// Rises with every placement, so that a failure is known to stand until something changes.
  private var placements = 0
  private var failedAt: [Int: Int] = [:]
  /// Per shape: the rule that last kept it from a new claim.
  private(set) var refusals: [Int: TopologyRefusal] = [:]

  init(_ cluster: Cluster) {
    self.cluster = cluster
    pools = cluster.pools.map { TypeTable(pool: $0, facts: cluster.facts) }
    topology = Topology(cluster)
    remaining = cluster.pools.map(\.remaining)
    var table = RequirementTable()
    poolSets = cluster.pools.map { table.number(of: $0.requirements) }
    self.table = table
    nodes = cluster.nodes.map { NodeDraft(free: $0.free, hostPorts: $0.hostPorts, node: $0) }
    toleratesSoftTaints = cluster.pools.contains { $0.taints.contains(where: \.isSoft) }
    // Every rule has to be known before the first pod is placed, so that its group counts that pod.
    for shape in Set(cluster.pending.map(\.shape)).sorted() {
      _ = number(of: PodVariant(shape: shape, of: cluster))
    }
  }

  // MARK: Variants

  mutating func number(of variant: PodVariant) -> Int {
    if let known = variantNumbers[variant] { return known }
    let number = variants.count
    variantNumbers[variant] = number
    variants.append(variant)
    wantedSets.append(variant.wanted.map { table.number(of: $0) })
    topology.enter(variant, number: number)
    return number
  }

  private mutating func relaxed(_ variant: Int) -> Int? {
    if let known = nextVariants[variant] { return known }
    let next = variants[variant].relaxed(toleratingSoftTaints: toleratesSoftTaints)
    let number = next.map { self.number(of: $0) }
    nextVariants[variant] = .some(number)
    return number
  }

  // MARK: One pod

  /// Places a pod, dropping one preference after the other; false where nothing takes it.
  mutating func place(_ pod: Int) -> Bool {
    var variant = number(of: PodVariant(shape: cluster.pending[pod].shape, of: cluster))
    while true {
      if failedAt[variant] != placements {
        if add(pod, variant) {
          placements += 1
          return true
        }
        failedAt[variant] = placements
      }
      guard let next = relaxed(variant) else { return false }
      variant = next
    }
  }

  private mutating func add(_ pod: Int, _ variant: Int) -> Bool {
    guard let wanted = wantedSets[variant] else { return false }
    if addToNode(pod, variant) { return true }
    for position in order.indices {
      let claim = order[position]
      if claims[claim].refused.contains(variant) { continue }
      switch joining(claims[claim], variant: variant, wanted: wanted) {
      case .success(let joining):
        join(claim, pod: pod, variant: variant, joining)
        settle(position)
        return true
      case .failure(.never): claims[claim].refused.insert(variant)
      case .failure(.topology): break
      }
    }
    return open(pod, variant, wanted: wanted)
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

  // MARK: Claims

  /// What a claim becomes with a pod of a variant.
  private mutating func joining(
    _ claim: ClaimDraft, variant: Int, wanted: Int
  ) -> Result<Joining, Refusal> {
    let shape = variants[variant].shape
    let pool = cluster.pools[claim.pool]
    guard pool.taints.areTolerated(by: shape.tolerations, countingSoft: true),
      shape.hostPorts.firstClash(with: claim.hostPorts) == nil,
      let base = table.combine(claim.set, wanted)
    else { return .failure(.never) }
    var types = pools[claim.pool].fitting(claim.requests + shape.requests, within: claim.types)
    if !shape.hostPorts.isEmpty { types.formIntersection(pools[claim.pool].leavingFree(shape.hostPorts)) }
    if types.isEmpty { return .failure(.never) }
    var refusal = Refusal.never
    for place in shape.volumePlaces {
      var set = base
      if !place.isEmpty {
        guard let narrowed = table.combine(base, table.number(of: place)) else { continue }
        set = narrowed
      }
      switch joining(claim, variant: variant, set: set, types: types) {
      case .success(let joining): return .success(joining)
      case .failure(.topology(let reason)): refusal = .topology(reason)
      case .failure(.never): break
      }
    }
    return .failure(refusal)
  }

  /// The part that depends on the volume's place: topology, types and minValues.
  private mutating func joining(
    _ claim: ClaimDraft, variant: Int, set: Int, types: Bitset
  ) -> Result<Joining, Refusal> {
    var left = types
    left.formIntersection(pools[claim.pool].meeting(set, of: table))
    guard isEnough(left, pool: claim.pool, set: set) else { return .failure(.never) }
    if topology.isFree(variant, shape: variants[variant].origin) {
      return .success(Joining(set: set, types: left))
    }
    let added: Requirements
    switch topology.requirements(
      for: variants[variant], number: variant, host: claim.host, node: table.sets[set])
    {
    case .success(let requirements): added = requirements
    case .failure(let refusal): return .failure(.topology(refusal))
    }
    if added.isEmpty { return .success(Joining(set: set, types: left)) }
    let refusal = TopologyRefusal(kind: .spread, key: added.all[0].key, hasDomains: true)
    guard let narrowed = table.combine(set, table.number(of: added)) else {
      return .failure(.topology(refusal))
    }
    left.formIntersection(pools[claim.pool].meeting(narrowed, of: table))
    guard isEnough(left, pool: claim.pool, set: narrowed) else { return .failure(.topology(refusal)) }
    return .success(Joining(set: narrowed, types: left))
  }

  private func isEnough(_ types: Bitset, pool: Int, set: Int) -> Bool {
    if types.isEmpty { return false }
    let requirements = table.sets[set]
    return !requirements.hasMinValues
      || pools[pool].missingMinValues(types, requirements: requirements).isEmpty
  }

  private mutating func join(_ claim: Int, pod: Int, variant: Int, _ joining: Joining) {
    let shape = variants[variant].shape
    claims[claim].set = joining.set
    claims[claim].types = joining.types
    claims[claim].requests += shape.requests
    claims[claim].hostPorts += shape.hostPorts
    claims[claim].pods.append(pod)
    topology.record(
      variants[variant], number: variant, host: claims[claim].host,
      taints: cluster.pools[claims[claim].pool].taints, requirements: table.sets[joining.set],
      set: joining.set)
  }

  private mutating func open(_ pod: Int, _ variant: Int, wanted: Int) -> Bool {
    for pool in pools.indices {
      guard let types = typesWithinLimits(pool) else { continue }
      var claim = ClaimDraft(
        pool: pool, host: nodes.count + claims.count, set: poolSets[pool], types: types)
      var result = joining(claim, variant: variant, wanted: wanted)
      if case .failure = result, cluster.options.minValues == .bestEffort {
        claim.set = table.number(of: table.sets[claim.set].withoutMinValues)
        result = joining(claim, variant: variant, wanted: wanted).map { lowered($0, pool: pool) }
      }
      if case .failure(.topology(let refusal)) = result { refusals[variants[variant].origin] = refusal }
      guard case .success(let joining) = result else { continue }
      claims.append(claim)
      join(claims.count - 1, pod: pod, variant: variant, joining)
      order.append(claims.count - 1)
      moveForward()
      take(pool, types: joining.types)
      return true
    }
    return false
  }

  /// A claim opened against its pool's minValues asks for as many values as it has.
  private mutating func lowered(_ joining: Joining, pool: Int) -> Joining {
    var requirements = table.sets[joining.set].adding(table.sets[poolSets[pool]])
    for missing in pools[pool].missingMinValues(joining.types, requirements: requirements) {
      var requirement = requirements.get(missing.key)
      requirement.minValues = missing.found
      requirements.replace(requirement)
    }
    return Joining(set: table.number(of: requirements), types: joining.types)
  }

  /// A new claim, last in order, goes before those with more pods.
  private mutating func moveForward() {
    var place = order.count - 1
    let claim = order[place]
    while place > 0 && claims[order[place - 1]].pods.count > 1 {
      order[place] = order[place - 1]
      place -= 1
    }
    order[place] = claim
  }
}
