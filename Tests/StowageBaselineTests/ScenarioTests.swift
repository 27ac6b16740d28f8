import StowageBaseline
import StowageCheck
import StowagePlan
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// Karpenter's own decisions on small clusters, against ours.
@Suite struct ScenarioTests {
  /// Where we decide otherwise on purpose, with the reason.
  private static let expectedDifferences: [String: String] = [
    "requests-027": "during a resize the larger of asked and held counts, as in later versions",
    "pool-limits-005": "the limit on nodes is counted down within a run",
    "podantiaffinity-029": "the limit on nodes is counted down within a run",
    "podaffinity-preferred-005":
      "the limit on nodes is counted down within a run, which makes preferences yield",
    "daemonset-015": "DaemonSets keyed on the initialized label count, as in later versions",
    "existing-021": "a cordoned node takes no pods, whether or not its taint is in the input",
    "volumes-025": "the claim of an ephemeral volume is taken as made when the pod is",
    "volumes-031": "the zone key of the EBS driver is folded, as the AWS provider does",
    "spread-traps-011": "beta keys mean the stable ones in topology keys too",
    "spread-traps-013": "the NodePool's name is a label that new nodes are known to carry",
    "pod-states-005": "a pod that is deleted before it was bound is never bound, and its owner makes another",
    "hostports-015": "ports of a pod on the host's network are host ports, as the API server stores them",
    "pod-states-001": "a pod is pending until it is bound, also where a node is nominated for it",
  ]

  /// One scenario with our decision.
  private struct Decided: Sendable {
    var scenario: RecordedScenario
    var cluster: Cluster
    var plan: ProvisioningPlan
  }

  /// All of them, decided once for all tests.
  private static let decided = Result {
    try RecordedScenario.all().map { scenario in
      let scene = scenario.scene
      let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
      return Decided(scenario: scenario, cluster: cluster, plan: KarpenterProvisioner(cluster).plan())
    }
  }

  @Test func sameDecisionsAsKarpenter() throws {
    var different: Set<String> = []
    for decided in try Self.decided.get() where decided.scenario.isDeterministic {
      let (scenario, plan) = (decided.scenario, decided.plan)
      if let difference = difference(plan, scenario.answer) {
        different.insert(scenario.name)
        #expect(Self.expectedDifferences[scenario.name] != nil, "\(scenario.name): \(difference)")
      }
    }
    let vanished = Set(Self.expectedDifferences.keys).subtracting(different).sorted()
    #expect(vanished.isEmpty, "listed as different, but the same: \(vanished)")
  }

  /// Karpenter draws lots among equal zones; what came out the same each time has to come out here.
  @Test func sameWhereKarpenterDrawsLots() throws {
    for decided in try Self.decided.get() {
      let (scenario, plan) = (decided.scenario, decided.plan)
      if scenario.isDeterministic || scenario.note != nil { continue }
      let placed = places(in: plan).count
      let answer = scenario.answer
      if scenario.agreed.contains("scheduledCount") {
        #expect(placed == answer.places.count, "\(scenario.name)")
      }
      if scenario.agreed.contains("newNodes") {
        #expect(plan.nodeClaims.count == answer.groups.count, "\(scenario.name)")
      }
      if scenario.agreed.contains("grouping") {
        #expect(groups(in: plan) == answer.groups, "\(scenario.name)")
      }
      if scenario.agreed.contains("hourlyCost") {
        #expect(plan.cost.hourly == answer.hourly, "\(scenario.name)")
      }
    }
  }

  @Test func everyPlanPassesTheCheck() throws {
    for decided in try Self.decided.get() {
      let report = Checker.check(plan: decided.plan, cluster: decided.cluster)
      #expect(report.violations.isEmpty, "\(decided.scenario.name): \(report.violations)")
    }
  }

  @Test func everyPodWithoutPlaceHasAReason() throws {
    for decided in try Self.decided.get() {
      for verdict in decided.plan.unschedulable {
        #expect(
          !verdict.message.isEmpty && verdict.reason != Reason.notReached.rawValue,
          "\(decided.scenario.name) \(verdict)")
      }
    }
  }

  private func places(in plan: ProvisioningPlan) -> [String: String] {
    var places: [String: String] = [:]
    for claim in plan.nodeClaims { for pod in claim.pods { places[pod] = "claim" } }
    for placement in plan.placements { for pod in placement.pods { places[pod] = placement.node } }
    return places
  }

  private func groups(in plan: ProvisioningPlan) -> Set<[String]> {
    Set(plan.nodeClaims.map { $0.pods.sorted() })
  }

  private func difference(_ plan: ProvisioningPlan, _ answer: RecordedScenario.Answer) -> String? {
    if places(in: plan) != answer.places { return "places \(places(in: plan)) instead of \(answer.places)" }
    if groups(in: plan) != answer.groups { return "groups \(groups(in: plan)) instead of \(answer.groups)" }
    if plan.cost.hourly != answer.hourly { return "cost \(plan.cost.hourly) instead of \(answer.hourly)" }
    return nil
  }
}
