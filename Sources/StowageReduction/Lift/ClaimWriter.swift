import StowageModel
import StowagePlan
import StowageProblem
import StowageRules
import StowageUnits

/// Turns new bins into claims: what may be launched for the pods of a bin, cheapest first, and what the claim
/// must require so that nothing else is.
struct ClaimWriter {
  let reduction: Reduction
  var cluster: Cluster { reduction.cluster }
  private var labels: LabelTable
  private let table: LaunchTable
  private var ledger: LimitLedger
  /// Per class: topologies that count it, so that a claim must not leave its domain open.
  private let countingTopologies: [[Int]]
  /// Per class: its wishes, into the problem's.
  private let wishesOfClass: [[Int]]
  /// Per class: the domains of offerings, as wishes about it and other pods see them.
  private let wishedDomains: [[[Int32]]]
  /// Type lists written so far: few are different, as it is the smallest type that holds the pods which decides.
  private var lists: [ListKind: TypeList] = [:]
  /// Claims written so far, for bins that are alike.
  private var known: [ClaimKind: PlannedClaim] = [:]

  /// Bins of one kind get claims that differ in name and pods only.
  private struct ClaimKind: Hashable {
    var bin: NewBin
    var shapes: [Int]
  }

  /// All that decides about a list of types.
  private struct ListKind: Hashable {
    var row: BitRow
    var launch: Requirements
    var isShort: Bool
  }

  init(_ reduction: Reduction, table: LaunchTable, bins: [NewBin]) {
    self.reduction = reduction
    self.table = table
    labels = reduction.labels
    ledger = LimitLedger(reduction, bins: bins)
    countingTopologies = reduction.countingTopologies
    var wishes = [[Int]](repeating: [], count: reduction.classes.count)
    for (index, wish) in reduction.problem.wishes.enumerated() { wishes[wish.subject.index].append(index) }
    wishesOfClass = wishes
    wishedDomains = Self.wishedDomains(reduction.problem)
  }

  private static func wishedDomains(_ problem: Problem) -> [[[Int32]]] {
    var domains = [[[Int32]]](repeating: [], count: problem.classes.count)
    func add(_ ofOffering: [Int32], _ classes: [ClassID]) {
      for id in Set(classes).sorted() where !domains[id.index].contains(ofOffering) {
        domains[id.index].append(ofOffering)
      }
    }
    for wish in problem.peerWishes where !wish.isOfBins {
      add(wish.domainOfOffering, wish.targets + [wish.subject])
    }
    for wish in problem.spreadWishes where !wish.isOfBins {
      add(wish.domainOfOffering, wish.members + wish.subjects)
    }
    return domains
  }

  /// nil where limits leave too few types for the pool's `minValues`.
  mutating func claim(named name: String, for bin: NewBin, pods: [Int]) -> PlannedClaim? {
    let kind = ClaimKind(bin: bin, shapes: shapes(of: pods))
    guard var claim = known[kind] ?? claim(of: kind) else { return nil }
    // Under limits every claim takes from the freedom of the next.
    if cluster.pools[reduction.offerings[bin.offering.index].pool].remaining == nil { known[kind] = claim }
    claim.name = name
    claim.pods = pods.map { cluster.pending[$0].reference }
    return claim
  }

  private func shapes(of pods: [Int]) -> [Int] {
    var result: [Int] = []
    for pod in pods {
      let shape = cluster.pending[pod].shape
      if result.last != shape && !result.contains(shape) { result.append(shape) }
    }
    return result
  }

  private mutating func claim(of kind: ClaimKind) -> PlannedClaim? {
    let bin = kind.bin
    let planned = reduction.offerings[bin.offering.index]
    let pool = cluster.pools[planned.pool]
    var requirements = places(of: kind.shapes, at: bin.offering.index)
    let counting = Set(bin.content.parts.flatMap { countingTopologies[$0.podClass.index] }).sorted()
    for topology in counting where domain(of: bin.offering.index, in: topology) >= 0 {
      let key = reduction.topologies[topology].key
      if let value = labels.value(key, bin: bin.offering.index) {
        requirements.add(.any(of: [value], key: key))
      }
    }
    let requests = reduction.requests(of: bin.content)
    var row = launchable(bin, requirements: requirements, requests: requests)
    for topology in counting where reduction.topologies[topology].counted != nil {
      let own = domain(of: bin.offering.index, in: topology)
      row.filter { domain(of: $0, in: topology) == own }
    }
    row = meetingWishes(of: bin, in: row)
    if cluster.steersSpot { row = asPlanned(bin.offering.index, in: row) }
    // Every listed type may be launched and then counts against the limits, so that where both bind, claims leave
    // one another as much as they can.
    let list = list(
      ListKind(
        row: row, launch: pool.requirements.adding(requirements),
        isShort: pool.remaining != nil && pool.requirements.hasMinValues))
    if !list.keepsChoice && cluster.options.minValues == .strict { return nil }
    ledger.reserve(list.nodes.map { reduction.offerings[$0] }, insteadOf: planned)

    var claim = PlannedClaim(name: "", nodePool: pool.name, offering: list.cheapest)
    claim.instanceTypes = list.types
    claim.requirements = list.requirements
    claim.labels = resolvedLabels(pool: pool, launch: list.launch, position: bin.offering.index)
    claim.requests = requests + list.overhead
    return claim
  }

