import StowageModel
import StowageRules
import StowageUnits

/// What claims need to know of every offering of the reduction, in flat arrays, so that writing a claim looks at
/// thousands of offerings without touching their names.
struct LaunchTable: Sendable {
  /// All offerings by price, then by type name, then in order.
  let byPrice: [Int32]
  /// Per offering: into the catalog's types, of which there are `typeCount`.
  let type: [Int32]
  let typeCount: Int
  /// Per offering: into `zones`, `capacityTypes` and `ofReservation`; 0 of the last is no reservation.
  let zone: [Int32]
  let capacityType: [Int32]
  let reservation: [Int32]
  let zones: [String]
  let capacityTypes: [String]
  /// Per offering: into the reduction's rooms.
  let room: [Int32]
  /// Resources that some pod asks for, with the amount each room has.
  let roomAmounts: [(name: ResourceName, amounts: [Int64])]
  /// Per pool: its offerings.
  let ofPool: [BitRow]
  /// Per reservation: its offerings.
  let ofReservation: [BitRow]

  init(_ reduction: Reduction) {
    let cluster = reduction.cluster
    var (zones, capacityTypes, reservations) = (Names(), Names(), Names())
    _ = reservations.id(of: "")
    var prices: [Money] = []
    var (type, zone, capacityType, reservation): ([Int32], [Int32], [Int32], [Int32]) = ([], [], [], [])
    var ofPool = cluster.pools.map { _ in BitRow(count: reduction.offerings.count) }
    for (position, node) in reduction.offerings.enumerated() {
      let offering = cluster.offering(of: node)
      prices.append(offering.price)
      type.append(Int32(cluster.typeIndex(of: node)))
      zone.append(zones.id(of: offering.zone))
      capacityType.append(capacityTypes.id(of: offering.capacityType))
      reservation.append(reservations.id(of: offering.reservation?.id ?? ""))
      ofPool[node.pool][position] = true
    }
    byPrice = prices.indices.sorted {
      (prices[$0], type[$0], $0) < (prices[$1], type[$1], $1)
    }.map { Int32($0) }
    self.type = type
    typeCount = cluster.catalog.types.count
    self.zone = zone
    self.capacityType = capacityType
    self.reservation = reservation
    self.zones = zones.all
    self.capacityTypes = capacityTypes.all
    self.ofPool = ofPool
    roomAmounts = reduction.dimensions.compactMap { dimension in
      guard case .resource(let name) = dimension else { return nil }
      return (name, reduction.rooms.map { $0[name] })
    }
    room = reduction.offerings.map { Int32($0.room) }
    var ofReservation = reservations.all.map { _ in BitRow(count: reduction.offerings.count) }
    for (position, id) in reservation.enumerated() { ofReservation[Int(id)][position] = true }
    self.ofReservation = ofReservation
  }
}

extension LaunchTable {
  /// Per room: whether these requests fit there in real amounts.
  func roomsHolding(_ requests: ResourceVector) -> [Bool] {
    var result = [Bool](repeating: true, count: roomAmounts.first?.amounts.count ?? 0)
    for (name, amounts) in roomAmounts {
      let wanted = requests[name]
      for index in result.indices where amounts[index] < wanted { result[index] = false }
    }
    return result
  }
}

/// Distinct names in order of appearance.
private struct Names {
  private(set) var all: [String] = []
  private var ids: [String: Int32] = [:]

  mutating func id(of name: String) -> Int32 {
    if let known = ids[name] { return known }
    let id = Int32(all.count)
    ids[name] = id
    all.append(name)
    return id
  }
}
