import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// The types of which a replacement may be launched so that its command still saves money whichever it is.
struct ReplacementChoice {
  private let cluster: Cluster

  init(cluster: Cluster) { self.cluster = cluster }

  /// The claim as a step may launch it: whatever its replacements come up as, it saves money.
  func narrowed(_ claim: PlannedClaim, for step: Step) -> PlannedClaim? {
    let share = Money(nanos: step.savings.nanos / Int64(max(1, step.launches.count)))
    return narrowed(claim, below: claim.offering.price + share)
  }

  /// The claim narrowed to types that cost less than `limit` wherever it may be launched; nil where that leaves too
  /// few for a `minValues`. The capacity type is pinned to the planned one: falling back from spot to on-demand would
  /// undo what the command is for.
  private func narrowed(_ claim: PlannedClaim, below limit: Money) -> PlannedClaim? {
    guard let pool = cluster.pools.first(where: { $0.name == claim.nodePool }) else { return claim }
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
    return keepsChoice(claim, pool) ? claim : nil
  }

  /// Per type of the claim that it can be launched as: the highest price of an offering that it may take.
  private func dearest(of claim: PlannedClaim, in pool: Pool) -> [String: Money] {
    let launch = pool.requirements.adding(Requirements(claim.requirements)).adding(Requirements(claim.labels))
    let isOpen = cluster.facts.places.map { launch.intersects($0) }
    let listed = Set(claim.instanceTypes)
    var result: [String: Money] = [:]
    for type in pool.types where listed.contains(cluster.type(type).name) {
      for offering in type.offerings where isOpen[cluster.facts.placeOfOffering[type.type][offering]] {
        let price = cluster.catalog.types[type.type].offerings[offering].price
        let name = cluster.type(type).name
        result[name] = max(result[name] ?? .zero, price)
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
  /// Lets it come up in no other zone than the planned one.
  package mutating func pinZone() { restrict(LabelKeys.zone, to: [offering.zone]) }

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
