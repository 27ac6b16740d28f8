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
  private let catalog: Catalog
  private let deadline: Deadline
  private var snapshot: Snapshot
  private var options: Options
  private var plan: ConsolidationPlan?
  private var lowerBound = Money.zero
  private var wavesLeft: Int
  /// Names of all nodes so far, gone ones included.
  private var names: Set<String> = []

  init(_ snapshot: Snapshot, catalog: Catalog, options: Options, deadline: Deadline) {
    self.snapshot = snapshot
    self.catalog = catalog
    self.options = options
    self.deadline = deadline
    wavesLeft = options.maxWaves == 0 ? .max : options.maxWaves
  }

  mutating func run(in cluster: Cluster) -> ConsolidationPlan {
    var cluster = cluster
    names = Set(cluster.nodes.map(\.name))
    while true {
      let next = best(in: cluster)
      let isFirst = plan == nil
      append(next)
      if next.commands.isEmpty || wavesLeft <= 0 || deadline.isOver { break }
      if !isFirst && next.cost.savings <= .zero { break }
      advance(next, cluster)
      cluster = Cluster(snapshot: snapshot, catalog: catalog, options: options)
    }
    return plan ?? ConsolidationPlan()
  }

  /// The cluster and the options as they are when a plan is carried out.
  private mutating func advance(_ done: ConsolidationPlan, _ cluster: Cluster) {
    let left = Set(done.unschedulable.map(\.pod))
    snapshot = snapshot.applying(done, in: cluster)
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

  private func best(in cluster: Cluster) -> ConsolidationPlan {
    let all = Consolidation(cluster)
    let rules = all.candidates.rules
    let target = all.solve(settings(share: 0.6))
    var best = target.plan(in: cluster, rules: rules, reserving: names)
    let gone = Set(best.commands.flatMap(\.nodes))
    if gone.count < target.closed.count {
      let ranked = target.closed.sorted {
        gone.contains(cluster.nodes[$0].name) && !gone.contains(cluster.nodes[$1].name)
      }
      let chosen = cluster.goingAtOnce(ranked, rules: rules)
      best = better(best, of: chosen, in: cluster, share: 0.5)
    }
    // New nodes for pending pods may have been chosen for more pods than now come.
    if best.cost.savings <= .zero && !best.nodeClaims.isEmpty {
      best = better(best, of: [], in: cluster, share: 1)
    }
    best.cost.lowerBound = min(target.lowerBound, best.cost.after)
    best.status = best.cost.gap <= options.gap ? .optimal : .feasible
    return best
  }

  private func better(
    _ plan: ConsolidationPlan, of chosen: [Int], in cluster: Cluster, share: Double
  ) -> ConsolidationPlan {
    let part = Consolidation(cluster, closing: Set(chosen))
    let target = part.solve(settings(share: share))
    let other = target.plan(in: cluster, rules: part.candidates.rules, reserving: names)
    func cost(_ plan: ConsolidationPlan) -> (Int, Money) { (plan.unschedulable.count, plan.cost.after) }
    return cost(other) < cost(plan) ? other : plan
  }

  private func settings(share: Double) -> SearchSettings {
    SearchSettings(options, deadline: deadline.share(share))
  }
}
