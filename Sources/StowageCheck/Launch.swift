import StowageModel
import StowagePlan
import StowageRules

/// Everything that a claim could become when the provider launches it: it sees the claim's requirements and instance
/// types, not the plan.
///
/// A key that the claim's own requirements do not name is taken as the planned offering has it, so that a plan
/// without requirements is judged by its offerings alone.
struct Launch {
  let pool: Pool
  /// The pool's promise, narrowed by the claim.
  let requirements: Requirements
  /// The labels of the planned offering's place under keys that the claim does not name.
  let fixed: Requirements
  /// Listed types that the pool has and the requirements allow, into `pool.types`, in the order of the list.
  private(set) var types: [Int] = []
  /// Per type of `types`: its available offerings that the requirements allow, into the type's; of them those that
  /// `fixed` allows too, where there are any.
  private(set) var offerings: [[Int]] = []

  /// nil where the claim's pool, type or offering is unknown.
  init?(_ claim: PlannedClaim, in cluster: Cluster) {
    guard let pool = cluster.pool(named: claim.nodePool), let planned = claim.typeIndex(in: cluster),
      let offering = claim.offeringIndex(in: cluster)
    else { return nil }
    self.pool = pool
    requirements = claim.launchRequirements(of: pool)
    let named = Set(claim.requirements.map { LabelKeys.normalized($0.key) })
    fixed = Requirements(cluster.place(planned, offering).all.filter { !named.contains($0.key) })
    var places = AllowedPlaces(requirements, fixed, cluster.facts)
    var seen: Set<String> = []
    for name in claim.listedTypes where seen.insert(name).inserted {
      guard let type = cluster.typeIndex(of: name), let position = pool.position(ofType: type),
        requirements.intersects(cluster.facts.requirements[type])
      else { continue }
      let all = pool.types[position].offerings
      let allowed = all.filter { places.allows(cluster.facts.placeOfOffering[type][$0]) }
      let near = allowed.filter { places.isNear(cluster.facts.placeOfOffering[type][$0]) }
      types.append(position)
      offerings.append(near.isEmpty ? allowed : near)
    }
  }

  /// The values of a topology key that the new node may come up with, sorted; empty where the node may lack the key
  /// or could have any value.
  func values(of key: String, in cluster: Cluster) -> [String] {
    var values: Set<String> = []
    var placesSeen: Set<Int> = []
    for (position, offerings) in zip(types, offerings) where !offerings.isEmpty {
      let type = pool.types[position].type
      var label = requirements.get(key)
      if let ofType = cluster.facts.requirements[type][key] { label = label.intersection(ofType) }
      for offering in offerings {
        let place = cluster.facts.placeOfOffering[type][offering]
        guard let ofPlace = cluster.facts.places[place][key] else {
          guard label.isIn else { return [] }
          values.formUnion(label.values)
          break
        }
        if placesSeen.insert(place).inserted { values.formUnion(label.intersection(ofPlace).values) }
      }
    }
    return values.sorted()
  }
}

/// Which of a catalog's places a claim may be launched in, each asked once.
private struct AllowedPlaces {
  private let requirements: Requirements
  private let fixed: Requirements
  private let facts: TypeFacts
  private var isAllowed: [Bool?]
  private var isFixed: [Bool?]

  init(_ requirements: Requirements, _ fixed: Requirements, _ facts: TypeFacts) {
    self.requirements = requirements
    self.fixed = fixed
    self.facts = facts
    isAllowed = Array(repeating: nil, count: facts.places.count)
    isFixed = isAllowed
  }

  mutating func allows(_ place: Int) -> Bool {
    if let known = isAllowed[place] { return known }
    let answer = requirements.intersects(facts.places[place])
    isAllowed[place] = answer
    return answer
  }

  /// It also agrees with the planned offering wherever the claim itself says nothing.
  mutating func isNear(_ place: Int) -> Bool {
    if let known = isFixed[place] { return known }
    let answer = fixed.intersects(facts.places[place])
    isFixed[place] = answer
    return answer
  }
}

extension PlannedClaim {
  /// The listed types; a plan without the list stands for its offering's type alone.
  var listedTypes: [String] { instanceTypes.isEmpty ? [offering.instanceType] : instanceTypes }
}
