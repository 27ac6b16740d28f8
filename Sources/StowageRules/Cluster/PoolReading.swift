import StowageModel
import StowageUnits

/// Reads NodePools: which may launch, with which types and how much room.
struct PoolReading {
  private(set) var pools: [Pool] = []
  private(set) var unusable: [UnusablePool] = []
  private(set) var warnings: [Warning] = []

  private let snapshot: Snapshot
  private let catalog: Catalog
  private let facts: TypeFacts
  private let daemons: [Daemon]
  private var memory = PoolMemory()

  /// - Parameter memory: of the same catalog; of a snapshot before, and in the end of this one.
  init(
    snapshot: Snapshot, catalog: Catalog, facts: TypeFacts, daemons: [Daemon], nodes: [ClusterNode],
    memory before: inout PoolMemory
  ) {
    defer { before = memory }
    self.snapshot = snapshot
    self.catalog = catalog
    self.facts = facts
    self.daemons = daemons
    var sources = snapshot.nodePools
    if sources.isEmpty {
      sources = [Self.assumedPool]
      warnings.append(
        Warning(
          reason: "NodePoolAssumed", object: "NodePool default",
          message: "the input has no NodePool; one that allows everything on demand is assumed"))
    }
    for source in sources { read(source, nodes: nodes, before) }
    pools.sort { ($0.weight, $0.name) > ($1.weight, $1.name) }
  }

  static var assumedPool: NodePool {
    var pool = NodePool(metadata: ObjectMeta(name: "default"))
    pool.template.requirements = [NodeRequirement(key: LabelKeys.capacityType, values: ["on-demand"])]
    return pool
  }

  private mutating func read(_ source: NodePool, nodes: [ClusterNode], _ before: PoolMemory) {
    let name = source.metadata.name
    if let problem = source.problem {
      unusable.append(UnusablePool(name: name, message: problem))
      warnings.append(
        Warning(
          reason: "NodePoolUnusable", object: "NodePool \(name)", message: "no node is launched: \(problem)"))
      return
    }
    for unknown in source.unknownCapacityTypes {
      warnings.append(
        Warning(
          reason: "UnknownCapacityType", object: "NodePool \(name)",
          message: "the capacity type \(unknown) does not exist and is left out"))
    }
    var labels = source.template.labels
    labels[LabelKeys.nodePool] = name
    let nodeClass = source.template.nodeClassRef
    if !nodeClass.group.isEmpty && !nodeClass.name.isEmpty {
      labels["\(nodeClass.group)/\(nodeClass.kind.lowercased())"] = nodeClass.name
    }
    var pool = Pool(
      name: name, weight: source.weight, source: source,
      requirements: Requirements(labels).adding(Requirements(source.usableRequirements)), labels: labels,
      taints: source.template.taints)
    pool.remaining = remaining(of: source, nodes: nodes)
    pool.types = types(of: pool, before)
    if pool.types.isEmpty {
      let message = "its requirements leave no instance type with an available offering"
      unusable.append(UnusablePool(name: name, message: message))
      warnings.append(Warning(reason: "NoInstanceType", object: "NodePool \(name)", message: message))
      return
    }
    pools.append(pool)
  }

  private func remaining(of source: NodePool, nodes: [ClusterNode]) -> ResourceList? {
    if source.limits.isEmpty { return nil }
    var used = ResourceVector()
    var count: Int64 = 0
    for node in nodes where node.poolName == source.metadata.name && !node.isDeleting {
      used += node.capacity
      count += 1
    }
    return ResourceList(
      source.limits.entries.map { limit in
        let taken = limit.name == .nodes ? count : used[limit.name]
        return ResourceList.Entry(name: limit.name, amount: limit.amount - taken)
      })
  }

  private mutating func types(of pool: Pool, _ before: PoolMemory) -> [PoolType] {
    let template = pool.source.template
    let source = PoolMemory.Source(
      name: pool.name, template: template,
      nodeClass: snapshot.nodeClasses.first { $0.metadata.name == template.nodeClassRef.name },
      daemons: daemons)
    let types = before.types(of: source) ?? types(of: pool, nodeClass: source.nodeClass)
    memory.keep(types, of: source)
    return types
  }

