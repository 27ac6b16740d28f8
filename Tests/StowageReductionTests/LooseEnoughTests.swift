import StowageBaseline
import StowageCheck
import StowagePlan
import StowageProblem
import StowageReduction
import StowageRules
import StowageTestKit
import Testing

/// Bounds are bounds only where the problem admits whatever the cluster admits: plans that others make, and that the
/// checker passes, must be solutions of the problem.
@Suite struct LooseEnoughTests {
  @Test func karpentersPlansAreSolutions() throws {
    var compared = 0
    for seed in UInt64(50_001)...50_500 {
      let scene = RandomCluster(seed: seed, extent: seed % 2 == 0 ? .tiny : .small).scene
      let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
      let plan = KarpenterProvisioner(cluster).plan()
      if !Checker.check(plan: plan, cluster: cluster).violations.isEmpty { continue }
      let reduction = Reduction(cluster)
      if !reduction.tightened.isEmpty || !reduction.isExact { continue }
      let solution = try #require(lower(plan, reduction), "seed \(seed)")
      // The choice of `minValues` may be stricter where a pod's zone is counted; no bound looks at it.
      let faults = reduction.problem.violations(of: solution).filter { $0.rule != .choice }
      #expect(faults == [], "seed \(seed)")
      compared += 1
    }
    #expect(compared > 300)
  }

  /// The plan as a solution; nil where some pod, node or offering is not in the problem.
  private func lower(_ plan: ProvisioningPlan, _ reduction: Reduction) -> Solution? {
    let cluster = reduction.cluster
    var classOfPod: [String: Int] = [:]
    for (index, draft) in reduction.classes.enumerated() {
      for pod in draft.pods { classOfPod[cluster.pending[pod].reference] = index }
    }
    func content(_ pods: [String]) -> Pattern? {
      var result = Pattern()
      for pod in pods {
        guard let podClass = classOfPod[pod] else { return nil }
        result.add(podClass)
      }
      return result
    }
    var solution = Solution(nodeCount: reduction.nodes.count)
    for placement in plan.placements {
      let node = reduction.nodes.firstIndex { cluster.nodes[$0].name == placement.node }
      guard let node, let pattern = content(placement.pods) else { return nil }
      solution.nodeContents[node] = pattern
    }
    for claim in plan.nodeClaims {
      guard let pattern = content(claim.pods),
        let offering = offering(of: claim, holding: pattern, reduction)
      else { return nil }
      solution.newBins.append(NewBin(offering: OfferingID(offering), content: pattern))
    }
    return solution
  }

  private func offering(
    of claim: PlannedClaim, holding pattern: Pattern, _ reduction: Reduction
  ) -> Int? {
    let cluster = reduction.cluster
    return reduction.offerings.indices.first { index in
      let node = reduction.offerings[index]
      let pool = cluster.pools[node.pool]
      let type = cluster.catalog.types[pool.types[node.poolType].type]
      let offering = type.offerings[node.offering]
      return pool.name == claim.nodePool && type.name == claim.offering.instanceType
        && offering.zone == claim.offering.zone && offering.capacityType == claim.offering.capacityType
        && offering.reservation?.id == claim.offering.reservationID
        && claim.requirements.allSatisfy { requirement in
          requirement.op != "In"
            || reduction.label(requirement.key, of: index).map(requirement.values.contains) ?? true
        }
        && pattern.parts.allSatisfy { reduction.problem.offeringMask[$0.podClass.index, index] }
    }
  }
}
