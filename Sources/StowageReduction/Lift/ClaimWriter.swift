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
  var labels: LabelTable
  private var ledger: LimitLedger
  /// Per class: keys whose value counts for it, so that a claim must not leave them open.
  private let countedKeys: [[String]]

  init(_ reduction: Reduction, bins: [NewBin]) {
    self.reduction = reduction
    labels = reduction.labels
    ledger = LimitLedger(reduction, bins: bins)
    countedKeys = reduction.countedKeys
  }

  /// nil where limits leave too few types for the pool's `minValues`.
  mutating func claim(named name: String, for bin: NewBin, pods: [Int]) -> PlannedClaim? {
    let planned = reduction.offerings[bin.offering.index]
    let pool = cluster.pools[planned.pool]
    var requirements = places(of: pods, at: bin.offering.index)
    for key in pins(of: bin.content) {
      if let value = labels.value(key, bin: bin.offering.index) {
        requirements.add(.any(of: [value], key: key))
      }
    }
    let requests = pods.reduce(ResourceVector.zero) {
      $0 + cluster.shapes[cluster.pending[$1].shape].requests
    }
    let positions = launchable(bin, requirements: requirements, requests: requests)
    // Every listed type may be launched and then counts against the limits, so that where both bind, claims leave
    // one another as much as they can.
    let list = TypeList(
      positions, reduction: reduction, launch: pool.requirements.adding(requirements),
      isShort: pool.remaining != nil && pool.requirements.hasMinValues)
    if !list.keepsChoice && cluster.options.minValues == .strict { return nil }
    ledger.reserve(list.nodes.map { reduction.offerings[$0] }, insteadOf: planned)

    var claim = PlannedClaim(name: name, nodePool: pool.name, offering: list.cheapest)
    claim.instanceTypes = list.types
    claim.requirements = list.requirements
    claim.labels = resolvedLabels(pool: pool, launch: list.launch, position: bin.offering.index)
    claim.requests = requests + list.overhead
    claim.pods = pods.map { cluster.pending[$0].reference }
    return claim
  }

  /// Of each pod's alternatives the first that the offering satisfies, all together.
  private mutating func places(of pods: [Int], at position: Int) -> Requirements {
    var shapes: [Int] = []
    for pod in pods where shapes.last != cluster.pending[pod].shape {
      if !shapes.contains(cluster.pending[pod].shape) { shapes.append(cluster.pending[pod].shape) }
    }
    var result = Requirements()
    for shape in shapes {
      for place in cluster.shapes[shape].places where labels.row(for: place)[position] {
        result.add(place)
        break
      }
    }
    return result
  }

  private func pins(of content: Pattern) -> [String] {
    var keys: Set<String> = []
    for part in content.parts { keys.formUnion(countedKeys[part.podClass.index]) }
    return keys.sorted()
  }

  /// The offerings of the bin's pool that could hold the same pods under these requirements; the bin's own is
  /// among them. Reservations are what the solver shared out, so a claim uses one only where the bin does, and
  /// then no other.
  private mutating func launchable(
    _ bin: NewBin, requirements: Requirements, requests: ResourceVector
  ) -> [Int] {
    let planned = reduction.offerings[bin.offering.index]
    let reservation = cluster.offering(of: planned).reservation?.id
    var row = labels.row(for: requirements)
    for part in bin.content.parts {
      row.formIntersection(reduction.classes[part.podClass.index].offerings)
    }
    row.filter { position in
      let node = reduction.offerings[position]
      guard node.pool == planned.pool else { return false }
      if position == bin.offering.index { return true }
      let offering = cluster.offering(of: node)
      return offering.reservation?.id == reservation
        && requests.fits(in: cluster.poolType(of: node).room(in: offering))
        && ledger.allows(node, insteadOf: planned)
    }
    return row.positions
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
  /// Per class: the topology keys by which some rule counts its pods or finds them, ascending.
  var countedKeys: [[String]] {
    var keys = [Set<String>](repeating: [], count: classes.count)
    for (key, topology) in zip(topologyKeys, problem.topologies) {
      var counted: Set<ClassID> = []
      for spread in topology.spreads { counted.formUnion(spread.members + spread.subjects) }
      for rule in topology.attractions { counted.formUnion(rule.targets + [rule.subject]) }
      for rule in topology.repulsions { counted.formUnion(rule.targets + [rule.subject]) }
      for id in counted { keys[id.index].insert(key) }
    }
    return keys.map { $0.sorted() }
  }
}
