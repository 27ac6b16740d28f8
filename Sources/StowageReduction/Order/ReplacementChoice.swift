import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// The types of which a replacement may be launched so that its command still saves money whichever it is.
struct ReplacementChoice {
  private let cluster: Cluster
  private let poolOfName: [String: Int]
  /// Per NodePool, per type of the catalog: where the pool lists it.
  private let positions: [[Int: [Int]]]

  init(cluster: Cluster) {
    self.cluster = cluster
    poolOfName = Dictionary(cluster.pools.enumerated().map { ($1.name, $0) }) { first, _ in first }
    positions = cluster.pools.map { pool in
      Dictionary(grouping: pool.types.indices) { pool.types[$0].type }
    }
  }

  /// The claim as a step may launch it: whatever its replacements come up as, it saves money.
  func narrowed(_ claim: PlannedClaim, for step: Step) -> PlannedClaim? {
    let share = Money(nanos: step.savings.nanos / Int64(max(1, step.launches.count)))
    return narrowed(claim, below: claim.offering.price + share)
  }

  /// The claim narrowed to types that cost less than `limit` wherever it may be launched; nil where that leaves too
  /// few for a `minValues`. The capacity type is pinned to the planned one: falling back from spot to on-demand would
  /// undo what the command is for.
  private func narrowed(_ claim: PlannedClaim, below limit: Money) -> PlannedClaim? {
    guard let pool = poolOfName[claim.nodePool] else { return claim }
    var claim = claim
    claim.restrict(LabelKeys.capacityType, to: [claim.offering.capacityType])
    var prices = dearest(of: claim, in: pool)
    if prices[claim.offering.instanceType] ?? .zero >= limit {
      claim.restrict(LabelKeys.zone, to: [claim.offering.zone])
      prices = dearest(of: claim, in: pool)
    }
    claim.instanceTypes = claim.instanceTypes.filter { name in
      name == claim.offering.instanceType || prices[name].map { $0 < limit } == true
    }
    claim.restrict(LabelKeys.instanceType, to: claim.instanceTypes)
    return keepsChoice(claim, cluster.pools[pool]) ? claim : nil
  }

  /// Per type of the claim that it can be launched as: the highest price of an offering that it may take.
  private func dearest(of claim: PlannedClaim, in pool: Int) -> [String: Money] {
    let launch = cluster.pools[pool].requirements.adding(Requirements(claim.requirements))
      .adding(Requirements(claim.labels))
    let isOpen = cluster.facts.places.map { launch.intersects($0) }
    var result: [String: Money] = [:]
    result.reserveCapacity(claim.instanceTypes.count)
    for name in claim.instanceTypes {
      guard let type = cluster.facts.typeOfName[name] else { continue }
      let places = cluster.facts.placeOfOffering[type]
      for position in positions[pool][type] ?? [] {
        var highest = result[name]
        for offering in cluster.pools[pool].types[position].offerings where isOpen[places[offering]] {
          highest = max(highest ?? .zero, cluster.catalog.types[type].offerings[offering].price)
        }
        result[name] = highest
      }
    }
    return result
  }

  private func keepsChoice(_ claim: PlannedClaim, _ pool: Pool) -> Bool {
    if cluster.options.minValues == .bestEffort || !pool.requirements.hasMinValues { return true }
    let listed = Set(claim.instanceTypes)
    let types = pool.types.filter { listed.contains(cluster.type($0).name) }.map(\.type)
    return pool.requirements.all.allSatisfy { demand in
      guard let least = demand.minValues else { return true }
      return Set(types.flatMap { cluster.values(of: demand.key, type: $0) }).count >= least
    }
  }
}

extension PlannedClaim {
  /// Lets it come up in no other zone, and with no other capacity type, than planned; types that are not to be had like
  /// that are dropped.
  package mutating func pinPlace(in cluster: Cluster) {
    restrict(LabelKeys.zone, to: [offering.zone])
    restrict(LabelKeys.capacityType, to: [offering.capacityType])
    keepTypes(in: cluster) { [offering] type in
      type.offerings.map { cluster.catalog.types[type.type].offerings[$0] }.contains {
        $0.zone == offering.zone && $0.capacityType == offering.capacityType
      }
    }
  }

  /// Lets it come up as no type that counts more against the limits of its NodePool than the planned one.
  package mutating func pinSize(in cluster: Cluster) {
    guard let pool = cluster.pools.first(where: { $0.name == nodePool }), let limits = pool.remaining,
      let planned = pool.types.first(where: { cluster.type($0).name == offering.instanceType })
    else { return }
    keepTypes(in: cluster) { type in
      limits.entries.allSatisfy { type.capacity[$0.name] <= planned.capacity[$0.name] }
    }
  }

  /// Drops the types of its NodePool but the planned one and those that `isKept`.
  private mutating func keepTypes(in cluster: Cluster, where isKept: (PoolType) -> Bool) {
    guard let pool = cluster.pools.first(where: { $0.name == nodePool }) else { return }
    let kept = Set(pool.types.filter(isKept).map { cluster.type($0).name })
    instanceTypes.removeAll { $0 != offering.instanceType && !kept.contains($0) }
    restrict(LabelKeys.instanceType, to: instanceTypes)
  }

  /// Narrows a requirement on a key to these values, if there is one, or adds it; `minValues` stays.
  fileprivate mutating func restrict(_ key: String, to values: [String]) {
    let position = requirements.firstIndex { $0.key == key && $0.op == "In" }
    if let position {
      let kept = Set(values)
      requirements[position].values = requirements[position].values.filter(kept.contains)
    } else {
      requirements.append(NodeRequirement(key: key, values: values))
    }
  }
}