  private func types(of pool: Pool, nodeClass: EC2NodeClass?) -> [PoolType] {
    let placeAllowed = facts.places.map {
      pool.requirements.isCompatible($0, undefined: .allowedIfWellKnown)
    }
    let overhead = PoolDaemons(daemons, pool: pool)
    var result: [PoolType] = []
    for (index, type) in catalog.types.enumerated() {
      let requirements = facts.requirements[index]
      guard requirements.intersects(pool.requirements) else { continue }
      let offerings = type.offerings.indices.filter {
        type.offerings[$0].isOpen && placeAllowed[facts.placeOfOffering[index][$0]]
      }
      if offerings.isEmpty { continue }
      let amounts = allocatable(of: type, for: nodeClass)
      let running = overhead.running(on: requirements)
      for (override, offerings) in groups(of: type, offerings) {
        let difference = override - amounts.capacity
        let isChanged = override != .zero
        result.append(
          PoolType(
            type: index, capacity: isChanged ? override : amounts.capacity,
            allocatable: isChanged ? amounts.allocatable + difference : amounts.allocatable,
            daemonOverhead: running.reduce(.zero) { $0 + daemons[$1].requests }, daemons: running,
            daemonPorts: running.flatMap { daemons[$0].hostPorts }, offerings: offerings))
      }
    }
    return result
  }
}

extension PoolReading {
  /// Offerings that make nodes of one size: those with the same capacity in place of the type's (zero: the type's
  /// own), in order of their first offering.
  private func groups(of type: InstanceType, _ offerings: [Int]) -> [(
    override: ResourceVector, offerings: [Int]
  )] {
    var groups: [(override: ResourceVector, offerings: [Int])] = []
    for offering in offerings {
      var override = ResourceVector.zero
      if let changed = type.offerings[offering].capacityOverride {
        override = type.capacity
        for name in changed.names { override[name] = changed[name] }
      }
      if let known = groups.firstIndex(where: { $0.override == override }) {
        groups[known].offerings.append(offering)
      } else {
        groups.append((override, [offering]))
      }
    }
    return groups
  }
}

/// The DaemonSets that may run on a pool's nodes, with the pool's part of the question answered once.
private struct PoolDaemons {
  private struct Candidate {
    var daemon: Int
    /// Those of its alternatives that the pool can satisfy.
    var alternatives: [Requirements]
  }
  private var candidates: [Candidate] = []

  init(_ daemons: [Daemon], pool: Pool) {
    // New nodes carry these labels by the time a daemon's pod starts.
    let started = Labels([(LabelKeys.registered, "true"), (LabelKeys.initialized, "true")])
    let requirements = pool.requirements.adding(Requirements(started))
    for (index, daemon) in daemons.enumerated() {
      let alternatives = daemon.alternatives(poolRequirements: requirements, taints: pool.taints)
      if !alternatives.isEmpty { candidates.append(Candidate(daemon: index, alternatives: alternatives)) }
    }
  }

  func running(on type: Requirements) -> [Int] {
    candidates.filter { candidate in
      candidate.alternatives.contains { type.intersects($0) }
    }.map(\.daemon)
  }
}

extension Offering {
  /// Available, and with an instance left where it is a reservation.
  var isOpen: Bool { isAvailable && reservation?.count != 0 }

  /// Some offerings are those of one NodePool.
  package func isOffered(in pool: String) -> Bool { labels[LabelKeys.nodePool].map { $0 == pool } ?? true }
}

extension NodePool {
  /// The requirements without capacity types that do not exist.
  var usableRequirements: [NodeRequirement] {
    template.requirements.map { written in
      guard written.key == LabelKeys.capacityType, written.op == "In" else { return written }
      var usable = written
      usable.values.removeAll { !LabelKeys.capacityTypes.contains($0) }
      return usable
    }
  }

  /// Values of capacity type requirements that do not exist.
  var unknownCapacityTypes: [String] {
    template.requirements.filter { $0.key == LabelKeys.capacityType && $0.op == "In" }.flatMap(\.values)
      .filter {
        !LabelKeys.capacityTypes.contains($0)
      }
  }

  /// Why it may not launch nodes; nil where it may.
  var problem: String? {
    if metadata.isDeleting { return "it is being deleted" }
    if replicas != nil { return "it is static: its nodes do not follow pending pods" }
    if conditions.contains(where: { $0.type == "Ready" && $0.status == "False" }) { return "it is not ready" }
    for written in template.requirements {
      if let flaw = written.poolFlaw { return "its requirement on \(written.key) \(flaw)" }
      if LabelKeys.isRestricted(LabelKeys.normalized(written.key)) {
        return "it requires the restricted label \(written.key)"
      }
    }
    for pair in template.labels.pairs where LabelKeys.isRestricted(LabelKeys.normalized(pair.key)) {
      return "its template sets the restricted label \(pair.key)"
    }
    if usableRequirements.contains(where: {
      $0.key == LabelKeys.capacityType && $0.op == "In" && $0.values.isEmpty
    }) {
      return "it allows no capacity type that exists (on-demand, spot, reserved)"
    }
    return nil
  }
}
