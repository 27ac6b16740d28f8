import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// The best plan of a very small cluster, found by trying every assignment and keeping what a judge accepts.
///
/// Knows no rule: it relies on the judge alone, and on which of its findings more pods may still cure. Best is
/// what plans promise: the most pods, those of higher priority first, then the least cost.
package struct BruteForce {
  package typealias Judge = (ProvisioningPlan) -> CheckReport

  /// Something to launch: pool and type by their indices, an offering, and a choice where the pool leaves custom
  /// labels open.
  struct Option {
    var pool: Int
    var type: Int
    var offering: Offering
    var labels: Labels
  }

  /// Findings that pods placed later may cure.
  private static let curable: Set<String> = ["TopologySpread", "PodAffinity"]

  let cluster: Cluster
  private let judge: Judge
  private let options: [Option]
  /// Judgements left before the search gives up.
  private var budget: Int
  /// By shape: which nodes, and which options, hold a pod of it alone.
  private var hosts: [Int: Hosts] = [:]
  private var best: (cost: Money, plan: ProvisioningPlan)?

  package init(_ cluster: Cluster, budget: Int = 100_000, judge: @escaping Judge) {
    self.cluster = cluster
    self.judge = judge
    self.budget = budget
    var options: [Option] = []
    for (pool, source) in cluster.pools.enumerated() {
      let choices = Self.labelChoices(of: source, in: cluster)
      for type in source.types {
        for index in type.offerings {
          let offering = cluster.catalog.types[type.type].offerings[index]
          options += choices.map { Option(pool: pool, type: type.type, offering: offering, labels: $0) }
        }
      }
    }
    self.options = options.sorted { $0.offering.price < $1.offering.price }
  }

  /// Every choice of values for the custom labels that a pool leaves open and pods speak of.
  private static func labelChoices(of pool: Pool, in cluster: Cluster) -> [Labels] {
    let spoken = cluster.shapes.flatMap { $0.alternatives.flatMap(\.all) }
    var keys = Set(spoken.map(\.key))
    for shape in cluster.shapes {
      keys.formUnion(shape.spread.map(\.key) + (shape.affinity + shape.antiAffinity).map(\.key))
    }
    var choices = [Labels()]
    for requirement in pool.requirements.all where keys.contains(requirement.key) {
      if LabelKeys.isWellKnown(requirement.key) || requirement.onlyValue != nil { continue }
      if cluster.facts.requirements.contains(where: { $0[requirement.key] != nil }) { continue }
      var values = requirement.isIn ? requirement.values : ["any"]
      if !requirement.isIn { values += spoken.filter { $0.key == requirement.key }.flatMap(\.values) }
      let allowed = Set(values).filter(requirement.allows).sorted()
      choices = choices.flatMap { choice in
        allowed.map { choice.merging(Labels([(requirement.key, $0)])) }
      }
    }
    return choices
  }

  /// The cheapest plan that places exactly these pods (into `Cluster.pending`), nil where there is none. Throws
  /// where the budget does not suffice to tell.
  package mutating func cheapest(placing pods: [Int]) throws(Exhausted) -> ProvisioningPlan? {
    best = nil
    let placed = Set(pods)
    let unplaced = cluster.pending.indices.filter { !placed.contains($0) }.map {
      cluster.pending[$0].reference
    }
    try extend(Assignment(cluster, ignored: cluster.ignored.map(\.reference) + unplaced), pods[...])
    return best?.plan
  }

  /// The best plan of all.
  package mutating func bestPlan() throws(Exhausted) -> ProvisioningPlan {
    for rank in rankedChoices() {
      var cheapest: ProvisioningPlan?
      for pods in rank {
        guard let plan = try self.cheapest(placing: pods) else { continue }
        if cheapest.map({ plan.cost.hourly < $0.cost.hourly }) ?? true { cheapest = plan }
      }
      if let cheapest { return cheapest }
    }
    preconditionFailure("placing no pod at all must always be allowed")
  }

  package struct Exhausted: Error {}

  struct Hosts {
    var nodes: [Bool]
    var options: [Bool]
  }

  /// What may hold the pod when it is alone there; more pods never make a place possible.
  private mutating func hosts(of pod: Int) -> Hosts {
    let shape = cluster.pending[pod].shape
    if let known = hosts[shape] { return known }
    let others = cluster.pending.indices.filter { $0 != pod }.map { cluster.pending[$0].reference }
    let alone = Assignment(cluster, ignored: cluster.ignored.map(\.reference) + others)
    let everywhere = Hosts(
      nodes: cluster.nodes.map { !$0.isDeleting }, options: options.map { _ in true })
    let isPossible = alone.extensions(by: pod, options: options, hosts: everywhere).map { one in
      let plan = one.plan(waiting: [], judge: judge, cluster: cluster)
      return (
        place: one.lastPlace, isPossible: judge(plan).violations.allSatisfy { Self.curable.contains($0.code) }
      )
    }
    var result = everywhere
    for (place, isPossible) in isPossible where !isPossible {
      switch place {
      case .node(let node): result.nodes[node] = false
      case .option(let option): result.options[option] = false
      case nil: break
      }
    }
    hosts[shape] = result
    return result
  }

  /// Every set of pending pods, grouped by how good it is to place them, the best group first. Of sets with the
  /// same pods by shape only the first is kept.
  private func rankedChoices() -> [[[Int]]] {
    let priorities = Set(cluster.pending.map { cluster.shape(of: $0).priority }).sorted(by: >)
    let count = cluster.pending.count
    precondition(count < 12, "\(count) pods are too many to try everything")
    var ranks: [[Int]: [[Int]]] = [:]
    var seen: Set<[Int]> = []
    for mask in 0..<(1 << count) {
      let pods = (0..<count).filter { mask >> $0 & 1 == 1 }
      guard seen.insert(pods.map { cluster.pending[$0].shape }.sorted()).inserted else { continue }
      let merit = priorities.map { level in
        pods.count { cluster.shape(of: cluster.pending[$0]).priority == level }
      }
      ranks[merit, default: []].append(pods)
    }
    return ranks.sorted { $1.key.lexicographicallyPrecedes($0.key) }.map(\.value)
  }

  private mutating func extend(_ partial: Assignment, _ rest: ArraySlice<Int>) throws(Exhausted) {
    if let best, partial.cost >= best.cost { return }
    let plan = partial.plan(
      waiting: rest.map { cluster.pending[$0].reference }, judge: judge, cluster: cluster)
    if budget == 0 { throw Exhausted() }
    budget -= 1
    let codes = judge(plan).violations.map(\.code)
    guard let pod = rest.first else {
      if codes.isEmpty { best = (partial.cost, plan) }
      return
    }
    if codes.contains(where: { !Self.curable.contains($0) }) { return }
    for next in partial.extensions(by: pod, options: options, hosts: hosts(of: pod)) {
      try extend(next, rest.dropFirst())
    }
  }
}

