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
  /// As a claim states it; host names are never required.
  private(set) var requirements: [NodeRequirement] = []
  /// What the daemons of every listed type ask for at least.
  private(set) var overhead = ResourceVector()

  /// False where the listed types have too few values for a `minValues`.
  private(set) var keepsChoice = true

  /// `row`: the offerings that hold the pods and meet `launch`, not empty. A short list has no more types than
  /// `minValues` makes it have.
  init(_ row: BitRow, reduction: Reduction, table: LaunchTable, launch: Requirements, isShort: Bool) {
    let cluster = reduction.cluster
    let firsts = Self.cheapestOfTypes(in: row, table: table)
    let most = max(1, cluster.options.maxInstanceTypes)
    let listed = Self.cut(
      firsts, keep: isShort ? 1 : most, most: most, launch: launch, cluster: cluster)
    types = listed.map { cluster.catalog.types[$0.type].name }
    nodes = listed.map(\.position)
    cheapest = reduction.plannedOffering(firsts[0].position)
    self.launch = launch
    keepsChoice = launch.all.allSatisfy { demand in
      demand.minValues.map { minimum in
        Set(listed.flatMap { cluster.values(of: demand.key, type: $0.type) }).count >= minimum
      } ?? true
    }
    narrow(to: listed, row: row, table: table)
    requirements = self.launch.all.filter { $0.key != LabelKeys.hostname }.flatMap(\.written)
    let overheads = nodes.map { cluster.poolType(of: reduction.offerings[$0]).daemonOverhead }
    overhead = overheads.dropFirst().reduce(overheads[0]) { $0.minimum(with: $1) }
  }

  /// A listed type with its cheapest offering.
  private struct Entry {
    var type: Int
    var position: Int
    /// Where it stands in the order of prices.
    var rank: Int
  }

  private static func cheapestOfTypes(in row: BitRow, table: LaunchTable) -> [Entry] {
    var result: [Entry] = []
    var seen = [Bool](repeating: false, count: table.typeCount)
    for (rank, position) in table.byPrice.enumerated() where row[Int(position)] {
      let type = Int(table.type[Int(position)])
      if seen[type] { continue }
      seen[type] = true
      result.append(Entry(type: type, position: Int(position), rank: rank))
    }
    return result
  }

  /// States the types, zones and capacity types in which a listed type can be had.
  private mutating func narrow(to listed: [Entry], row: BitRow, table: LaunchTable) {
    var isListed = [Bool](repeating: false, count: table.typeCount)
    for entry in listed { isListed[entry.type] = true }
    var hasZone = [Bool](repeating: false, count: table.zones.count)
    var hasCapacityType = [Bool](repeating: false, count: table.capacityTypes.count)
    for position in row.positions where isListed[Int(table.type[position])] {
      hasZone[Int(table.zone[position])] = true
      hasCapacityType[Int(table.capacityType[position])] = true
    }
    let zones = table.zones.indices.filter { hasZone[$0] }.map { table.zones[$0] }
    let capacityTypes =
      table.capacityTypes.indices.filter { hasCapacityType[$0] }.map { table.capacityTypes[$0] }
    launch.add(.any(of: types, key: LabelKeys.instanceType))
    launch.add(.any(of: zones, key: LabelKeys.zone))
    launch.add(.any(of: capacityTypes, key: LabelKeys.capacityType))
    if let reservation = cheapest.reservationID {
      launch.add(.any(of: [reservation], key: LabelKeys.reservationID))
    }
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
    return listed.sorted { $0.rank < $1.rank }
  }
}

extension Cluster {
  /// The values of a key that a catalog type has.
  func values(of key: String, type: Int) -> [String] {
    guard let found = facts.requirements[type][key], found.isIn else { return [] }
    return found.values
  }
}

extension Reduction {
  func plannedOffering(_ position: Int) -> PlannedOffering {
    let node = offerings[position]
    let offering = cluster.offering(of: node)
    var planned = PlannedOffering(
      instanceType: cluster.catalog.types[cluster.typeIndex(of: node)].name, zone: offering.zone,
      capacityType: offering.capacityType, price: offering.price)
    planned.reservationID = offering.reservation?.id
    return planned
  }
}