  private mutating func list(_ kind: ListKind) -> TypeList {
    if let known = lists[kind] { return known }
    let list = TypeList(
      kind.row, reduction: reduction, table: table, launch: kind.launch, isShort: kind.isShort)
    lists[kind] = list
    return list
  }

  /// Without the spot offerings that are cheaper than the one that was chosen although there are such: their
  /// interruptions, or too many nodes of their kind, speak against them. A claim says that by types, zones and capacity
  /// types, so that others may go with them.
  private func asPlanned(_ own: Int, in row: BitRow) -> BitRow {
    let mine = cluster.offering(of: reduction.offerings[own])
    let worth = reduction.problem.offerings[own].price
    func isUnwanted(_ position: Int) -> Bool {
      let other = cluster.offering(of: reduction.offerings[position])
      guard other.capacityType == "spot", position != own, other.price <= mine.price else { return false }
      if cluster.options.maxNodesPerSpotPool != nil { return true }
      return other.price < mine.price && reduction.problem.offerings[position].price > worth
    }
    var result = row
    if mine.capacityType != "spot" {
      if row.positions.contains(where: isUnwanted) {
        result.filter { table.capacityType[$0] == table.capacityType[own] }
      }
      return result
    }
    if row.positions.contains(where: { table.type[$0] == table.type[own] && isUnwanted($0) }) {
      result.filter { table.zone[$0] == table.zone[own] }
    }
    let unwanted = Set(result.positions.filter(isUnwanted).map { table.type[$0] })
      .subtracting([table.type[own]])
    result.filter { !unwanted.contains(table.type[$0]) }
    return result
  }

  /// Without the offerings that leave a wish unmet which the bin's own meets: a preference that the plan keeps
  /// must hold for whatever is launched. Where `minValues` asks for a choice, the choice comes first.
  private func meetingWishes(of bin: NewBin, in row: BitRow) -> BitRow {
    let pool = cluster.pools[reduction.offerings[bin.offering.index].pool]
    guard !pool.requirements.hasMinValues else { return row }
    var narrowed = row
    for part in bin.content.parts {
      for domains in wishedDomains[part.podClass.index] {
        narrowed.filter { domains[$0] == domains[bin.offering.index] }
      }
      for index in wishesOfClass[part.podClass.index] {
        let wish = reduction.problem.wishes[index]
        if wish.offerings[0, bin.offering.index] { narrowed.filter { wish.offerings[0, $0] } }
      }
    }
    return narrowed.isEmpty ? row : narrowed
  }

  /// Of each pod's alternatives the first that the offering satisfies, all together.
  private mutating func places(of shapes: [Int], at position: Int) -> Requirements {
    var result = Requirements()
    for shape in shapes {
      for place in cluster.shapes[shape].places where labels.row(for: place)[position] {
        result.add(place)
        break
      }
    }
    return result
  }

  private func domain(of offering: Int, in topology: Int) -> Int32 {
    reduction.problem.topologies[topology].domainOfOffering[offering]
  }

  /// The offerings of the bin's pool that could hold the same pods under these requirements; the bin's own is
  /// among them. Reservations are what the solver shared out, so a claim uses one only where the bin does, and
  /// then no other.
  private mutating func launchable(
    _ bin: NewBin, requirements: Requirements, requests: ResourceVector
  ) -> BitRow {
    let own = bin.offering.index
    let planned = reduction.offerings[own]
    var row = labels.row(for: requirements)
    row.formIntersection(table.ofPool[planned.pool])
    for part in bin.content.parts {
      row.formIntersection(reduction.classes[part.podClass.index].offerings)
    }
    row.formIntersection(table.ofReservation[Int(table.reservation[own])])
    let fits = table.roomsHolding(requests)
    let rooms = table.room
    row.filter { fits[Int(rooms[$0])] }
    if ledger.mayBind(insteadOf: planned) {
      row.filter { ledger.allows(reduction.offerings[$0], insteadOf: planned) }
    }
    row[own] = true
    return row
  }

  /// The template's labels, and for every label of the pool's own that has a value by now, that value.
  private func resolvedLabels(pool: Pool, launch: Requirements, position: Int) -> Labels {
    var result = pool.labels
    for requirement in launch.all where !LabelKeys.isWellKnown(requirement.key) {
      if requirement.key == LabelKeys.hostname || result[requirement.key] != nil { continue }
      if let value = labels.value(requirement.key, bin: position), requirement.allows(value) {
        result[requirement.key] = value
      } else if requirement.isIn {
        result[requirement.key] = requirement.values[0]
      }
    }
    return result
  }
}

extension Reduction {
  /// Per class: the topologies of which some rule counts its pods or finds them, ascending.
  var countingTopologies: [[Int]] {
    var result = [[Int]](repeating: [], count: classes.count)
    for (index, topology) in problem.topologies.enumerated() {
      var counted: Set<ClassID> = []
      for spread in topology.spreads { counted.formUnion(spread.members + spread.subjects) }
      for rule in topology.attractions { counted.formUnion(rule.targets + [rule.subject]) }
      for rule in topology.repulsions { counted.formUnion(rule.targets + [rule.subject]) }
      for id in counted.sorted() { result[id.index].append(index) }
    }
    return result
  }
}
