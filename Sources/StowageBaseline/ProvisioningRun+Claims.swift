import StowageModel
import StowageRules
import StowageUnits

/// Pods onto nodes that are to be launched.
extension ProvisioningRun {
  /// What a claim becomes with a pod of a variant; rules over host names are asked apart.
  mutating func joining(_ claim: ClaimDraft, _ facts: VariantFacts, wanted: Int) -> Result<Joining, Refusal> {
    // What a pod says must not be of a label does not make it a label of the pool's nodes, though Karpenter takes it
    // for one when another pod of the claim asks for that label.
    guard facts.tolerates[claim.pool], facts.hostPorts.firstClash(with: claim.hostPorts) == nil,
      table.combine(poolSets[claim.pool], wanted) != nil, let base = table.combine(claim.set, wanted)
    else { return .failure(.never) }
    var types = pools[claim.pool].fitting(claim.requests + facts.requests, within: claim.types)
    if !facts.hostPorts.isEmpty { types.formIntersection(pools[claim.pool].leavingFree(facts.hostPorts)) }
    if types.isEmpty { return .failure(.never) }
    var refusal = Refusal.never
    for place in facts.places {
      var set = base
      if let place {
        guard let narrowed = table.combine(base, place) else { continue }
        set = narrowed
      }
      switch joining(pool: claim.pool, facts, set: set, types: types) {
      case .success(let joining): return reserving(claim, joining)
      case .failure(.never): break
      case .failure(let reason): refusal = reason
      }
    }
    return .failure(refusal)
  }

  /// A claim that could use reserved capacity takes it or waits: it neither starts without, nor gives up all that
  /// it holds.
  private func reserving(_ claim: ClaimDraft, _ joining: Joining) -> Result<Joining, Refusal> {
    if reservations.isEmpty { return .success(joining) }
    let usable = pools[claim.pool].reservations(
      of: joining.types, set: joining.set, table: table, catalog: cluster.catalog)
    let free = reservations.free(usable, held: claim.reservations)
    if free.isEmpty && !(usable.isEmpty && claim.reservations.isEmpty) { return .failure(.reserved) }
    return .success(Joining(set: joining.set, types: joining.types, reservations: free))
  }

  /// The part that depends on the volume's place: topology, types and minValues.
  private mutating func joining(
    pool: Int, _ facts: VariantFacts, set: Int, types: Bitset
  ) -> Result<Joining, Refusal> {
    var left = types
    left.formIntersection(pools[pool].meeting(set, of: table))
    guard isEnough(left, pool: pool, set: set) else { return .failure(.never) }
    if topology.isFree(facts) { return .success(Joining(set: set, types: left)) }
    let added: Requirements
    switch topology.requirements(for: facts, node: table.sets[set]) {
    case .success(let requirements): added = requirements
    case .failure(let refusal): return .failure(.topology(refusal))
    }
    if added.isEmpty { return .success(Joining(set: set, types: left)) }
    let refusal = TopologyRefusal(kind: .spread, key: added.all[0].key, hasDomains: true)
    guard let narrowed = table.combine(set, table.number(of: added)) else {
      return .failure(.topology(refusal))
    }
    left.formIntersection(pools[pool].meeting(narrowed, of: table))
    guard isEnough(left, pool: pool, set: narrowed) else { return .failure(.topology(refusal)) }
    return .success(Joining(set: narrowed, types: left))
  }

  private func isEnough(_ types: Bitset, pool: Int, set: Int) -> Bool {
    if types.isEmpty { return false }
    let requirements = table.sets[set]
    return !requirements.hasMinValues
      || pools[pool].missingMinValues(types, requirements: requirements).isEmpty
  }

  mutating func join(_ claim: Int, pod: Int, _ facts: VariantFacts, _ joining: Joining) {
    claims[claim].set = joining.set
    if claims[claim].types != joining.types {
      claims[claim].types = joining.types
      claims[claim].most = pools[claims[claim].pool].most(of: joining.types)
    }
    reservations.exchange(claims[claim].reservations, for: joining.reservations)
    claims[claim].reservations = joining.reservations
    claims[claim].requests += facts.requests
    claims[claim].hostPorts += facts.hostPorts
    claims[claim].pods.append(pod)
    topology.record(
      facts, host: claims[claim].host, taints: pools[claims[claim].pool].pool.taints,
      requirements: table.sets[joining.set], set: joining.set)
  }

  /// A new claim of the first pool that can serve the pod; a pod that waits for reserved capacity in one pool does
  /// not go on to the next.
  mutating func open(_ pod: Int, _ facts: VariantFacts, wanted: Int) -> Attempt {
    for pool in pools.indices {
      guard let types = typesWithinLimits(pool) else { continue }
      var claim = ClaimDraft(
        pool: pool, host: nodes.count + claims.count, set: poolSets[pool], types: types,
        most: pools[pool].most(of: types))
      if let refusal = topology.refusal(of: facts, host: claim.host) {
        refusals[facts.origin] = refusal
        continue
      }
      var result = joining(claim, facts, wanted: wanted)
      if case .failure(.never) = result, cluster.options.minValues == .bestEffort {
        claim.set = table.number(of: table.sets[claim.set].withoutMinValues)
        result = joining(claim, facts, wanted: wanted).map { lowered($0, pool: pool) }
      }
      if case .failure(.topology(let refusal)) = result { refusals[facts.origin] = refusal }
      if case .failure(.reserved) = result { return .waits }
      guard case .success(let joining) = result else { continue }
      claims.append(claim)
      join(claims.count - 1, pod: pod, facts, joining)
      order.append(claims.count - 1)
      moveForward()
      take(pool, types: joining.types)
      return .placed
    }
    return .failed
  }

  /// A claim opened against its pool's minValues asks for as many values as it has.
  private mutating func lowered(_ joining: Joining, pool: Int) -> Joining {
    var requirements = table.sets[joining.set].adding(table.sets[poolSets[pool]])
    for missing in pools[pool].missingMinValues(joining.types, requirements: requirements) {
      var requirement = requirements.get(missing.key)
      requirement.minValues = missing.found
      requirements.replace(requirement)
    }
    return Joining(
      set: table.number(of: requirements), types: joining.types, reservations: joining.reservations)
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