/// Some pods in their places.
private struct Assignment {
  struct Group {
    var option: Int
    var pods: [Int]
  }

  private let cluster: Cluster
  /// References of pods that stay out.
  private let ignored: [String]
  private var onNodes: [[Int]]
  private var groups: [Group] = []
  private var options: [BruteForce.Option] = []
  private(set) var cost = Money.zero
  /// Where the last pod went: nodes, then groups; and the option it opened, if it did.
  private var last: (pod: Int, place: Int, opened: Int?)?

  init(_ cluster: Cluster, ignored: [String]) {
    self.cluster = cluster
    self.ignored = ignored
    onNodes = Array(repeating: [], count: cluster.nodes.count)
  }

  enum LastPlace {
    case node(Int)
    case option(Int)
  }

  var lastPlace: LastPlace? {
    guard let last else { return nil }
    return last.place < onNodes.count ? .node(last.place) : .option(groups[last.place - onNodes.count].option)
  }

  /// Every way to place one more pod. Pods alike go to places in ascending order, as any other order is the same.
  func extensions(by pod: Int, options: [BruteForce.Option], hosts: BruteForce.Hosts) -> [Assignment] {
    let isAlike = last.map { cluster.pending[$0.pod].shape == cluster.pending[pod].shape } ?? false
    let firstPlace = isAlike ? last?.place ?? 0 : 0
    let firstOption = isAlike ? last?.opened ?? 0 : 0
    var result: [Assignment] = []
    for place in firstPlace..<max(firstPlace, onNodes.count + groups.count) {
      var next = self
      if place < onNodes.count {
        if !hosts.nodes[place] { continue }
        next.onNodes[place].append(pod)
      } else {
        if !hosts.options[groups[place - onNodes.count].option] { continue }
        next.groups[place - onNodes.count].pods.append(pod)
      }
      let opened = isAlike && place == last?.place ? last?.opened : nil
      next.last = (pod, place, opened)
      result.append(next)
    }
    for (index, option) in options.enumerated() where index >= firstOption && hosts.options[index] {
      var next = self
      next.options = options
      next.groups.append(Group(option: index, pods: [pod]))
      next.cost += option.offering.price
      next.last = (pod, onNodes.count + groups.count, index)
      result.append(next)
    }
    return result
  }

