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

  /// `positions`: the offerings that hold the pods and meet `launch`, not empty.
  init(_ positions: [Int], reduction: Reduction, launch: Requirements) {
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
    let listed = Self.cut(firsts, to: cluster.options.maxInstanceTypes, launch: launch, cluster: cluster)
    let kept = Set(listed.map(\.type))
    types = listed.map { cluster.catalog.types[$0.type].name }
    nodes = listed.map(\.position)
    let best = entries[0]
    cheapest = PlannedOffering(
      instanceType: cluster.catalog.types[best.type].name, zone: best.offering.zone,
      capacityType: best.offering.capacityType, price: best.price)
    cheapest.reservationID = best.offering.reservation?.id
    self.launch = launch
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

  /// The cheapest types; where that leaves a `minValues` unmet, dearer ones that bring new values take the place
  /// of the dearest that bring none.
  private static func cut(_ all: [Entry], to most: Int, launch: Requirements, cluster: Cluster) -> [Entry] {
    if all.count <= most { return all }
    var listed = Array(all.prefix(max(1, most)))
    let demands = launch.all.filter { $0.minValues != nil }
    if demands.isEmpty { return listed }
    func values(_ entry: Entry, _ key: String) -> [String] {
      guard let found = cluster.facts.requirements[entry.type][key], found.isIn else { return [] }
      return found.values
    }
    for demand in demands {
      var counts: [String: Int] = [:]
      for entry in listed { for value in values(entry, demand.key) { counts[value, default: 0] += 1 } }
      for entry in all.dropFirst(most) where counts.count < demand.minValues ?? 0 {
        let new = values(entry, demand.key)
        guard new.contains(where: { counts[$0] == nil }) else { continue }
        let spare = listed.indices.last { index in
          index > 0 && values(listed[index], demand.key).allSatisfy { (counts[$0] ?? 0) > 1 }
        }
        guard let spare else { break }
        for value in values(listed[spare], demand.key) { counts[value]! -= 1 }
        listed.remove(at: spare)
        listed.append(entry)
        for value in new { counts[value, default: 0] += 1 }
      }
    }
    return listed.sorted { ($0.price, $0.type, $0.position) < ($1.price, $1.type, $1.position) }
  }
}
