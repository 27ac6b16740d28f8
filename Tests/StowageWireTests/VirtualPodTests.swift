import StowageModel
import StowageTestKit
import StowageWire
import Testing

private func workload(_ kind: String, _ name: String, _ spec: String, _ more: String = "") -> String {
  """
  {"kind":"\(kind)","metadata":{"name":"\(name)","namespace":"shop"\(more)},"spec":{\(spec),
  "template":{"metadata":{"labels":{"app":"\(name)"}},"spec":{"containers":[{"name":"c"}]}}}}
  """
}

private func owned(_ name: String, by kind: String, _ owner: String, _ more: String = #""status":{}"#)
  -> String
{
  """
  {"kind":"Pod","metadata":{"name":"\(name)","namespace":"shop",
  "ownerReferences":[{"kind":"\(kind)","name":"\(owner)","controller":true}]},"spec":{},\(more)}
  """
}

private func references(_ texts: String...) throws -> [String] {
  var reader = SnapshotReader()
  for text in texts { try reader.read(Array(text.utf8), source: "test") }
  return reader.finish().pods.map(\.metadata.reference)
}

@Suite struct VirtualPods {
  @Test func everyReplicaOfAPlainManifestIsOne() throws {
    let text = workload("Deployment", "web", #""replicas":3"#)
    #expect(try references(text) == ["shop/web-0", "shop/web-1", "shop/web-2"])
    let pod = try readSnapshot(text).pods[1]
    #expect(pod.status.phase == "Pending")
    #expect(pod.metadata.labels == ["app": "web"])
    #expect(pod.metadata.controller?.kind == "Deployment")
    #expect(pod.spec.containers.map(\.name) == ["c"])
    // Without a number of replicas there is one.
    #expect(try references(workload("ReplicaSet", "rs", #""selector":{}"#)) == ["shop/rs-0"])
    #expect(try references(workload("Deployment", "none", #""replicas":0"#)) == [])
  }

  @Test func replicasThatAreThereAreNotMadeAgain() throws {
    let deployment = workload("Deployment", "web", #""replicas":3"#)
    // The ReplicaSet between them may be in the dump or not.
    let replicaSet = workload(
      "ReplicaSet", "web-5f7", #""replicas":3"#,
      #","ownerReferences":[{"kind":"Deployment","name":"web","controller":true}]"#)
    let pods =
      owned("web-5f7-a", by: "ReplicaSet", "web-5f7") + owned("web-5f7-b", by: "ReplicaSet", "web-5f7")
    let expected = ["shop/web-0", "shop/web-5f7-a", "shop/web-5f7-b"]
    #expect(try references(deployment, pods) == expected)
    #expect(try references(deployment, replicaSet, pods) == expected)
    #expect(try references(pods, replicaSet, deployment) == expected)
    // Alone, the ReplicaSet is a workload itself.
    #expect(try references(replicaSet, pods) == ["shop/web-5f7-0", "shop/web-5f7-a", "shop/web-5f7-b"])
    // More pods than replicas, in the middle of a rollout.
    let rollout =
      pods + owned("web-6-a", by: "ReplicaSet", "web-6") + owned("web-6-b", by: "ReplicaSet", "web-6")
    #expect(try references(deployment, rollout).count == 4)
  }

  @Test func podsThatAreDoneOrGoingAreNoReplicas() throws {
    let deployment = workload("ReplicaSet", "web", #""replicas":1"#)
    #expect(
      try references(deployment, owned("web-a", by: "ReplicaSet", "web", #""status":{"phase":"Failed"}"#))
        == ["shop/web-0", "shop/web-a"])
    let deleting = """
      {"kind":"Pod","metadata":{"name":"KIND-0","namespace":"shop","deletionTimestamp":"2025-03-14T09:26:53Z",
      "ownerReferences":[{"kind":"KIND","name":"web","controller":true}]},"spec":{}}
      """
    #expect(
      try references(deployment, deleting.replacing("KIND", with: "ReplicaSet")) == [
        "shop/ReplicaSet-0", "shop/web-0",
      ])
    // A StatefulSet waits for the old pod to be gone.
    #expect(
      try references(
        workload("StatefulSet", "web", #""replicas":1"#), deleting.replacing("KIND", with: "StatefulSet"))
        == ["shop/StatefulSet-0"])
  }

  @Test func theLowestFreeOrdinalsAreTaken() throws {
    let set = workload("StatefulSet", "db", #""replicas":4"#)
    let pods = owned("db-1", by: "StatefulSet", "db") + owned("db-5", by: "StatefulSet", "db")
    #expect(try references(set, pods) == ["shop/db-0", "shop/db-1", "shop/db-2", "shop/db-5"])
    #expect(
      try readSnapshot(set, pods).pods[0].metadata.labels == [
        "app": "db", "statefulset.kubernetes.io/pod-name": "db-0", "apps.kubernetes.io/pod-index": "0",
      ])
  }

  @Test(arguments: [
    (#""parallelism":3"#, 3), (#""completions":2,"parallelism":5"#, 2), (#""suspend":true"#, 0),
    (#""x":1"#, 1),
  ])
  func jobsHaveThePodsThatMayRunAtOnce(spec: String, count: Int) throws {
    #expect(try references(workload("Job", "j", spec)).count == count)
  }

  @Test func claimsOfAStatefulSetAreFoundAgain() throws {
    let set = """
      {"kind":"StatefulSet","metadata":{"name":"db"},"spec":{"replicas":2,
      "template":{"spec":{"volumes":[{"name":"data","emptyDir":{}}]}},
      "volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"storageClassName":"gp3"}}]}}
      """
    let claim = #"{"kind":"PersistentVolumeClaim","metadata":{"name":"data-db-1"}}"#
    let pods = try readSnapshot(set, claim).pods
    #expect(pods.map(\.spec.volumes.count) == [1, 1])
    #expect(pods[0].spec.volumes[0].source == .ephemeral(storageClassName: "gp3", accessModes: []))
    #expect(pods[1].spec.volumes[0].source == .claim("data-db-1"))
  }
}
