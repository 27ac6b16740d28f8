import StowageCheck
import StowageModel
import StowagePlan
import StowageProblem
import StowageReduction
import StowageRules
import StowageSolve
import StowageUnits

/// Makes a consolidation plan of as many waves as allowed: the best target first, and where budgets let only a part of
/// it go at once, a target that is made for that part. After each the cluster is looked at as it will be then, until
/// nothing more is found.
struct WavePlanner {
  private var catalog: Catalog
  private let deadline: Deadline
  private var snapshot: Snapshot
  private var options: Options
  private var plan: ConsolidationPlan?
  private var lowerBound = Money.zero
  private var wavesLeft: Int
  /// Each target is cheaper than the last or rid of drifted nodes; this is for the case that it is not.
  private static let mostTargets = 1000
  private var memory = ClusterMemory()
  /// Names of all nodes so far, gone ones included.
  private var names: Set<String> = []
  /// Told of the search for the first target, which the later ones only add to.
  var onEvent: ((SearchEvent) -> Void)?

  init(_ snapshot: Snapshot, catalog: Catalog, options: Options, deadline: Deadline) {
    self.snapshot = snapshot
    self.catalog = catalog
    self.options = options
    self.deadline = deadline
    wavesLeft = options.maxWaves == 0 ? .max : options.maxWaves
  }

  mutating func run(in cluster: Cluster) -> ConsolidationPlan {
    names = Set(cluster.nodes.map(\.name))
    let start = cluster
    var cluster = cluster
    var targets = 0
    for _ in 0..<Self.mostTargets {
      let (next, leavesNodes) = best(in: cluster)
      append(next)
      let isNothingNew = next.commands.isEmpty && next.nodeClaims.isEmpty && next.placements.isEmpty
      targets += isNothingNew ? 0 : 1
      if (isNothingNew && !leavesNodes) || wavesLeft <= 0 || deadline.isOver { break }
      advance(next, cluster)
      cluster = Cluster(snapshot: snapshot, catalog: catalog, options: options, memory: &memory)
      if plan?.commands.isEmpty == true { cluster.arriving = Set(next.nodeClaims.map(\.name)) }
    }
    let whole = plan ?? ConsolidationPlan()
    guard targets > 1 && start.hasRulesBeyondRoom else { return whole }
    // A later target knows where the nodes of an earlier one came up, and how large; the plan does not, unless it says
    // so.
    return whole.pinnings(in: start).first { Checker.check(plan: $0, cluster: start).isOK }
      ?? SoundPlan(whole, in: start).plan
  }

  /// The cluster and the options as they are when a plan is carried out.
  private mutating func advance(_ done: ConsolidationPlan, _ cluster: Cluster) {
    let left = Set(done.unschedulable.map(\.pod))
    snapshot = snapshot.applying(done, in: cluster)
    catalog.takeReservations(of: done.nodeClaims + done.commands.flatMap(\.replacements))
    // What has no place now cannot get one before the first command.
    snapshot.pods.removeAll { $0.spec.nodeName.isEmpty && left.contains($0.metadata.reference) }
    if let most = cluster.moveLimit {
      options.maxMoves = String(most - done.commands.reduce(0) { $0 + $1.moves.count })
    }
    options.maxCommands = options.maxCommands.map { $0 - done.commands.count }
    if options.maxWaves > 0 { options.maxWaves = wavesLeft }
  }

  private mutating func append(_ next: ConsolidationPlan) {
    let claims = next.nodeClaims + next.commands.flatMap(\.replacements)
    names.formUnion(claims.map(\.name))
    let waves = next.commands.last?.wave ?? 0
    if wavesLeft != .max { wavesLeft -= waves }
    guard var whole = plan else {
      plan = next
      return
    }
    let before = whole.commands.last?.wave ?? 0
    whole.commands += next.commands.map { command in
      var command = command
      command.wave += before
      return command
    }
    let own = Set(whole.kept.map(\.node))
    whole.kept = next.kept.filter { own.contains($0.node) }
    whole.cost.after = whole.cost.after - next.cost.savings
    whole.cost.lowerBound = min(whole.cost.lowerBound, whole.cost.after)
    whole.status = whole.cost.gap <= options.gap ? .optimal : .feasible
    plan = whole
  }

  // MARK: - One target

