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

  private struct PlaceKey: Hashable {
    var zone: String
    var capacityType: String
    var labels: Labels
    var reservation: String
  }

  package init(_ catalog: Catalog) {
    typeOfName = Dictionary(catalog.types.enumerated().map { ($1.name, $0) }) { first, _ in first }
    var keys = CatalogKeys(catalog)
    var known: [PlaceKey: Int] = [:]
    for type in catalog.types {
      requirements.append(keys.requirements(of: type))
      placeOfOffering.append(
        type.offerings.map { offering in
          let key = PlaceKey(
            zone: offering.zone, capacityType: offering.capacityType, labels: offering.labels,
            reservation: offering.reservation?.id ?? "")
          if let place = known[key] { return place }
          known[key] = places.count
          places.append(Self.place(of: offering))
          return places.count - 1
        })
    }
  }

  private static func place(of offering: Offering) -> Requirements {
    var place = Requirements(offering.labels)
    place.add(.any(of: [offering.zone], key: LabelKeys.zone))
    place.add(.any(of: [offering.capacityType], key: LabelKeys.capacityType))
    if let reservation = offering.reservation {
      place.add(.any(of: [reservation.id], key: LabelKeys.reservationID))
    }
    return place
  }
}

/// The label keys of a catalog, sorted once: a thousand types have forty labels each.
private struct CatalogKeys {
  private enum Source {
    case name
    case architecture
    case operatingSystems
    case zones
    case capacityTypes
    /// The key as written, and what a type without the label says of it.
    case label(String, absent: Requirement?)
  }

  /// By the stable key.
  private var sources: [(key: String, source: Source)] = [
    (LabelKeys.instanceType, .name), (LabelKeys.arch, .architecture), (LabelKeys.os, .operatingSystems),
    (LabelKeys.zone, .zones), (LabelKeys.capacityType, .capacityTypes),
  ]
  /// Per source, what the last type said: its neighbours mostly say the same.
  private var last: [Requirement?] = []

  init(_ catalog: Catalog) {
    var keys: Set<String> = []
    for type in catalog.types {
      for pair in type.labels.pairs { keys.insert(pair.key) }
    }
    for key in keys.sorted() {
      let stable = LabelKeys.normalized(key)
      let absent = key == LabelKeys.hypervisor ? nil : Requirement.label(nil, stableKey: stable)
      sources.append((stable, .label(key, absent: absent)))
    }
    sources.sort { $0.key < $1.key }
    last = Array(repeating: nil, count: sources.count)
  }

  mutating func requirements(of type: InstanceType) -> Requirements {
    var result = Requirements()
    for position in sources.indices {
      switch sources[position].source {
      case .name: result.add(.label(type.name, stableKey: LabelKeys.instanceType))
      case .architecture: result.add(label(type.architecture, position))
      case .operatingSystems: result.add(.any(of: type.operatingSystems, key: LabelKeys.os))
      case .zones: result.add(.any(of: type.offerings.map(\.zone), key: LabelKeys.zone))
      case .capacityTypes:
        result.add(.any(of: type.offerings.map(\.capacityType), key: LabelKeys.capacityType))
      case .label(let key, let absent):
        if let value = type.labels[key] {
          result.add(label(value, position))
        } else if let absent {
          result.add(absent)
        }
      }
    }
    return result
  }

  private mutating func label(_ value: String, _ position: Int) -> Requirement {
    if let known = last[position], known.onlyValue == value { return known }
    let requirement = Requirement.label(value, stableKey: sources[position].key)
    last[position] = requirement
    return requirement
  }
}
