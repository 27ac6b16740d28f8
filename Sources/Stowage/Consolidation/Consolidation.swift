import StowageModel
import StowagePlan
import StowageProblem
import StowageReduction
import StowageRules
import StowageSolve
import StowageUnits

/// Decides which nodes of a cluster to close, and where the pods go.
package struct Consolidation {
  private let cluster: Cluster
  package let candidates: DisruptionCandidates
  private var mixesSpot = false

  package init(_ cluster: Cluster) {
    self.cluster = cluster
    candidates = DisruptionCandidates(cluster)
  }

  /// Closes none but these nodes, and those that have to go.
  package init(_ cluster: Cluster, closing allowed: Set<Int>) {
    self.cluster = cluster
    candidates = DisruptionCandidates(cluster).limited(to: allowed)
  }

  /// Closes nothing at all: pods that wait get their places in the cluster as it is.
  var closingNothing: Consolidation {
    Consolidation(cluster: cluster, candidates: candidates.none, mixesSpot: false)
  }

  /// Commands that take spot nodes together with others may launch spot nodes for the pods of both: whether there is
  /// anything to be had from that.
  package var mayMixSpot: Bool { isRestricted && canLaunch("spot") && !isBoundTight }

  /// The same with all pods free to go to new spot nodes: what has no company on the way there is left out of a plan.
  package var mixingSpot: Consolidation {
    Consolidation(cluster: cluster, candidates: candidates.mixingSpot, mixesSpot: true)
  }

  private init(cluster: Cluster, candidates: DisruptionCandidates, mixesSpot: Bool) {
    self.cluster = cluster
    self.candidates = candidates
    self.mixesSpot = mixesSpot
  }

  /// The best choice found by the deadline; none to close where nothing pays. `known`: a bound, where there is one.
  package func solve(
    _ settings: SearchSettings, known: Money? = nil, onEvent: ((SearchEvent) -> Void)? = nil
  ) -> Rearrangement {
    let reduction = emptied(candidates.moveRules)
    if !reduction.problem.nodes.contains(where: \.mayClose) {
      return placesOnly(reduction, settings, onEvent)
    }
    var problem = reduction.problem
    let forced = Set(candidates.forced)
    for (position, node) in reduction.nodes.enumerated() where forced.contains(node) {
      problem.nodes[position].mustClose = problem.nodes[position].mayClose
    }
    let looseBound = known ?? looseBound(reduction, settings)
    let result = ClosingSearch.solve(
      problem, settings: ClosingSettings(search: settings, moveLimit: cluster.moveLimit),
      onEvent: onEvent.map { watch(reduction, looseBound, $0) })
    var rearrangement = ClosingPlan(cluster, candidates, reduction).rearrangement(result, settings)
    let isComplete =
      rearrangement.plan.unschedulable.count <= reduction.unplaceable.count + cluster.ignored.count
    let isClosed = Set(rearrangement.closed)
    let cost = cluster.nodes.indices.reduce(rearrangement.plan.cost.hourly) { sum, node in
      isClosed.contains(node) ? sum : sum + (cluster.nodes[node].price ?? .zero)
    }
    let bound = looseBound ?? self.bound(of: reduction, result.bound)
    rearrangement.lowerBound = isComplete ? bound : min(fixedCost(reduction), cost)
    rearrangement.mixesSpot = mixesSpot
    rearrangement.statistics = rearrangement.plan.statistics
    if rearrangement.lowerBound > cost {
      rearrangement.lowerBound = .zero
      rearrangement.statistics.countBoundFault()
    }
    return rearrangement
  }

  /// Where no node may go this is provisioning.
  private func placesOnly(
    _ reduction: Reduction, _ settings: SearchSettings, _ onEvent: ((SearchEvent) -> Void)?
  ) -> Rearrangement {
    let solved = Portfolio.solve(
      reduction.problem, settings: settings, onEvent: onEvent.map { watch(reduction, nil, $0) })
    let plan = reduction.plan(from: solved)
    var result = Rearrangement(
      closed: [], plan: plan, lowerBound: fixedCost(reduction) + plan.cost.lowerBound)
    result.statistics = plan.statistics
    return result
  }

  /// Events of the search as events of the whole cluster. Where its bound does not hold for that, `known` stands for it.
  private func watch(
    _ reduction: Reduction, _ known: Money?, _ onEvent: @escaping (SearchEvent) -> Void
  ) -> (SearchEvent) -> Void {
    let fixed = fixedCost(reduction)
    return { event in
      var event = event
      event.incumbent += fixed
      event.bound = known ?? (reduction.boundHolds ? fixed + event.bound : fixed)
      onEvent(event)
    }
  }

  // MARK: - Spot

  /// Some pods are kept from new spot nodes.
  private var isRestricted: Bool {
    candidates.closable.contains { !candidates.moveRules.launchesSpot[$0] }
  }

  /// Where all that may go are spot nodes and nothing but spot nodes can come, no command has company that would let it
  /// launch any: then what keeps the pods of spot nodes from new ones holds for every way, the bound included.
  private var isBoundTight: Bool {
    candidates.forced.isEmpty && cluster.pending.isEmpty && !canLaunch("on-demand") && !canLaunch("reserved")
      && candidates.closable.allSatisfy { cluster.nodes[$0].labels[LabelKeys.capacityType] == "spot" }
  }

  private func canLaunch(_ capacityType: String) -> Bool {
    cluster.pools.contains { pool in
      pool.types.contains { type in
        type.offerings.contains {
          cluster.catalog.types[type.type].offerings[$0].capacityType == capacityType
        }
      }
    }
  }

  /// Where the search keeps the pods of spot nodes from new spot nodes, a bound without that rule: commands that take
  /// other nodes with them need not keep it. And where `searched` lets spot nodes that leave count for their spot pools,
  /// one in which they do not. nil where there is no such rule, or no such command.
  private func looseBound(_ searched: Reduction, _ settings: SearchSettings) -> Money? {
    let mayMix = isRestricted && canLaunch("spot") && !isBoundTight
    let leavesSpotPools = searched.countsLeavingSpot && canLaunch("spot")
    guard mayMix || leavesSpotPools else { return nil }
    let rules = mayMix ? candidates.mixingSpot.moveRules : candidates.moveRules
    let reduction = emptied(rules, countsLeavingSpot: false)
    var search = settings
    search.deadline = settings.deadline.share(0.25)
    return bound(of: reduction, ClosingSearch.bound(reduction.problem, search))
  }

  private func bound(of reduction: Reduction, _ bound: Bound) -> Money {
    reduction.boundHolds
      ? fixedCost(reduction) + reduction.withoutRisk(bound.cost) : fixedCost(reduction)
  }

  /// The reduction of the cluster with all nodes emptied that may close. Nodes with a pod that no bin takes, not even
  /// its own node, are left as they are.
  private func emptied(_ rules: MoveRules, countsLeavingSpot: Bool = true) -> Reduction {
    var nodes = (candidates.closable + candidates.forced).sorted()
    while true {
      var emptied = cluster.vacating(nodes, rules)
      emptied.countsLeavingSpot = countsLeavingSpot
      let reduction = Reduction(emptied)
      let stuck = Set(reduction.unplaceable.compactMap { reduction.cluster.pending[$0.pod].home })
      let left = nodes.filter { !stuck.contains($0) }
      if left.count == nodes.count { return reduction }
      nodes = left
    }
  }

  /// The price of the nodes that are no part of the choice.
  private func fixedCost(_ reduction: Reduction) -> Money {
    var isChoice = [Bool](repeating: false, count: cluster.nodes.count)
    for (position, node) in reduction.nodes.enumerated() where reduction.problem.nodes[position].mayClose {
      isChoice[node] = true
    }
    return cluster.nodes.indices.reduce(Money.zero) { sum, node in
      isChoice[node] ? sum : sum + (cluster.nodes[node].price ?? .zero)
    }
  }
}

extension Reduction {
  /// Bounds of the problem are those of the cluster: rules over domains, which consolidation's bound ignores, may be
  /// tighter than they are.
  fileprivate var boundHolds: Bool { tightened.allSatisfy { $0 == "topologySpread" || $0 == "podAffinity" } }
}

extension Statistics {
  /// A bound was above what something costs that it should hold for.
  fileprivate mutating func countBoundFault() {
    let name = "boundFaults"
    if let position = counters.firstIndex(where: { $0.name == name }) {
      counters[position].value += 1
    } else {
      counters.append(Counter(name: name, value: 1))
    }
  }
}