  func plan(waiting: [String], judge: BruteForce.Judge, cluster: Cluster) -> ProvisioningPlan {
    var plan = ProvisioningPlan()
    plan.unschedulable = (ignored + waiting).map {
      Verdict(pod: $0, reason: "BruteForce", message: "", hint: "")
    }
    for (node, pods) in onNodes.enumerated() where !pods.isEmpty {
      plan.placements.append(Placement(node: cluster.nodes[node].name, pods: references(pods)))
    }
    for (number, group) in groups.enumerated() {
      plan.nodeClaims.append(claim(group, number: number + 1))
    }
    plan.cost.hourly = cost
    for index in plan.nodeClaims.indices { widen(&plan, index, judge: judge) }
    return plan
  }

  private func references(_ pods: [Int]) -> [String] { pods.map { cluster.pending[$0].reference } }

  private func claim(_ group: Group, number: Int) -> PlannedClaim {
    let option = options[group.option]
    let type = cluster.catalog.types[option.type]
    var offering = PlannedOffering(
      instanceType: type.name, zone: option.offering.zone, capacityType: option.offering.capacityType,
      price: option.offering.price)
    offering.reservationID = option.offering.reservation?.id
    var claim = PlannedClaim(
      name: "new-\(number)", nodePool: cluster.pools[option.pool].name, offering: offering)
    claim.instanceTypes = [type.name]
    claim.labels = option.labels
    claim.pods = references(group.pods)
    return claim
  }

  /// The values of a key that all of some pods may have.
  private func allowed(_ key: String, by pods: [String]) -> NodeRequirement {
    let shapes = cluster.pending.filter { pods.contains($0.reference) }.map { cluster.shape(of: $0) }
    let values = Set(cluster.facts.places.compactMap { $0[key]?.onlyValue }).sorted().filter { value in
      shapes.allSatisfy { shape in
        [shape.alternatives, shape.volumePlaces].allSatisfy { $0.contains { $0.get(key).allows(value) } }
      }
    }
    return NodeRequirement(key: key, op: "In", values: values)
  }

  /// Where the pool wants a choice of types, lists the smallest ones that the judge accepts beside the planned one:
  /// in its zone and capacity type if they suffice, else wherever the pods may be.
  private func widen(_ plan: inout ProvisioningPlan, _ index: Int, judge: BruteForce.Judge) {
    let pool = cluster.pools.first { $0.name == plan.nodeClaims[index].nodePool }
    guard let pool, pool.requirements.hasMinValues else { return }
    let name = plan.nodeClaims[index].name
    // A large type in the list may be more than the pool's limits allow.
    func codes(_ plan: ProvisioningPlan) -> [String] {
      judge(plan).violations.filter { [name, pool.name].contains($0.object) }.map(\.code)
    }
    func isShort(_ plan: ProvisioningPlan) -> Bool { codes(plan).contains("MinValues") }
    let types = pool.types.sorted {
      ($0.capacity.cpu, $0.capacity.memory) < ($1.capacity.cpu, $1.capacity.memory)
    }
    let pinned = plan.nodeClaims[index]
    let (zone, capacityType) = (LabelKeys.zone, LabelKeys.capacityType)
    for openKeys in [[], [capacityType], [zone], [zone, capacityType]] where isShort(plan) {
      plan.nodeClaims[index] = pinned
      plan.nodeClaims[index].requirements = [
        (zone, pinned.offering.zone), (capacityType, pinned.offering.capacityType),
      ].map { key, own in
        openKeys.contains(key)
          ? allowed(key, by: pinned.pods) : NodeRequirement(key: key, op: "In", values: [own])
      }
      for type in types where isShort(plan) {
        var wider = plan
        let added = cluster.type(type).name
        if wider.nodeClaims[index].instanceTypes.contains(added) { continue }
        wider.nodeClaims[index].instanceTypes.append(added)
        if codes(wider).allSatisfy({ $0 == "MinValues" }) { plan = wider }
      }
    }
  }
}
