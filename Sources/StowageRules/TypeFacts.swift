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

  private struct PlaceKey: Hashable {
    var zone: String
    var capacityType: String
    var labels: Labels
    var reservation: String
  }

  package init(_ catalog: Catalog) {
    let keys = Set(catalog.types.flatMap { $0.labels.pairs.map(\.key) }).sorted()
    var known: [PlaceKey: Int] = [:]
    for type in catalog.types {
      requirements.append(Self.requirements(of: type, catalogKeys: keys))
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

  private static func requirements(of type: InstanceType, catalogKeys: [String]) -> Requirements {
    var all = [
      Requirement.any(of: [type.name], key: LabelKeys.instanceType),
      .any(of: [type.architecture], key: LabelKeys.arch),
      .any(of: type.operatingSystems, key: LabelKeys.os),
      .any(of: type.offerings.map(\.zone), key: LabelKeys.zone),
      .any(of: type.offerings.map(\.capacityType), key: LabelKeys.capacityType),
    ]
    for key in catalogKeys {
      if let value = type.labels[key] {
        all.append(.any(of: [value], key: key))
      } else if key != LabelKeys.hypervisor {
        all.append(.doesNotExist(key))
      }
    }
    return Requirements(all)
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
