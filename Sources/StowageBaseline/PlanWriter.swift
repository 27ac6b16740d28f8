import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Pods of a claim that cannot be made, by reference.
struct Refused {
  var pods: [String]
  var finding: Finding
}

/// Turns the end of a run into a plan with names.
struct PlanWriter {
  private let cluster: Cluster
  private var run: ProvisioningRun
  private var unplaced: [Int]
  private let isCutOff: Bool
  /// Those of earlier runs, which this one went without, and then those of this one.
  private(set) var refused: [Refused]

  init(run: ProvisioningRun, unplaced: [Int], isCutOff: Bool, refused: [Refused]) {
    self.refused = refused
    self.run = run
    self.unplaced = unplaced
    self.isCutOff = isCutOff
    cluster = run.cluster
  }

  mutating func plan() -> ProvisioningPlan {
    var plan = ProvisioningPlan()
    var numbers = Array(repeating: 0, count: cluster.pools.count)
    for claim in run.claims {
      do throws(Finding) {
        let name = "\(cluster.pools[claim.pool].name)-\(numbers[claim.pool] + 1)"
        let planned = try FinishedClaim(claim, of: run).planned(name: name, in: cluster)
        numbers[claim.pool] += 1
        plan.cost.hourly += planned.offering.price
        plan.nodeClaims.append(planned)
      } catch {
        refused.append(Refused(pods: run.references(claim.pods), finding: error))
      }
    }
    for draft in run.nodes where !draft.pods.isEmpty {
      plan.placements.append(Placement(node: draft.node.name, pods: run.references(draft.pods)))
    }
    plan.unschedulable = verdicts()
    plan.warnings = cluster.warnings
    plan.statistics.counters = [
      Statistics.Counter(name: "pods", value: cluster.pending.count),
      Statistics.Counter(name: "podClasses", value: Set(cluster.pending.map(\.shape)).count),
    ]
    return plan
  }

  // MARK: Pods without a place

  private func verdicts() -> [Verdict] {
    var verdicts = cluster.ignored.map { Verdict(pod: $0.reference, finding: $0.finding) }
    for claim in refused {
      verdicts += claim.pods.map { Verdict(pod: $0, finding: claim.finding) }
    }
    let explanation = Explanation(cluster, state: state)
    var findings: [Int: Finding] = [:]
    for pod in unplaced {
      let shape = run.pods[pod].shape
      let finding = findings[shape] ?? finding(forShape: shape, explanation)
      findings[shape] = finding
      verdicts.append(Verdict(pod: run.pods[pod].reference, finding: finding))
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
      state.placed += claim.pods.map { PlanState.Placed(shape: run.pods[$0].shape, node: node) }
    }
    for draft in run.nodes {
      let node = draft.node.requirements
      state.placed += draft.pods.map { PlanState.Placed(shape: run.pods[$0].shape, node: node) }
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
