import StowageModel
import StowagePlan
import StowageProblem
import StowageRules
import StowageUnits

extension Reduction {
  /// The plan that a solution of the problem stands for: names instead of indices, every pod exactly once.
  package func plan(from result: SearchResult) -> ProvisioningPlan {
    var lift = Lift(self, solution: result.solution)
    lift.writeAll()
    var plan = ProvisioningPlan()
    plan.nodeClaims = lift.claims
    plan.placements = lift.placements
    plan.unschedulable = verdicts(lift)
    plan.cost.hourly = plan.nodeClaims.reduce(.zero) { $0 + $1.offering.price }
    // The bound speaks of all pods that the solution places under the problem's rules; of fewer pods, or of looser
    // rules, it says nothing.
    let bound = [result.bound, result.looseBound].first { !isTightened($0) } ?? Bound(cost: .zero)
    let proven = withoutRisk(bound.cost)
    let isRefuted = lift.dropped.isEmpty && proven > plan.cost.hourly
    plan.cost.lowerBound = lift.dropped.isEmpty && !isRefuted ? proven : .zero
    plan.status = plan.cost.gap <= cluster.options.gap ? .optimal : .feasible
    plan.statistics = statistics(of: result, bound, isRefuted: isRefuted)
    plan.warnings = cluster.warnings + warnings
    return plan
  }

  /// Whether a bound rests on a rule that is stricter in the problem than in reality.
  private func isTightened(_ bound: Bound) -> Bool {
    let harmless = [RuleWriter.spreadOrder: ["spreads", "topologies"], RuleWriter.oneDomain: ["choices"]]
    return tightened.contains { name in !(harmless[name] ?? []).contains(where: bound.relaxed.contains) }
  }

  private func verdicts(_ lift: Lift) -> [Verdict] {
    var verdicts = Verdicts(cluster)
    verdicts.add(unplaceable)
    verdicts.add(
      lift.rest(of: { lift.unlaunchable.contains($0) }),
      Finding(
        .minValues, "what the NodePool's limits leave has too few instance types for its minValues",
        hint: "raise the limits or lower minValues"))
    let left = lift.rest(of: { !lift.unlaunchable.contains($0) })
    if !left.isEmpty { verdicts.add(left, state: lift.state) }
    return verdicts.all
  }

  /// A bound above the plan's own cost is a fault like one above the search's, and counts as one.
  private func statistics(of result: SearchResult, _ bound: Bound, isRefuted: Bool) -> Statistics {
    var statistics = Statistics()
    statistics.counters = [
      .init(name: "pods", value: cluster.pending.count + cluster.ignored.count),
      .init(name: "podClasses", value: classes.count),
      .init(name: "offerings", value: offerings.count),
      .init(name: "nodes", value: nodes.count),
    ]
    statistics.counters += result.counters.map {
      .init(name: $0.name, value: $0.value + ($0.name == "boundFaults" && isRefuted ? 1 : 0))
    }
    statistics.relaxedRules = bound.relaxed + tightened
    return statistics
  }

  private var warnings: [Warning] {
    unpriced.map {
      Warning(
        reason: "PreferenceNotPriced", object: "Pod",
        message: "\($0) towards pods that are placed in the same plan is not weighed")
    }
  }
}

/// A solution on its way to names.
private struct Lift {
  private let reduction: Reduction
  private var cluster: Cluster { reduction.cluster }
  private let table: LaunchTable
  private var solution: Solution
  /// Per class: how many of its pods have been given a place.
  private var next: [Int]

  private(set) var claims: [PlannedClaim] = []
  private(set) var placements: [Placement] = []
  /// Classes that lost pods which the solution places.
  private(set) var dropped: Set<Int> = []
  /// Those of them that did because a node cannot be launched with the choice of types that its pool wants.
  private(set) var unlaunchable: Set<Int> = []

  init(_ reduction: Reduction, solution: Solution) {
    self.reduction = reduction
    table = LaunchTable(reduction)
    self.solution = solution
    next = Array(repeating: 0, count: reduction.classes.count)
  }

