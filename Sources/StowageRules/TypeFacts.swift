import StowageModel
import StowageUnits

/// The catalog's types with their labels as requirements.
package struct TypeFacts: Sendable {
  /// Per type, by catalog index: name, arch, os, labels, zones and capacity types. A label that other types of
  /// the catalog have and the type lacks must not exist; except the hypervisor, which catalogs leave out for bare
  /// metal, where Karpenter's own decisions on such catalogs take it as open.
  package private(set) var requirements: [Requirements] = []
  /// Distinct places an offering can be in: zone, capacity type, and what else an offering says.
  package private(set) var places: [Requirements] = []
  /// Per type, per offering: its index into `places`.
  package private(set) var placeOfOffering: [[Int]] = []
  package let typeOfName: [String: Int]

  package init(_ catalog: Catalog) {
    typeOfName = Dictionary(catalog.types.enumerated().map { ($1.name, $0) }) { first, _ in first }
    var keys = CatalogKeys(catalog)
    var known = KnownPlaces()
    for type in catalog.types {
      let before = placeOfOffering.last
      placeOfOffering.append(type.offerings.indices.map { known.id(of: type.offerings[$0], position: $0) })
      requirements.append(keys.requirements(of: type, isInSamePlaces: placeOfOffering.last == before))
    }
    places = known.places
  }
}

/// Places by what offerings say of them.
private struct KnownPlaces {
  private struct Key: Hashable {
    var zone: String
    var capacityType: String
    var labels: Labels
    var reservation: String
  }

  private(set) var places: [Requirements] = []
  private var ids: [Key: Int] = [:]
  private var keys: [Key] = []
  /// Per position among a type's offerings, the place there of the type before: mostly the same.
  private var last: [Int] = []

  mutating func id(of offering: Offering, position: Int) -> Int {
    let key = Key(
      zone: offering.zone, capacityType: offering.capacityType, labels: offering.labels,
      reservation: offering.reservation?.id ?? "")
    if position < last.count && keys[last[position]] == key { return last[position] }
    let id = ids[key] ?? add(key, of: offering)
    if position < last.count { last[position] = id } else { last.append(id) }
    return id
  }

  private mutating func add(_ key: Key, of offering: Offering) -> Int {
    var place = Requirements(offering.labels)
    place.add(.any(of: [offering.zone], key: LabelKeys.zone))
    place.add(.any(of: [offering.capacityType], key: LabelKeys.capacityType))
    if let reservation = offering.reservation {
      place.add(.any(of: [reservation.id], key: LabelKeys.reservationID))
    }
    ids[key] = places.count
    keys.append(key)
    places.append(place)
    return places.count - 1
  }
}

/// The label keys of a catalog, sorted once: a thousand types have forty labels each, so that nothing is looked up by
/// its key.
private struct CatalogKeys {
  private enum Source {
    case name
    case architecture
    case operatingSystems
    case zones
    case capacityTypes
    /// Into `keys`.
    case label(Int)
  }

  /// As written, ascending.
  private let keys: [String]
  /// Per key, what a type without the label says of it.
  private var absent: [Requirement?] = []
  /// By the stable key; those of one key follow each other.
  private var sources: [(key: String, source: Source)] = [
    (LabelKeys.instanceType, .name), (LabelKeys.arch, .architecture), (LabelKeys.os, .operatingSystems),
    (LabelKeys.zone, .zones), (LabelKeys.capacityType, .capacityTypes),
  ]
  /// Per source, what the last type said: its neighbours mostly say the same.
  private var last: [Requirement?] = []
  /// Per key, the value that the type at hand has.
  private var values: [String?]

  init(_ catalog: Catalog) {
    var keys: Set<String> = []
    for type in catalog.types {
      for pair in type.labels.pairs { keys.insert(pair.key) }
    }
    self.keys = keys.sorted()
    values = Array(repeating: nil, count: keys.count)
    for (index, key) in self.keys.enumerated() {
      let stable = LabelKeys.normalized(key)
      absent.append(key == LabelKeys.hypervisor ? nil : Requirement.label(nil, stableKey: stable))
      sources.append((stable, .label(index)))
    }
    sources.sort { $0.key < $1.key }
    last = Array(repeating: nil, count: sources.count)
  }

  /// - Parameter isInSamePlaces: as the type before, so that it has the same zones and capacity types.
  mutating func requirements(of type: InstanceType, isInSamePlaces: Bool) -> Requirements {
    readLabels(of: type)
    var result: [Requirement] = []
    result.reserveCapacity(sources.count)
    for position in sources.indices {
      guard let requirement = requirement(of: type, at: position, isInSamePlaces) else { continue }
      if result.last?.key == requirement.key {
        result[result.count - 1] = result[result.count - 1].intersection(requirement)
      } else {
        result.append(requirement)
      }
    }
    return Requirements(ascending: result)
  }

  private mutating func requirement(
    of type: InstanceType, at position: Int, _ isInSamePlaces: Bool
  ) -> Requirement? {
    switch sources[position].source {
    case .name: return .label(type.name, stableKey: LabelKeys.instanceType)
    case .architecture: return label(type.architecture, position)
    case .operatingSystems: return .any(of: type.operatingSystems, key: LabelKeys.os)
    case .zones, .capacityTypes:
      if isInSamePlaces, let known = last[position] { return known }
      let isZones = if case .zones = sources[position].source { true } else { false }
      last[position] =
        isZones
        ? .any(of: type.offerings.map(\.zone), key: LabelKeys.zone)
        : .any(of: type.offerings.map(\.capacityType), key: LabelKeys.capacityType)
      return last[position]
    case .label(let key):
      if let value = values[key] { return label(value, position) }
      return absent[key]
    }
  }

  /// Labels are sorted as the keys are, and every one of theirs is among them.
  private mutating func readLabels(of type: InstanceType) {
    var pairs = type.labels.pairs[...]
    for (index, key) in keys.enumerated() {
      let isNext = pairs.first?.key == key
      values[index] = isNext ? pairs.removeFirst().value : nil
    }
  }

  private mutating func label(_ value: String, _ position: Int) -> Requirement {
    if let known = last[position], known.onlyValue == value { return known }
    let requirement = Requirement.label(value, stableKey: sources[position].key)
    last[position] = requirement
    return requirement
  }
}
