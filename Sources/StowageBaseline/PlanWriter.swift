import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Turns the end of a run into a plan with names.
struct PlanWriter {
  private let cluster: Cluster
  private var run: ProvisioningRun
  private var unplaced: [Int]
  private let isCutOff: Bool

  init(run: ProvisioningRun, unplaced: [Int], isCutOff: Bool) {
    self.run = run
    self.unplaced = unplaced
    self.isCutOff = isCutOff
    cluster = run.cluster
  }

  func plan() -> ProvisioningPlan {
    var plan = ProvisioningPlan()
    var numbers = Array(repeating: 0, count: cluster.pools.count)
    var refused: [(pods: [Int], finding: Finding)] = []
    for claim in run.claims {
      do throws(Finding) {
        let planned = try planned(claim, number: numbers[claim.pool] + 1)
        numbers[claim.pool] += 1
        plan.cost.hourly += planned.offering.price
        plan.nodeClaims.append(planned)
      } catch {
        refused.append((claim.pods, error))
      }
    }
    for draft in run.nodes where !draft.pods.isEmpty {
      plan.placements.append(Placement(node: draft.node.name, pods: references(draft.pods)))
    }
    plan.unschedulable = verdicts(refused: refused)
    plan.warnings = cluster.warnings
    plan.statistics.counters = [
      Statistics.Counter(name: "pods", value: cluster.pending.count),
      Statistics.Counter(name: "podClasses", value: Set(cluster.pending.map(\.shape)).count),
    ]
    return plan
  }

  private func references(_ pods: [Int]) -> [String] {
    pods.sorted().map { cluster.pending[$0].reference }
  }

  // MARK: Claims

  /// Throws where the cut list of types has too few values for minValues: such a claim is never launched.
  private func planned(_ claim: ClaimDraft, number: Int) throws(Finding) -> PlannedClaim {
    let pool = cluster.pools[claim.pool]
    var requirements = run.table.sets[claim.set]
    if !claim.reservations.isEmpty {
      requirements.add(.any(of: ["reserved"], key: LabelKeys.capacityType))
      requirements.add(.any(of: claim.reservations, key: LabelKeys.reservationID))
    }
    let choices = ClaimChoices(
      pool: pool, types: claim.types.members, requirements: requirements, cluster: cluster)
    let longest = max(1, cluster.options.maxInstanceTypes)
    if cluster.options.minValues == .strict, let key = choices.missingMinValues(longest, requirements) {
      throw Finding(
        .minValues,
        "the \(longest) cheapest types of NodePool \(pool.name) that hold it have too few values of \(key)",
        hint: "lower minValues, or raise --max-instance-types")
    }
    var planned = PlannedClaim(
      name: "\(pool.name)-\(number)", nodePool: pool.name, offering: choices.cheapest)
    planned.instanceTypes = Array(choices.typeNames.prefix(longest))
    planned.requirements = requirements.adding(
      .any(of: planned.instanceTypes, key: LabelKeys.instanceType)
    ).all.flatMap(\.written)
    planned.labels = pool.labels.merging(requirements.customLabels(definedBy: pool.requirements))
    let overheads = choices.positions.prefix(longest).map { pool.types[$0].daemonOverhead }
    planned.requests =
      overheads.dropFirst().reduce(overheads.first ?? .zero) { $0.minimum(with: $1) } + claim.requests
    planned.pods = references(claim.pods)
    return planned
  }

  // MARK: Pods without a place

  private func verdicts(refused: [(pods: [Int], finding: Finding)]) -> [Verdict] {
    var verdicts = cluster.ignored.map { Verdict(pod: $0.reference, finding: $0.finding) }
    for claim in refused {
      verdicts += claim.pods.map { Verdict(pod: cluster.pending[$0].reference, finding: claim.finding) }
    }
    let explanation = Explanation(cluster, state: state)
    var findings: [Int: Finding] = [:]
    for pod in unplaced {
      let shape = cluster.pending[pod].shape
      let finding = findings[shape] ?? finding(forShape: shape, explanation)
      findings[shape] = finding
      verdicts.append(Verdict(pod: cluster.pending[pod].reference, finding: finding))
    }
    return verdicts.sorted { $0.pod < $1.pod }
  }

  private var state: PlanState {
    var state = PlanState(cluster)
    state.remaining = run.remaining
    state.free = run.nodes.map(\.free)
    for claim in run.claims {
      let host = Requirement.any(
        of: ["new node \(claim.host - run.nodes.count + 1)"], key: LabelKeys.hostname)
      let node = run.table.sets[claim.set].adding(host)
      state.placed += claim.pods.map { PlanState.Placed(shape: cluster.pending[$0].shape, node: node) }
    }
    for draft in run.nodes {
      let node = draft.node.requirements
      state.placed += draft.pods.map { PlanState.Placed(shape: cluster.pending[$0].shape, node: node) }
    }
    return state
  }

  private func finding(forShape shape: Int, _ explanation: Explanation) -> Finding {
    if let finding = explanation.finding(for: cluster.shapes[shape]) { return finding }
    if run.waitingShapes.contains(shape) {
      return Finding(
        .reservedCapacity,
        "reserved capacity that it could use is taken, and Karpenter waits for it to come free",
        hint: "let it require another capacity type")
    }
    if let refusal = run.refusals[shape] { return refusal.finding }
    let hint = isCutOff ? "raise --time-limit" : ""
    return Finding(.notReached, "nothing that was tried in turn had room for it", hint: hint)
  }
}

extension Verdict {
  init(pod: String, finding: Finding) {
    self.init(pod: pod, reason: finding.reason.rawValue, message: finding.message, hint: finding.hint)
  }
}

extension TopologyRefusal {
  /// Karpenter counts pods of the same run only where their domain is decided, so that some wait for the next.
  fileprivate var finding: Finding {
    let reason: Reason
    let what: String
    switch kind {
    case .spread: (reason, what) = (.topologySpread, "its spread over \(key)")
    case .affinity: (reason, what) = (.podAffinity, "its affinity over \(key)")
    case .antiAffinity: (reason, what) = (.podAntiAffinity, "its anti-affinity over \(key)")
    case .inverse: (reason, what) = (.podAntiAffinity, "the anti-affinity of other pods over \(key)")
    }
    return Finding(
      reason, "\(what) leaves no domain that is certain in this round of decisions",
      hint: "the next round, once the new nodes are up, may place it")
  }
}
