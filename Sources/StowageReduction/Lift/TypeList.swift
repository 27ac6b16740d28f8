import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// The instance types that could be launched for a claim, cheapest first and cut to the longest list allowed,
/// and what the claim requires so that one of them in one of these offerings is launched.
struct TypeList {
  /// Names, by their cheapest offering, then by name.
  private(set) var types: [String] = []
  private(set) var cheapest: PlannedOffering
  /// One offering a listed type, into the reduction's offerings.
  private(set) var nodes: [Int] = []
  /// What the claim requires, with the pool's own requirements.
  private(set) var launch: Requirements
  /// What the daemons of every listed type ask for at least.
  private(set) var overhead = ResourceVector()

  /// An offering with what it is sorted by.
  private struct Entry {
    var position: Int
    var type: Int
    var price: Money
    var offering: Offering
  }

  /// False where the listed types have too few values for a `minValues`.
  private(set) var keepsChoice = true

  /// `positions`: the offerings that hold the pods and meet `launch`, not empty. A `short` list has no more types
  /// than `minValues` makes it have.
  init(_ positions: [Int], reduction: Reduction, launch: Requirements, isShort: Bool) {
    let cluster = reduction.cluster
    let entries = positions.map { position in
      let node = reduction.offerings[position]
      let offering = cluster.offering(of: node)
      return Entry(
        position: position, type: cluster.poolType(of: node).type, price: offering.price, offering: offering)
    }.sorted { ($0.price, $0.type, $0.position) < ($1.price, $1.type, $1.position) }
    var firsts: [Entry] = []
    var seen: Set<Int> = []
    for entry in entries where seen.insert(entry.type).inserted { firsts.append(entry) }
    let most = max(1, cluster.options.maxInstanceTypes)
    let listed = Self.cut(
      firsts, keep: isShort ? 1 : most, most: most, launch: launch, cluster: cluster)
    let kept = Set(listed.map(\.type))
    types = listed.map { cluster.catalog.types[$0.type].name }
    nodes = listed.map(\.position)
    let best = entries[0]
    cheapest = PlannedOffering(
      instanceType: cluster.catalog.types[best.type].name, zone: best.offering.zone,
      capacityType: best.offering.capacityType, price: best.price)
    cheapest.reservationID = best.offering.reservation?.id
    self.launch = launch
    keepsChoice = launch.all.allSatisfy { demand in
      demand.minValues.map { minimum in
        Set(kept.flatMap { cluster.values(of: demand.key, type: $0) }).count >= minimum
      } ?? true
    }
    require(LabelKeys.instanceType, types)
    require(LabelKeys.zone, entries.filter { kept.contains($0.type) }.map(\.offering.zone))
    require(LabelKeys.capacityType, entries.filter { kept.contains($0.type) }.map(\.offering.capacityType))
    if let reservation = cheapest.reservationID { require(LabelKeys.reservationID, [reservation]) }
    let overheads = nodes.map { cluster.poolType(of: reduction.offerings[$0]).daemonOverhead }
    overhead = overheads.dropFirst().reduce(overheads[0]) { $0.minimum(with: $1) }
  }

  private mutating func require(_ key: String, _ values: [String]) {
    launch.add(.any(of: values, key: key))
  }

  /// As a claim states them; host names are never required.
  var requirements: [NodeRequirement] {
    launch.all.filter { $0.key != LabelKeys.hostname }.flatMap(\.written)
  }

  /// The cheapest types. Where they leave a `minValues` unmet, dearer ones that bring new values join them, and
  /// take the place of the dearest that bring none once the list is full.
  private static func cut(_ all: [Entry], keep: Int, most: Int, launch: Requirements, cluster: Cluster)
    -> [Entry]
  {
    var listed = Array(all.prefix(keep))
    for demand in launch.all {
      guard let minimum = demand.minValues else { continue }
      func values(_ entry: Entry) -> [String] { cluster.values(of: demand.key, type: entry.type) }
      var counts: [String: Int] = [:]
      for value in listed.flatMap(values) { counts[value, default: 0] += 1 }
      for entry in all.dropFirst(keep) where counts.count < minimum {
        guard values(entry).contains(where: { counts[$0] == nil }) else { continue }
        if listed.count >= most {
          let spare = listed.indices.dropFirst().last { index in
            values(listed[index]).allSatisfy { (counts[$0] ?? 0) > 1 }
          }
          guard let spare else { break }
          for value in values(listed.remove(at: spare)) { counts[value, default: 0] -= 1 }
        }
        listed.append(entry)
        for value in values(entry) { counts[value, default: 0] += 1 }
      }
    }
    return listed.sorted { ($0.price, $0.type, $0.position) < ($1.price, $1.type, $1.position) }
  }
}

extension Cluster {
  /// The values of a key that a catalog type has.
  func values(of key: String, type: Int) -> [String] {
    guard let found = facts.requirements[type][key], found.isIn else { return [] }
    return found.values
  }
}
