import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// A claim that no pod joins any more: what it may be launched as.
struct FinishedClaim {
  let pool: Pool
  var requirements: Requirements
  /// Into the pool's types, ascending.
  var types: [Int]
  /// What its pods ask for.
  let requests: ResourceVector
  /// References, sorted as the run's pods are.
  let pods: [String]

  init(_ claim: ClaimDraft, of run: ProvisioningRun) {
    pool = run.cluster.pools[claim.pool]
    requirements = run.table.sets[claim.set]
    if !claim.reservations.isEmpty {
      requirements.add(.any(of: ["reserved"], key: LabelKeys.capacityType))
      requirements.add(.any(of: claim.reservations, key: LabelKeys.reservationID))
    }
    types = claim.types.members
    requests = claim.requests
    pods = run.references(claim.pods)
  }

  /// Throws where the cut list of types has too few values for minValues: such a claim is never launched.
  func planned(name: String, in cluster: Cluster) throws(Finding) -> PlannedClaim {
    guard let choices = ClaimChoices(pool: pool, types: types, requirements: requirements, cluster: cluster)
    else {
      throw Finding(
        .noAvailableOffering, "no type of NodePool \(pool.name) that holds it has an offering left")
    }
    let longest = max(1, cluster.options.maxInstanceTypes)
    if cluster.options.minValues == .strict, let key = choices.missingMinValues(longest, requirements) {
      throw Finding(
        .minValues,
        "the \(longest) cheapest types of NodePool \(pool.name) that hold it have too few values of \(key)",
        hint: "lower minValues, or raise --max-instance-types")
    }
    var planned = PlannedClaim(name: name, nodePool: pool.name, offering: choices.cheapest)
    planned.instanceTypes = Array(choices.typeNames.prefix(longest))
    planned.requirements = requirements.adding(
      .any(of: planned.instanceTypes, key: LabelKeys.instanceType)
    ).all.flatMap(\.written)
    planned.labels = pool.labels.merging(requirements.customLabels(definedBy: pool.requirements))
    let overheads = choices.positions.prefix(longest).map { pool.types[$0].daemonOverhead }
    planned.requests =
      overheads.dropFirst().reduce(overheads.first ?? .zero) { $0.minimum(with: $1) } + requests
    planned.pods = pods
    return planned
  }
}

extension ProvisioningRun {
  func references(_ pods: [Int]) -> [String] { pods.sorted().map { self.pods[$0].reference } }
}
