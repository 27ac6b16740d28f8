import Foundation
import StowageTestKit
import StowageWire
import Testing

/// One type in one zone, so that there is one best plan.
private let catalog = """
  {"kind":"Catalog","name":"lab/one","types":[{"name":"m.large","labels":{"size":"large"},
  "capacity":{"cpu":"2","memory":"8Gi","pods":"29"},"allocatable":{"cpu":"1930m","memory":"7Gi","pods":"29"},
  "offerings":[{"zone":"lab-1a","capacityType":"on-demand","price":0.1}]}]}
  """

private let cluster = """
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:
    replicas: 3
    template:
      metadata: {labels: {app: web}}
      spec: {containers: [{name: web, resources: {requests: {cpu: 800m, memory: 1Gi}}}]}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: huge}
  spec: {containers: [{name: huge, resources: {requests: {cpu: 64}}}]}
  ---
  apiVersion: v1
  kind: Node
  metadata:
    name: node-a
    labels: {topology.kubernetes.io/region: lab, kubernetes.io/arch: amd64, kubernetes.io/os: linux}
  status:
    allocatable: {cpu: "1", memory: 4Gi, pods: "10"}
    conditions: [{type: Ready, status: "True"}]
  ---
  apiVersion: karpenter.sh/v1
  kind: NodePool
  metadata: {name: default}
  spec: {template: {spec: {requirements: [{key: karpenter.sh/capacity-type, operator: In, values: [on-demand]}]}}}
  """

/// A plan without what differs from run to run: how long the stages took.
func withoutTimes(_ text: String) -> String {
  text.replacing(/("?(read|interpret|reduce|solve|lift|total)"?): [0-9.]+/) { "\($0.output.1): 0" }
}

/// A plan without what a better search may change: the bound, and how much work it was.
private func withoutWork(_ text: String) -> String {
  withoutTimes(text).replacing(/("?(lowerBound|gap)"?): [0-9.]+/) { "\($0.output.1): 0" }
    .replacing(/\n *"?statistics"?:.*\n(?=( *"?)warnings)/.dotMatchesNewlines(), with: "\n")
}

@Suite struct ProvisionTests {
  private func files(in scratch: Scratch) throws -> [String] {
    ["-c", try scratch.file("catalog.json", catalog), try scratch.file("cluster.yaml", cluster)]
  }

  @Test(arguments: ["table", "wide", "json", "yaml", "name"])
  func plansAreShownInEveryFormat(format: String) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let outcome = try scratch.run(["provision", "-o", format] + files(in: scratch))
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    expectStored(withoutWork(outcome.text), as: "provision.\(format).txt")
  }

  @Test func theSameInputGivesTheSameBytes() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let files = try files(in: scratch)
    for policy in ["optimal", "greedy", "karpenter"] {
      let call = ["provision", "-o", "json", "--policy", policy, "--now", "2025-03-14T09:26:53Z"] + files
      let first = withoutTimes(try scratch.run(call).text)
      #expect(try withoutTimes(scratch.run(call).text) == first, "\(policy)")
    }
  }

  @Test func aPlanOnTheRecordingIsThePlanOnTheOriginal() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let files = try files(in: scratch)
    let recording = scratch.path("recording.json.gz")
    _ = try scratch.run("record", "-o", recording, files[2])
    let original = try scratch.run(["provision", "-o", "json"] + files)
    let recorded = try scratch.run(["provision", "-o", "json", files[0], files[1], recording])
    #expect(withoutTimes(recorded.text) == withoutTimes(original.text))
  }

  @Test func theExitStatusTellsOfUnplacedPodsOnlyWhenAsked() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let files = try files(in: scratch)
    #expect(try scratch.run(["provision"] + files).status == 0)
    #expect(try scratch.run(["provision", "--exit-code"] + files).status == 2)
  }

  @Test func theRegionOfTheNodesChoosesTheCatalog() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let files = try files(in: scratch)
    _ = try scratch.file("library/any/lab.json", catalog)
    let found = try scratch.run("provision", "-o", "name", "--catalog-dir", scratch.path("library"), files[2])
    #expect(found.text == "nodeclaim.karpenter.sh/default-1\n")
    let missing = try scratch.run("provision", files[2])
    #expect(missing.status == 64)
    #expect(
      missing.errors == """
        error: "lab" is the nodes' region and has no catalog. Choose one with -c: aws/ap-northeast-2, \
        aws/eu-west-1, aws/us-east-1, aws/us-west-2

        """)
    let zone = cluster.replacing(
      "topology.kubernetes.io/region: lab", with: "topology.kubernetes.io/zone: eu-west-1a")
    let carried = try scratch.run("provision", "-o", "json", try scratch.file("zone.yaml", zone))
    #expect(carried.text.contains("\"zone\": \"eu-west-1"))
  }

  @Test func checkJudgesPlans() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let files = try files(in: scratch)
    for format in ["json", "yaml"] {
      let plan = try scratch.run(["provision", "-o", format] + files)
      let file = try scratch.file("plan", plan.output)
      let outcome = try scratch.run(["check", "--plan", file, "-o", "json"] + files)
      #expect(outcome.status == 0)
      #expect(outcome.text.contains("\"ok\": true"))
      #expect(try scratch.run(["check", "--plan", "-"] + files, input: plan.output).status == 0)
    }
    let plan = try scratch.run(["provision", "-o", "json"] + files).text
    let file = try scratch.file(
      "bad.json", plan.replacing("\"default/web-0\",", with: "").replacing("\"default/web-0\"", with: ""))
    for format in ["json", "table", "name"] {
      let outcome = try scratch.run(["check", "--plan", file, "-o", format] + files)
      #expect(outcome.status == 1)
      expectStored(outcome.text, as: "check.\(format).txt")
    }
  }

  @Test func mistakesInACallAreToldInOneLine() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let files = try files(in: scratch)
    let calls: [[String]] = [
      ["provision", "--time-limit", "10"], ["provision", "--time-limit", "0s"], ["provision", "--gap", "2"],
      ["provision", "--policy", "magic"], ["provision", "--now", "today"], ["provision", "--seed", "-1"],
      ["provision", "--max-instance-types", "0"], ["provision", "--eviction-price", "-1"], ["check"],
      ["check", "--plan", "-", "-"], ["check", "--plan", files[2]],
    ]
    var text = ""
    for call in calls {
      let outcome = try scratch.run(call + (call.contains("-") ? [] : files))
      text += "$ stowage \(call.joined(separator: " ").replacing(scratch.folder.path(), with: "FOLDER"))\n"
      text += "\(outcome.errors)[\(outcome.status)]\n"
      #expect(outcome.text == "")
    }
    expectStored(text, as: "usage-of-plans.txt")
  }
}