  /// `leavesNodes`: places for waiting pods alone, so that nodes can have their turn without those that find none.
  private func best(in cluster: Cluster) -> (plan: ConsolidationPlan, leavesNodes: Bool) {
    let all = Consolidation(cluster)
    let rules = all.candidates.rules
    // Its bound holds for both.
    let onEvent = plan == nil ? onEvent.map(Self.inOrder) : nil
    let known = KnownWay(cluster, reserving: names, deadline: deadline).plan
    let mixed = all.mayMixSpot ? all.mixingSpot.solve(settings(share: 0.4), onEvent: onEvent) : nil
    let target = all.solve(settings(share: 0.6), known: mixed?.lowerBound, onEvent: onEvent)
    var best = target.plan(in: cluster, rules: rules, reserving: names)
    let gone = Set(best.commands.flatMap(\.nodes))
    if gone.count < target.closed.count {
      let ranked = target.closed.sorted {
        gone.contains(cluster.nodes[$0].name) && !gone.contains(cluster.nodes[$1].name)
      }
      let chosen = cluster.goingAtOnce(ranked, rules: rules)
      let whole = best
      best = better(best, plan(closing: chosen, in: cluster, share: 0.5), in: cluster)
      best.takeReasons(from: whole)
    }
    if let mixed {
      best = better(best, mixed.plan(in: cluster, rules: rules, reserving: names), in: cluster)
    }
    if let known { best = better(best, known, in: cluster) }
    var leavesNodes = false
    // New nodes for pending pods may have been chosen for more pods than now come, and places for them that are right
    // only when others have left. Then they come first, and the nodes have their turn when that is done.
    if !cluster.pending.isEmpty {
      let isRight = Checker.check(plan: best, cluster: cluster).isOK
      if !isRight || (best.cost.savings <= .zero && !best.nodeClaims.isEmpty) {
        let other = all.closingNothing.solve(settings(share: 0.5)).plan(
          in: cluster, rules: rules, reserving: names)
        best = isRight ? better(best, other, in: cluster) : other
        leavesNodes = !isRight
      }
    }
    if cluster.hasRulesBeyondRoom { best = SoundPlan(best, in: cluster).plan }
    best.cost.lowerBound = min(target.lowerBound, best.cost.after)
    best.status = best.cost.gap <= options.gap ? .optimal : .feasible
    return (best, leavesNodes)
  }

  /// Events of several searches, those left out that tell nothing new.
  private static func inOrder(_ onEvent: @escaping (SearchEvent) -> Void) -> (SearchEvent) -> Void {
    var (incumbent, bound) = (Money(nanos: .max), Money.zero)
    return { event in
      if event.incumbent >= incumbent && event.bound <= bound { return }
      var event = event
      incumbent = min(incumbent, event.incumbent)
      bound = min(incumbent, max(bound, event.bound))
      event.incumbent = incumbent
      event.bound = bound
      onEvent(event)
    }
  }

  /// With none but these nodes to choose from.
  private func plan(closing chosen: [Int], in cluster: Cluster, share: Double) -> ConsolidationPlan {
    let part = Consolidation(cluster, closing: Set(chosen))
    let target = part.solve(settings(share: share))
    return target.plan(in: cluster, rules: part.candidates.rules, reserving: names)
  }

  /// The cheaper of two, evictions priced in; the first where they are equal.
  private func better(
    _ plan: ConsolidationPlan, _ other: ConsolidationPlan, in cluster: Cluster
  ) -> ConsolidationPlan {
    value(other, in: cluster) < value(plan, in: cluster) ? other : plan
  }

  /// Less is better: pods without a place, nodes that should go and stay, cost with evictions and the interruptions to
  /// expect, moves.
  private func value(_ plan: ConsolidationPlan, in cluster: Cluster) -> (Int, Int, Int64, Int) {
    let forced = plan.commands.filter { $0.reason == .drifted || $0.reason == .expired }
    let evictions = plan.commands.reduce(0) { $0 + $1.disruptionCost }
    let cost =
      plan.cost.after.nanos + Int64(evictions * Double(options.evictionPrice.nanos))
      + cluster.addedRisk(of: plan).nanos
    let moves = plan.commands.reduce(0) { $0 + $1.moves.count }
    return (plan.unschedulable.count, -forced.reduce(0) { $0 + $1.nodes.count }, cost, moves)
  }

  private func settings(share: Double) -> SearchSettings {
    var settings = SearchSettings(options, deadline: deadline.share(share))
    settings.patience = ClosingSearch.patience
    return settings
  }
}

extension ConsolidationPlan {
  /// Of nodes that were left out of a search for a part of a plan, what stood in the way of the whole says why they stay.
  fileprivate mutating func takeReasons(from whole: ConsolidationPlan) {
    let silent = Obstacle.Code.notCheaper.rawValue
    var known: [String: NodeVerdict] = [:]
    for verdict in whole.kept where verdict.reason != silent { known[verdict.node] = verdict }
    for index in kept.indices where kept[index].reason == silent {
      if let verdict = known[kept[index].node] { kept[index] = verdict }
    }
  }
}

extension Catalog {
  /// What these claims are launched into is no longer left in their reservations.
  package mutating func takeReservations(of claims: [PlannedClaim]) {
    var taken: [String: Int] = [:]
    for claim in claims {
      guard let planned = claim.offering.reservationID else { continue }
      let listed = claim.requirements.filter { $0.key == LabelKeys.reservationID }.flatMap(\.values)
      for id in Set(listed + [planned]) { taken[id, default: 0] += 1 }
    }
    if taken.isEmpty { return }
    for type in types.indices {
      for offering in types[type].offerings.indices {
        guard let id = types[type].offerings[offering].reservation?.id, let count = taken[id] else {
          continue
        }
        types[type].offerings[offering].reservation?.count -= count
      }
    }
  }
}
