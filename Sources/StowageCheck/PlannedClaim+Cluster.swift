import StowageModel
import StowagePlan
import StowageRules

/// What a claim's words mean in a cluster.
extension PlannedClaim {
  func typeIndex(in cluster: Cluster) -> Int? { cluster.typeIndex(of: offering.instanceType) }

  /// The catalog's offering that the claim names; of several the one with the same price, else the first.
  func offeringIndex(in cluster: Cluster) -> Int? {
    guard let type = typeIndex(in: cluster) else { return nil }
    let offerings = cluster.catalog.types[type].offerings
    let named = offerings.indices.filter { index in
      let one = offerings[index]
      return one.zone == offering.zone && one.capacityType == offering.capacityType
        && (offering.reservationID == nil || offering.reservationID == one.reservation?.id)
        && one.isOffered(in: nodePool)
    }
    return named.first { offerings[$0].price == offering.price } ?? named.first
  }

  /// The planned type as nodes of the claim's pool have it; nil where pool or type is unknown.
  func plannedType(in cluster: Cluster) -> PoolType? {
    guard let pool = cluster.pool(named: nodePool), let type = typeIndex(in: cluster) else { return nil }
    return pool.position(ofType: type).map { pool.types[$0] }
  }

  func offering(in cluster: Cluster) -> Offering? {
    guard let type = typeIndex(in: cluster), let index = offeringIndex(in: cluster) else { return nil }
    return cluster.catalog.types[type].offerings[index]
  }

  /// What the claim asks the provider for: the pool's promise, narrowed by the claim's requirements and labels.
  func launchRequirements(of pool: Pool) -> Requirements {
    pool.requirements.adding(Requirements(requirements)).adding(Requirements(labels))
  }

  /// The labels its node will have when the planned offering is launched. A claim of an unknown pool, type or
  /// offering promises what it says itself.
  func promisedLabels(in cluster: Cluster) -> Requirements {
    var result = Requirements(requirements).adding(Requirements(labels))
    if let pool = cluster.pool(named: nodePool) { result = launchRequirements(of: pool) }
    if let type = typeIndex(in: cluster) {
      result.add(cluster.facts.requirements[type])
      if let offering = offeringIndex(in: cluster) {
        result.add(cluster.facts.places[cluster.facts.placeOfOffering[type][offering]])
      }
    }
    result.replace(.any(of: [offering.zone], key: LabelKeys.zone))
    result.replace(.any(of: [offering.capacityType], key: LabelKeys.capacityType))
    result.replace(.any(of: [name], key: LabelKeys.hostname))
    return result
  }
}

extension Cluster {
  func pool(named name: String) -> Pool? { pools.first { $0.name == name } }

  /// The catalog is sorted by name.
  func typeIndex(of name: String) -> Int? {
    var low = 0
    var high = catalog.types.count
    while low < high {
      let middle = (low + high) / 2
      if catalog.types[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low < catalog.types.count && catalog.types[low].name == name ? low : nil
  }
}
