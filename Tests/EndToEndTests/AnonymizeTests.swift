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

  /// The EBS driver's key for a zone is the zone's in nodes, volumes and storage classes.
  @Test func keysThatMeanAZoneAreKept() throws {
    let manifest = """
      apiVersion: v1
      kind: Node
      metadata:
        name: ip-10-0-0-1.ec2.internal
        labels: {karpenter.sh/nodepool: acme, karpenter.sh/capacity-type: on-demand, kubernetes.io/arch: amd64,
          kubernetes.io/os: linux, kubernetes.io/hostname: ip-10-0-0-1, node.kubernetes.io/instance-type: m5.2xlarge,
          topology.kubernetes.io/zone: us-east-1b, topology.ebs.csi.aws.com/zone: us-east-1b,
          karpenter.acme.io/team: payments}
      status: {allocatable: {cpu: "2", memory: 8Gi, pods: "58"}, capacity: {cpu: "2", memory: 8Gi, pods: "58"}}
      ---
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata: {name: acme-fast}
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      allowedTopologies:
      - matchLabelExpressions: [{key: topology.ebs.csi.aws.com/zone, values: [us-east-1b]}]
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: books, namespace: payments}
      spec: {storageClassName: acme-fast}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: ledger, namespace: payments}
      spec:
        containers: [{name: c, resources: {requests: {cpu: "3", memory: 4Gi}}}]
        volumes: [{name: v, persistentVolumeClaim: {claimName: books}}]
      """
    let anonymous = try Program.run(["record", "-", "--anonymize"], input: Array(manifest.utf8))
    #expect(anonymous.status == 0, "\(anonymous.errors)")
    #expect(!anonymous.text.contains("payments") && !anonymous.text.contains("value-2"))
    let before = try consolidation(Array(manifest.utf8))
    #expect(before == "true without 0")
    #expect(try consolidation(anonymous.output) == before)
  }

  /// Whether the plan knows what the nodes cost today, and how many pods it leaves.
  private func consolidation(_ bytes: [UInt8]) throws -> String {
    let outcome = try Program.run(
      ["consolidate", "-", "-c", "aws/us-east-1", "--policy", "greedy", "-o", "json", "-q"], input: bytes)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
    let before = try #require((object["cost"] as? [String: Any])?["before"] as? Double)
    return "\(before > 0.45) without \((object["unschedulable"] as? [Any] ?? []).count)"
  }

  @Test func anotherTimeGivesTheSame() throws {
    let original = try Fixture("every-kind.json").bytes()
    let once = try Program.run(["record", "-", "--anonymize"], input: original).output
    #expect(try Program.run(["record", "-", "--anonymize"], input: once).output == once)
  }

  /// Operators and their kinds, words in annotations that are read, conditions of one's own.
  @Test func whatIsOnesOwnIsGone() throws {
    let manifest = """
      apiVersion: v1
      kind: Pod
      metadata:
        name: trainer
        annotations:
          karpenter.sh/do-not-disrupt: ask acme payments
          cluster-autoscaler.kubernetes.io/safe-to-evict: "false"
          controller.kubernetes.io/pod-deletion-cost: "-7"
        ownerReferences:
        - {apiVersion: ml.acme.io/v2, kind: AcmeTraining, name: acme-run, uid: acme-1, controller: true}
      spec:
        nodeName: acme-node
        readinessGates: [{conditionType: acme.io/ready}]
        containers: [{name: c, image: acme/trainer, env: [{name: ACME, value: acme}], resources: {requests: {cpu: 1}}}]
      status:
        phase: Running
        conditions:
        - {type: Ready, status: "True", reason: AcmeSaysSo, message: acme}
        - {type: acme.io/ready, status: "True"}
      """
    let outcome = try Program.run(["record", "-", "--anonymize"], input: Array(manifest.utf8))
    #expect(!outcome.text.lowercased().contains("acme"), "\(outcome.text)")
    for kept in [#""false""#, #""-7""#, #""Ready""#, #""controller":true"#] {
      #expect(outcome.text.replacing(" ", with: "").contains(kept), "\(kept)")
    }
    #expect(try Program.run(["record", "-", "--anonymize"], input: outcome.output).output == outcome.output)
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
