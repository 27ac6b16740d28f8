import StowageModel
import StowageRules
import StowageUnits

/// The instance types of one pool as columns and bit sets: which fit what is asked, which meet a set of
/// requirements. An object, because its answers are remembered.
final class TypeTable {
  let pool: Pool
  private let facts: TypeFacts
  private var cpu: [Int64] = []
  private var memory: [Int64] = []
  private var storage: [Int64] = []
  private var pods: [Int64] = []
  private var rooms: [ResourceVector] = []
  /// Types whose room has no negative amount; the others hold nothing.
  private var usable: Bitset
  /// Per place: the types with an available offering there that the pool allows.
  private var typesOfPlace: [Bitset] = []
  private var meeting: [Requirement: Bitset] = [:]
  private var meetingSet: [Int: Bitset] = [:]
  private var withoutPorts: [[HostPort]: Bitset] = [:]

  init(pool: Pool, facts: TypeFacts) {
    self.pool = pool
    self.facts = facts
    rooms = pool.types.map(\.room)
    cpu = rooms.map(\.cpu)
    memory = rooms.map(\.memory)
    storage = rooms.map(\.ephemeralStorage)
    pods = rooms.map(\.pods)
    usable = Bitset(rooms.indices.filter { [rooms] in rooms[$0].isNonNegative }, count: rooms.count)
    typesOfPlace = Array(repeating: Bitset(count: rooms.count), count: facts.places.count)
    for (position, type) in pool.types.enumerated() {
      for offering in type.offerings {
        typesOfPlace[facts.placeOfOffering[type.type][offering]][position] = true
      }
    }
  }

  var count: Int { rooms.count }
  var all: Bitset { Bitset(count: count, filled: true) }

  /// The most cpu, memory and pods that any of `types` has.
  func most(of types: Bitset) -> ResourceVector {
    var most = ResourceVector()
    types.forEach { type in
      most.cpu = max(most.cpu, cpu[type])
      most.memory = max(most.memory, memory[type])
      most.pods = max(most.pods, pods[type])
    }
    return most
  }

  /// Those of `types` that hold `requests` beside their daemons.
  func fitting(_ requests: ResourceVector, within types: Bitset) -> Bitset {
    var result = types
    result.formIntersection(usable)
    let hasExtended = !requests.extended.isEmpty
    result.remove { type in
      if requests.cpu > cpu[type] || requests.memory > memory[type] { return true }
      if requests.pods > pods[type] || requests.ephemeralStorage > storage[type] { return true }
      return hasExtended && !requests.fits(in: rooms[type])
    }
    return result
  }

  /// The types that meet a set of requirements and have an available offering within it.
  func meeting(_ set: Int, of table: RequirementTable) -> Bitset {
    if let known = meetingSet[set] { return known }
    let requirements = table.sets[set]
    var result = Bitset(count: count)
    for (place, requirement) in facts.places.enumerated()
    where requirements.isCompatible(requirement, undefined: .allowedIfWellKnown) {
      result.formUnion(typesOfPlace[place])
    }
    for requirement in requirements.all { result.formIntersection(types(meeting: requirement)) }
    meetingSet[set] = result
    return result
  }

  private func types(meeting requirement: Requirement) -> Bitset {
    var key = requirement
    key.minValues = nil
    if let known = meeting[key] { return known }
    let single = Requirements([key])
    let result = Bitset(
      pool.types.indices.filter { facts.requirements[pool.types[$0].type].intersects(single) }, count: count)
    meeting[key] = result
    return result
  }

  /// The types whose daemons leave these host ports free.
  func leavingFree(_ ports: [HostPort]) -> Bitset {
    if let known = withoutPorts[ports] { return known }
    let result = Bitset(
      pool.types.indices.filter { ports.firstClash(with: pool.types[$0].daemonPorts) == nil }, count: count)
    withoutPorts[ports] = result
    return result
  }

  /// The reservations that `types` could be launched into within a set of requirements.
  func reservations(of types: Bitset, set: Int, table: RequirementTable, catalog: Catalog) -> Set<String> {
    var found: Set<String> = []
    types.forEach { position in
      let type = pool.types[position]
      for index in type.offerings {
        let offering = catalog.types[type.type].offerings[index]
        guard offering.capacityType == "reserved", let reservation = offering.reservation else { continue }
        let place = facts.places[facts.placeOfOffering[type.type][index]]
        if table.sets[set].isCompatible(place, undefined: .allowedIfWellKnown) {
          found.insert(reservation.id)
        }
      }
    }
    return found
  }

  /// The number of distinct values of each key with minValues over `types`, as far as too low.
  func missingMinValues(_ types: Bitset, requirements: Requirements) -> [(key: String, found: Int)] {
    requirements.all.compactMap { requirement in
      guard let minimum = requirement.minValues else { return nil }
      var values: Set<String> = []
      for type in types.members {
        values.formUnion(facts.requirements[pool.types[type].type].get(requirement.key).values)
        if values.count >= minimum { return nil }
      }
      return (requirement.key, values.count)
    }
  }
}
