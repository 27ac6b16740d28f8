import StowageRules

/// Instances left in each reservation while claims hold them. A claim holds one instance of every reservation that
/// it may still be launched into.
struct ReservationLedger {
  private var left: [String: Int] = [:]

  /// Where offerings disagree about what a reservation has left, the least holds.
  init(_ cluster: Cluster) {
    for type in cluster.catalog.types {
      for offering in type.offerings where offering.isAvailable {
        guard offering.capacityType == "reserved", let reservation = offering.reservation else { continue }
        left[reservation.id] = min(left[reservation.id] ?? .max, reservation.count)
      }
    }
  }

  var isEmpty: Bool { left.isEmpty }

  /// Those of `wanted` that a claim holds already or can still get.
  func free(_ wanted: Set<String>, held: Set<String>) -> Set<String> {
    wanted.filter { held.contains($0) || left[$0] ?? 0 > 0 }
  }

  mutating func exchange(_ held: Set<String>, for wanted: Set<String>) {
    for id in held.subtracting(wanted) { left[id, default: 0] += 1 }
    for id in wanted.subtracting(held) { left[id, default: 0] -= 1 }
  }
}