  /// Pods that came first go to nodes that are there already, then to new ones. Where some new node cannot be
  /// launched, its pods are taken out and everything is written anew.
  mutating func writeAll() {
    if !reduction.isExact {
      var fit = ExactFit(reduction, solution: solution)
      fit.repair()
      solution = fit.solution
      dropped = Set(fit.dropped)
    }
    while true {
      solution.newBins.sort(by: reduction.comesBefore)
      next = next.map { _ in 0 }
      writePlacements()
      let failing = writeClaims()
      if failing.isEmpty { return }
      unlaunchable.formUnion(solution.remove(bins: failing, in: reduction.problem))
      dropped.formUnion(unlaunchable)
    }
  }

  private mutating func writePlacements() {
    placements = []
    for (index, content) in solution.nodeContents.enumerated() where !content.isEmpty {
      let pods = take(content).map { cluster.pending[$0].reference }
      placements.append(Placement(node: cluster.nodes[reduction.nodes[index]].name, pods: pods))
    }
  }

  /// Returns the bins for which there is no claim.
  private mutating func writeClaims() -> Set<Int> {
    claims = []
    var failing: Set<Int> = []
    var writer = ClaimWriter(reduction, table: table, bins: solution.newBins)
    var numbers = [Int](repeating: 0, count: cluster.pools.count)
    let taken = Set(cluster.nodes.map(\.name))
    for (index, bin) in solution.newBins.enumerated() {
      let pool = reduction.offerings[bin.offering.index].pool
      var name = ""
      repeat {
        numbers[pool] += 1
        name = "\(cluster.pools[pool].name)-\(numbers[pool])"
      } while taken.contains(name)
      if let claim = writer.claim(named: name, for: bin, pods: take(bin.content)) {
        claims.append(claim)
      } else {
        failing.insert(index)
      }
    }
    return failing
  }

  /// The next pods for a bin's content, into `Cluster.pending`, class by class.
  private mutating func take(_ content: Pattern) -> [Int] {
    var pods: [Int] = []
    for part in content.parts {
      let index = part.podClass.index
      let start = next[index]
      next[index] += Int(part.count)
      pods += reduction.classes[index].pods[start..<next[index]]
    }
    return pods
  }

  /// The pods without a place, into `Cluster.pending`, of the classes that are asked for.
  func rest(of isWanted: (Int) -> Bool) -> [Int] {
    reduction.classes.indices.filter(isWanted).flatMap { reduction.classes[$0].pods[next[$0]...] }
  }

  /// How the cluster stands once the plan is carried out.
  var state: PlanState {
    var state = PlanState(cluster)
    for (index, content) in solution.nodeContents.enumerated() {
      let node = reduction.nodes[index]
      state.free[node] -= reduction.requests(of: content)
      state.place(content, on: cluster.nodes[node].requirements, classes: reduction.classes)
    }
    for (bin, claim) in zip(solution.newBins, claims) {
      let node = reduction.offerings[bin.offering.index]
      state.launch(cluster.poolType(of: node).capacity, pool: node.pool)
      state.place(bin.content, on: Requirements(claim.requirements), classes: reduction.classes)
    }
    return state
  }
}

extension Reduction {
  /// The order of claims: pools in order, dearer nodes first, then by offering and content.
  fileprivate func comesBefore(_ left: NewBin, _ right: NewBin) -> Bool {
    let (first, second) = (left.offering.index, right.offering.index)
    if offerings[first].pool != offerings[second].pool {
      return offerings[first].pool < offerings[second].pool
    }
    let (mine, other) = (problem.offerings[first].price, problem.offerings[second].price)
    if mine != other { return mine > other }
    if first != second { return first < second }
    return left.content.flat.lexicographicallyPrecedes(right.content.flat)
  }
}

extension PlanState {
  fileprivate mutating func place(_ content: Pattern, on node: Requirements, classes: [ClassDraft]) {
    for part in content.parts {
      let shape = classes[part.podClass.index].shapes[0]
      placed += Array(repeating: Placed(shape: shape, node: node), count: Int(part.count))
    }
  }

  fileprivate mutating func launch(_ capacity: ResourceVector, pool: Int) {
    guard var left = remaining[pool] else { return }
    for entry in left.entries {
      left[entry.name] = entry.amount - (entry.name == .nodes ? 1 : capacity[entry.name])
    }
    remaining[pool] = left
  }
}

extension Pattern {
  fileprivate var flat: [Int32] { parts.flatMap { [Int32($0.podClass.index), $0.count] } }
}
