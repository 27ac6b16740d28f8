import StowageBaseline
import StowageCheck
import StowageModel
import StowagePlan
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// What the baseline decides for a scene, in words short enough for one line of a test.
struct Decision {
  let plan: ProvisioningPlan

  /// Every decision is judged by the checker too.
  init(_ scene: Scene, at location: SourceLocation = #_sourceLocation) {
    let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    plan = KarpenterProvisioner(cluster).plan()
    let report = Checker.check(plan: plan, cluster: cluster)
    #expect(report.violations.isEmpty, sourceLocation: location)
  }

  /// Per claim, the names of its pods, as in `a b`; sorted.
  var claims: [String] { plan.nodeClaims.map { names($0.pods) }.sorted() }
  /// Per claim, `type zone` of its offering, in order of opening.
  var offerings: [String] { plan.nodeClaims.map { "\($0.offering.instanceType) \($0.offering.zone)" } }
  /// Per claim, its cheapest type, in order of opening.
  var types: [String] { plan.nodeClaims.map(\.offering.instanceType) }
  /// Per claim, its pool, in order of opening.
  var pools: [String] { plan.nodeClaims.map(\.nodePool) }
  /// Per claim, its zone, sorted.
  var zones: [String] { plan.nodeClaims.map(\.offering.zone).sorted() }
  /// Per existing node that gets pods, `node: a b`.
  var placements: [String] { plan.placements.map { "\($0.node): \(names($0.pods))" } }
  /// Per pod without a place, `pod Reason`.
  var unplaced: [String] { plan.unschedulable.map { "\(names([$0.pod])) \($0.reason)" } }
  var cost: Double { plan.cost.hourly.dollars }
  /// The number of pods per claim, largest first.
  var sizes: [Int] { plan.nodeClaims.map(\.pods.count).sorted(by: >) }

  private func names(_ pods: [String]) -> String {
    pods.map { $0.hasPrefix("default/") ? String($0.dropFirst(8)) : $0 }.joined(separator: " ")
  }
}

/// Decides for the parts of a scene.
func decide(
  at location: SourceLocation = #_sourceLocation, @SceneBuilder _ parts: () -> [any ScenePart]
) -> Decision {
  Decision(cluster(parts), at: location)
}

/// 2 cpu and 8Gi for 0.1 dollars an hour in every zone.
let small = type("small", cpu: "2", memory: "8Gi", price: 0.1)
/// 8 cpu and 32Gi for 0.35 dollars an hour in every zone.
let large = type("large", cpu: "8", memory: "32Gi", price: 0.35)
