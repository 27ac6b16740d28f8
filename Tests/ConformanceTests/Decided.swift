import Stowage
import StowageTestKit
import Testing

/// A scene decided under one policy, in the words that cases use.
struct Decided {
  let policy: Policy
  let plan: ProvisioningPlan

  func reference(_ pod: String) -> String { pod.contains("/") ? pod : "default/" + pod }

  func claim(of pod: String) -> PlannedClaim? {
    plan.nodeClaims.first { $0.pods.contains(reference(pod)) }
  }
  /// The claim or existing node that a pod goes to.
  func place(of pod: String) -> String? {
    claim(of: pod)?.name ?? plan.placements.first { $0.pods.contains(reference(pod)) }?.node
  }
  func isPlaced(_ pods: String...) -> Bool { pods.allSatisfy { place(of: $0) != nil } }
  func reason(_ pod: String) -> String? {
    plan.unschedulable.first { $0.pod == reference(pod) }?.reason
  }
  func message(_ pod: String) -> String {
    plan.unschedulable.first { $0.pod == reference(pod) }?.message ?? ""
  }
  func hint(_ pod: String) -> String { plan.unschedulable.first { $0.pod == reference(pod) }?.hint ?? "" }
  func type(of pod: String) -> String? { claim(of: pod)?.offering.instanceType }
  func zone(of pod: String) -> String? { claim(of: pod)?.offering.zone }
  func capacityType(of pod: String) -> String? { claim(of: pod)?.offering.capacityType }
  func pool(of pod: String) -> String? { claim(of: pod)?.nodePool }

  func areTogether(_ pods: String...) -> Bool {
    let places = pods.map { place(of: $0) }
    return places[0] != nil && places.allSatisfy { $0 == places[0] }
  }
  func areApart(_ pods: String...) -> Bool {
    let places = pods.compactMap { place(of: $0) }
    return places.count == pods.count && Set(places).count == pods.count
  }

  var claims: [PlannedClaim] { plan.nodeClaims }
  var placedCount: Int {
    claims.reduce(0) { $0 + $1.pods.count } + plan.placements.reduce(0) { $0 + $1.pods.count }
  }
  /// The number of pods in each zone of the new nodes, in the order of `defaultZones`.
  var podsByZone: [Int] {
    defaultZones.map { zone in
      claims.filter { $0.offering.zone == zone }.reduce(0) { $0 + $1.pods.count }
    }
  }
}

/// Decides the scene under each policy, holds every plan against the independent check, and looks at the outcome.
func decide(
  _ scene: Scene, _ policies: [Policy] = Policy.allCases, sourceLocation: SourceLocation = #_sourceLocation,
  _ look: (Decided) -> Void
) {
  for policy in policies {
    var options = scene.options
    options.policy = policy
    // Small scenes are decided long before; those that are not proven by then are good enough.
    options.timeLimit = .milliseconds(200)
    let engine = Engine()
    let plan = engine.provision(scene.snapshot, catalog: scene.catalog, options: options)
    let report = engine.check(plan, snapshot: scene.snapshot, catalog: scene.catalog, options: options)
    #expect(report.violations.isEmpty, "\(policy)", sourceLocation: sourceLocation)
    look(Decided(policy: policy, plan: plan))
  }
}

/// The types that most cases are about: 2, 4 and 8 cores with twice as many GiB, dearer the larger.
let threeSizes: [any ScenePart] = [
  type("small", cpu: "2", memory: "4Gi", price: 0.1),
  type("medium", cpu: "4", memory: "8Gi", price: 0.2),
  type("large", cpu: "8", memory: "16Gi", price: 0.4),
]
