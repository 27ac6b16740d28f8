import StowageCheck
import StowagePlan
import StowageProblem
import StowageReduction
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// A scene's problem, whose arrays fit together.
func reduction(_ scene: Scene, sourceLocation: SourceLocation = #_sourceLocation) -> Reduction {
  let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
  let reduction = Reduction(cluster)
  #expect(reduction.problem.checkInvariants() == [], sourceLocation: sourceLocation)
  return reduction
}

/// The plan that first fit makes of a scene; the checker has nothing to say against it.
func plan(_ scene: Scene, sourceLocation: SourceLocation = #_sourceLocation) -> ProvisioningPlan {
  let reduction = reduction(scene, sourceLocation: sourceLocation)
  let plan = reduction.plan(from: firstFit(reduction.problem))
  let report = Checker.check(plan: plan, cluster: reduction.cluster)
  #expect(report.violations == [], sourceLocation: sourceLocation)
  return plan
}
