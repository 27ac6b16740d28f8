import StowageModel
import StowageRules
import StowageUnits

/// What Karpenter asks of the one node that replaces others.
extension FinishedClaim {
  /// Spot replaced by spot needs this many cheaper types where a single node goes.
  static let leastSpotTypes = 15

  /// Narrows the claim to what is cheaper than the nodes it replaces.
  mutating func replace(_ candidates: [Candidate], in cluster: Cluster) throws(Obstacle) {
    let price = candidates.reduce(Money.zero) { $0 + $1.price }
    let capacityType = requirements.get(LabelKeys.capacityType)
    let isAllSpot = candidates.allSatisfy {
      cluster.nodes[$0.node].labels[LabelKeys.capacityType] == "spot"
    }
    if isAllSpot && capacityType.allows("spot") {
      try replaceSpot(price: price, isSingle: candidates.count == 1, in: cluster)
    } else {
      try keepCheaper(than: price, in: cluster)
      // Without spot capacity the dearer on-demand node must not be launched instead. Karpenter pins even where no
      // spot node is on offer at all, and then launches nothing.
      if capacityType.allows("spot"), capacityType.allows("on-demand"), offersSpot(in: cluster) {
        pinToSpot()
      }
    }
    if candidates.count > 1 { try keepCheaperThanSameTypes(as: candidates, in: cluster) }
  }

  private mutating func pinToSpot() { requirements.add(.any(of: ["spot"], key: LabelKeys.capacityType)) }

  private func offersSpot(in cluster: Cluster) -> Bool {
    let places = cluster.facts.places
    let isAllowed = places.map { requirements.isCompatible($0, undefined: .allowedIfWellKnown) }
    return types.contains { position in
      let type = pool.types[position]
      return type.offerings.contains { offering in
        isAllowed[cluster.facts.placeOfOffering[type.type][offering]]
          && cluster.catalog.types[type.type].offerings[offering].capacityType == "spot"
      }
    }
  }

  private mutating func replaceSpot(price: Money, isSingle: Bool, in cluster: Cluster) throws(Obstacle) {
    if !cluster.options.spotToSpot {
      throw Obstacle(
        code: .spotToSpot, message: "a spot node would have to replace it, but --spot-to-spot is off")
    }
    pinToSpot()
    try keepCheaper(than: price, in: cluster)
    if !isSingle { return }
    if types.count < Self.leastSpotTypes {
      throw Obstacle(
        code: .spotChoice,
        message:
          "\(types.count) cheaper types could replace it, but spot to spot wants \(Self.leastSpotTypes)")
    }
    guard let choices = ClaimChoices(pool: pool, types: types, requirements: requirements, cluster: cluster)
    else { return }
    var longest = Self.leastSpotTypes
    while longest < types.count && choices.missingMinValues(longest, requirements) != nil { longest += 1 }
    types = choices.positions.prefix(longest).sorted()
  }

  /// Several nodes give way to one of a type that one of them has only where it is cheaper than that one, which could
  /// stay instead.
  private mutating func keepCheaperThanSameTypes(
    as candidates: [Candidate], in cluster: Cluster
  ) throws(Obstacle) {
    let offered = Set(types.map { pool.types[$0].type })
    let same = candidates.filter { candidate in
      cluster.nodes[candidate.node].type.map(offered.contains) ?? false
    }
    if let least = same.map(\.price).min() { try keepCheaper(than: least, in: cluster) }
  }

  private mutating func keepCheaper(than price: Money, in cluster: Cluster) throws(Obstacle) {
    let facts = cluster.facts
    let isAllowed = facts.places.map { requirements.isCompatible($0, undefined: .allowedIfWellKnown) }
    types.removeAll { position in
      let type = pool.types[position]
      let places = facts.placeOfOffering[type.type]
      let offerings = type.offerings.filter { isAllowed[places[$0]] }.map {
        cluster.catalog.types[type.type].offerings[$0]
      }
      guard let worst = offerings.worstLaunchPrice else { return true }
      return worst >= price
    }
    if types.isEmpty {
      throw Obstacle(code: .notCheaper, message: "nothing cheaper holds its pods")
    }
    if let missing = minValuesMissing(in: cluster) {
      throw Obstacle(
        code: .minValues, message: "what is cheaper has too few values of \(missing) for minValues",
        blockedBy: pool.name)
    }
  }

  private func minValuesMissing(in cluster: Cluster) -> String? {
    if !requirements.hasMinValues { return nil }
    return ClaimChoices(pool: pool, types: types, requirements: requirements, cluster: cluster)?
      .missingMinValues(types.count, requirements)
  }
}

extension [Offering] {
  /// The dearest offering of the capacity type that is launched first; nil where there is none.
  fileprivate var worstLaunchPrice: Money? {
    for capacityType in ["reserved", "spot", "on-demand"] {
      let prices = filter { $0.capacityType == capacityType }.map(\.price)
      if let worst = prices.max() { return worst }
    }
    return nil
  }
}
