import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// A claim's offerings in order of price.
struct ClaimChoices {
  private let cluster: Cluster
  private let pool: Pool
  /// Into the pool's types, cheapest first, then by name.
  private(set) var positions: [Int] = []
  /// Cheapest first, then by name.
  private(set) var typeNames: [String] = []
  private(set) var cheapest: PlannedOffering

  /// `types`: positions in the pool. nil where none has an available offering within the requirements.
  init?(pool: Pool, types: [Int], requirements: Requirements, cluster: Cluster) {
    self.cluster = cluster
    self.pool = pool
    let facts = cluster.facts
    let isAllowed = facts.places.map { requirements.isCompatible($0, undefined: .allowedIfWellKnown) }
    var best: [(price: Money, name: String, position: Int, offering: Offering)] = []
    for position in types {
      let type = cluster.catalog.types[pool.types[position].type]
      let places = facts.placeOfOffering[pool.types[position].type]
      let offerings = pool.types[position].offerings.filter { isAllowed[places[$0]] }.map {
        type.offerings[$0]
      }
      guard let offering = offerings.min(by: { ($0.price, $0.zone) < ($1.price, $1.zone) }) else { continue }
      best.append((offering.price, type.name, position, offering))
    }
    best.sort { ($0.price, $0.name) < ($1.price, $1.name) }
    if best.isEmpty { return nil }
    positions = best.map(\.position)
    typeNames = best.map(\.name)
    cheapest = PlannedOffering(
      instanceType: best[0].name, zone: best[0].offering.zone, capacityType: best[0].offering.capacityType,
      price: best[0].price)
    cheapest.reservationID = best[0].offering.reservation?.id
  }

  /// The first key of which the `longest` cheapest types have too few values; nil where there are enough.
  func missingMinValues(_ longest: Int, _ requirements: Requirements) -> String? {
    requirements.all.first { requirement in
      guard let minimum = requirement.minValues else { return false }
      let values = positions.prefix(longest).flatMap {
        cluster.facts.requirements[pool.types[$0].type].get(requirement.key).values
      }
      return Set(values).count < minimum
    }?.key
  }
}
