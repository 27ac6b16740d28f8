import Foundation
import Stowage
import StowageModel
import StowageTestKit
import StowageWire
import Testing

/// `stowage record --anonymize`: nothing that somebody named is left, and plans cost the same.
@Suite struct AnonymizeTests {
  private func plan(_ bytes: [UInt8], policy: String) throws -> String {
    let outcome = try Program.run(
      ["provision", "-", "-c", "aws/us-east-1", "--policy", policy, "--gap", "0.02", "-o", "json", "-q"],
      input: bytes)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any]
    let claims = object?["nodeClaims"] as? [Any] ?? []
    let cost = object?["cost"] as? [String: Any]
    let hourly = try #require(cost?["hourly"] as? NSNumber)
    return "\(hourly) for \(claims.count) nodes, without \((object?["unschedulable"] as? [Any] ?? []).count)"
  }

  @Test(arguments: ["greedy", "karpenter", "optimal"]) func plansCostTheSame(policy: String) throws {
    let original = try Fixture("every-kind.json").bytes()
    let anonymous = try Program.run(["record", "-", "--anonymize"], input: original)
    #expect(anonymous.status == 0, "\(anonymous.errors)")
    #expect(try plan(anonymous.output, policy: policy) == plan(original, policy: policy))
  }

  /// Random clusters of all rules, under the policies that do not search until a time limit.
  @Test func randomClustersCostTheSame() throws {
    for seed in UInt64(1)...60 {
      var scene = RandomCluster(seed: seed, extent: .small).scene
      let before = [Policy.greedy, .karpenter].map { cost(of: scene, $0) }
      scene.snapshot = scene.snapshot.anonymized(keepingLabels: ["size"])
      #expect([Policy.greedy, .karpenter].map { cost(of: scene, $0) } == before, "seed \(seed)")
    }
  }

  private func cost(of scene: Scene, _ policy: Policy) -> Money {
    var options = scene.options
    options.policy = policy
    return Engine().provision(scene.snapshot, catalog: scene.catalog, options: options).cost.hourly
  }

  @Test func namesAreGone() throws {
    let original = try Fixture("every-kind.json").bytes()
    let outcome = try Program.run(["record", "-", "--anonymize"], input: original)
    var reader = SnapshotReader()
    try reader.read(original, source: "original")
    let names = reader.finish().names.filter {
      $0.count > 3 && !$0.hasPrefix("system-") && $0 != "kube-system"
    }
    #expect(names.count > 20)
    let written = try JSONSerialization.jsonObject(with: Data(outcome.output))
    let texts = Set(allTexts(in: written))
    for name in names { #expect(!texts.contains(name), "\(name) is still there") }
  }

  @Test func anotherTimeGivesTheSame() throws {
    let original = try Fixture("every-kind.json").bytes()
    let once = try Program.run(["record", "-", "--anonymize"], input: original).output
    #expect(try Program.run(["record", "-", "--anonymize"], input: once).output == once)
  }

  private func allTexts(in value: Any) -> [String] {
    switch value {
    case let text as String: [text]
    case let list as [Any]: list.flatMap(allTexts)
    case let object as [String: Any]: object.sorted { $0.key < $1.key }.flatMap { allTexts(in: $0.value) }
    default: []
    }
  }
}

extension Snapshot {
  /// Names of objects of all kinds.
  fileprivate var names: [String] {
    let kinds: [[ObjectMeta]] = [
      pods.map(\.metadata), nodes.map(\.metadata), nodeClaims.map(\.metadata), nodePools.map(\.metadata),
      nodeClasses.map(\.metadata), daemonSets.map(\.metadata), workloads.map(\.metadata),
      disruptionBudgets.map(\.metadata), priorityClasses.map(\.metadata), namespaces.map(\.metadata),
      claims.map(\.metadata), volumes.map(\.metadata), storageClasses.map(\.metadata),
    ]
    return kinds.joined().flatMap { [$0.name, $0.namespace, $0.uid] + $0.owners.map(\.name) }
  }
}
