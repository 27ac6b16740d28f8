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
    for claim in run.claims {
      numbers[claim.pool] += 1
      let planned = planned(claim, number: numbers[claim.pool])
      plan.cost.hourly += planned.offering.price
      plan.nodeClaims.append(planned)
    }
    for draft in run.nodes where !draft.pods.isEmpty {
      plan.placements.append(Placement(node: draft.node.name, pods: references(draft.pods)))
    }
    plan.unschedulable = verdicts()
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

  private func planned(_ claim: ClaimDraft, number: Int) -> PlannedClaim {
    let pool = cluster.pools[claim.pool]
    let requirements = run.table.sets[claim.set]
    let choices = ClaimChoices(
      pool: pool, types: claim.types.members, requirements: requirements, cluster: cluster)
    var planned = PlannedClaim(
      name: "\(pool.name)-\(number)", nodePool: pool.name, offering: choices.cheapest)
    planned.instanceTypes = Array(choices.typeNames.prefix(cluster.options.maxInstanceTypes))
    planned.requirements = requirements.all.flatMap(\.written)
    planned.labels = pool.labels.merging(requirements.customLabels)
    let overheads = claim.types.members.map { pool.types[$0].daemonOverhead }
    planned.requests =
      overheads.dropFirst().reduce(overheads.first ?? .zero) { $0.minimum(with: $1) } + claim.requests
    planned.pods = references(claim.pods)
    return planned
  }

  // MARK: Pods without a place

  private func verdicts() -> [Verdict] {
    var verdicts = cluster.ignored.map { ignored in
      Verdict(
        pod: ignored.reference, reason: ignored.finding.reason.rawValue, message: ignored.finding.message,
        hint: ignored.finding.hint)
    }
    for pod in unplaced {
      verdicts.append(
        Verdict(
          pod: cluster.pending[pod].reference, reason: Reason.noNodePool.rawValue, message: "", hint: ""))
    }
    return verdicts.sorted { $0.pod < $1.pod }
  }
}

/// A claim's offerings in order of price.
struct ClaimChoices {
  /// Cheapest first, then by name.
  private(set) var typeNames: [String] = []
  private(set) var cheapest: PlannedOffering

  /// `types`: positions in the pool, not empty, each with an available offering within the requirements.
  init(pool: Pool, types: [Int], requirements: Requirements, cluster: Cluster) {
    let facts = cluster.facts
    let isAllowed = facts.places.map { requirements.isCompatible($0, undefined: .allowedIfWellKnown) }
    var best: [(price: Money, name: String, offering: Offering)] = []
    for position in types {
      let type = cluster.catalog.types[pool.types[position].type]
      let places = facts.placeOfOffering[pool.types[position].type]
      let offerings = pool.types[position].offerings.filter { isAllowed[places[$0]] }.map {
        type.offerings[$0]
      }
      guard let offering = offerings.min(by: { ($0.price, $0.zone) < ($1.price, $1.zone) }) else { continue }
      best.append((offering.price, type.name, offering))
    }
    best.sort { ($0.price, $0.name) < ($1.price, $1.name) }
    precondition(!best.isEmpty, "a claim keeps a type with an available offering")
    typeNames = best.map(\.name)
    cheapest = PlannedOffering(
      instanceType: best[0].name, zone: best[0].offering.zone, capacityType: best[0].offering.capacityType,
      price: best[0].price)
    cheapest.reservationID = best[0].offering.reservation?.id
  }
}
