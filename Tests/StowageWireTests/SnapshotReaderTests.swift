import Foundation
import StowageModel
import StowageTestKit
import StowageUnits
import StowageWire
import Testing

func readSnapshot(_ texts: String...) throws -> Snapshot {
  var reader = SnapshotReader()
  for (index, text) in texts.enumerated() { try reader.read(Array(text.utf8), source: "input-\(index).json") }
  return reader.finish()
}

/// A pod with the members that a case is about.
private func pod(_ name: String, _ members: String = #""spec":{}"#) -> String {
  #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)"},\#(members)}"#
}

@Suite struct Documents {
  @Test func objectsComeInEveryWayThatKubectlPrintsThem() throws {
    let list = #"{"apiVersion":"v1","kind":"List","items":[\#(pod("a")),\#(pod("b"))]}"#
    let kindLast = #"{"apiVersion":"v1","items":[\#(pod("a")),\#(pod("b"))],"kind":"List"}"#
    let typed = #"{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"},"spec":{}}],"kind":"PodList"}"#
    let nested = #"{"kind":"List","items":[{"kind":"List","items":[\#(pod("b"))]},\#(pod("a"))]}"#
    let documents = pod("a") + "\n" + pod("b")
    let expected = try readSnapshot(list)
    #expect(expected.pods.map(\.metadata.reference) == ["default/a", "default/b"])
    let array = "[" + pod("b") + ", " + pod("a") + "]"
    for text in [kindLast, typed, nested, documents, array, "\u{FEFF}" + list, list + "\n\n"] {
      #expect(try readSnapshot(text) == expected, "\(text)")
    }
    #expect(try readSnapshot(pod("b"), pod("a")) == expected)
  }

  @Test func emptyListsAreNoFault() throws {
    #expect(try readSnapshot(#"{"kind":"List","items":[]}"#, "", " \n") == Snapshot())
  }

  @Test func kindsThatDecideNothingAreCounted() throws {
    let text = """
      {"kind":"List","items":[{"kind":"Service","metadata":{}},{"apiVersion":"v1","kind":"ConfigMap"},
      {"apiVersion":"v1","kind":"Service"},{"apiVersion":"karpenter.sh/v1beta1","kind":"NodePool"},
      {"apiVersion":"metrics.k8s.io/v1beta1","kind":"Node"},{"apiVersion":"x/v1","kind":"AllowList","items":3}]}
      """
    #expect(
      try readSnapshot(text).ignoredKinds == [
        IgnoredKind(kind: "AllowList", count: 1), IgnoredKind(kind: "ConfigMap", count: 1),
        IgnoredKind(kind: "Node (metrics.k8s.io/v1beta1)", count: 1),
        IgnoredKind(kind: "NodePool (karpenter.sh/v1beta1)", count: 1),
        IgnoredKind(kind: "Service", count: 2),
      ])
  }

  @Test func portsOfPodsOnTheHostsNetworkAreHostPorts() throws {
    let ports = #"[{"containerPort":80},{"containerPort":81,"hostPort":8081,"protocol":"UDP"}]"#
    let containers = #""containers":[{"name":"c","ports":\#(ports)}]"#
    let texts = [
      #""spec":{\#(containers)}"#, #""spec":{\#(containers),"hostNetwork":true}"#,
      #""spec":{"hostNetwork":true,\#(containers)}"#, #""spec":{"hostNetwork":false,\#(containers)}"#,
    ]
    let found = try texts.map { text in
      try readSnapshot(pod("a", text)).pods[0].spec.containers[0].ports.map(\.hostPort)
    }
    #expect(found == [[8081], [80, 8081], [80, 8081], [8081]])
  }

  @Test func theLastOfEqualObjectsHolds() throws {
    let first = pod("a", #""spec":{"priority":1}"#)
    let last = pod("a", #""spec":{"priority":2}"#)
    let snapshot = try readSnapshot(first + pod("b") + last)
    #expect(snapshot.pods.map(\.spec.priority) == [2, nil])
    #expect(
      snapshot.warnings == [
        Warning(
          reason: "DuplicateObject", object: "Pod default/a",
          message: "is given more than once; the last one counts")
      ])
    #expect(try readSnapshot(first, last, last).warnings.count == 1)
  }

  @Test func nullIsAbsent() throws {
    let text = pod(
      "a",
      """
      "spec":{"priority":null,"nodeSelector":null,"containers":null,"affinity":{"podAffinity":null},
      "nodeName":null},"status":null
      """)
    #expect(try readSnapshot(text) == readSnapshot(pod("a")))
    // As an amount it is zero, as in Go.
    let zero = pod("a", #""spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":null}}}]}"#)
    #expect(try readSnapshot(zero).pods[0].spec.containers[0].resources.requests[.cpu] == 0)
  }

  @Test func theLastOfEqualMembersHolds() throws {
    let text = pod("a", #""spec":{"priority":1,"priority":2,"nodeSelector":{"k":"1","k":"2"}}"#)
    let spec = try readSnapshot(text).pods[0].spec
    #expect(spec.priority == 2)
    #expect(spec.nodeSelector == ["k": "2"])
  }

  @Test func namesMayBeWrittenWithEscapes() throws {
    let text = #"{"k\u0069nd":"Pod","metad\u0061ta":{"n\u0061me":"\u0061"},"spec":{"pr\u0069ority":7}}"#
    #expect(try readSnapshot(text).pods.map(\.spec.priority) == [7])
  }
}

@Suite struct Remarks {
  @Test func amountsThatDoNotFitAreSaturatedAndToldOf() throws {
    let text = pod(
      "a", #""spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"1e30","memory":"Ki"}}}]}"#)
    let snapshot = try readSnapshot(text)
    #expect(snapshot.pods[0].spec.containers[0].resources.requests[.cpu] == .max)
    #expect(snapshot.pods[0].spec.containers[0].resources.requests[.memory] == 0)
    #expect(
      snapshot.warnings.map { "\($0.reason) \($0.object) \($0.message)" } == [
        "QuantityTooLarge Pod default/a /spec/containers/0/resources/requests/cpu 1e30 does not fit in 64 bits "
          + "and counts as 9223372036854775807",
        "QuantityWithoutDigits Pod default/a /spec/containers/0/resources/requests/memory \"Ki\" counts as 0",
      ])
  }

  @Test func bareNumbersAndBlanksAroundAmountsAreFine() throws {
    let text = pod("a", #""spec":{"overhead":{"cpu":1.5,"memory":" 1Ki "}}"#)
    #expect(try readSnapshot(text).pods[0].spec.overhead == resources(cpu: "1500m", memory: "1Ki"))
  }
}

/// What is wrong with a text, as the user is told it.
private func fault(_ text: String) -> String {
  do {
    _ = try readSnapshot(text)
    return "no error\n"
  } catch { return "\(error)\n" }
}

@Test func everyFaultNamesObjectFieldValueAndRule() {
  func container(_ members: String) -> String {
    pod("a", #""spec":{"containers":[{"name":"c",\#(members)}]}"#)
  }
  let huge = String(repeating: "9", count: 400)
  let cases: [(String, String)] = [
    ("cut off", String(pod("a").dropLast(2))),
    ("cut off in a text", #"{"kind":"Po"#),
    ("a comma too many", #"{"kind":"Pod","metadata":{"name":"a",}}"#),
    ("single quotes", "{'kind':'Pod'}"),
    ("two values", #"{"kind":"Pod" "metadata":{}}"#),
    ("garbage behind an object", pod("a") + "]"),
    ("not an object", "[1, 2]"),
    ("too deep", #"{"kind":"Pod","x":"# + String(repeating: "[", count: 300)),
    ("no kind", #"{"metadata":{"name":"a"}}"#),
    ("no kind in a list", #"{"kind":"List","items":[\#(pod("a")),{"metadata":{}}]}"#),
    ("no name", #"{"kind":"Pod","metadata":{"namespace":"x"}}"#),
    ("no name in a list", #"{"kind":"List","items":[\#(pod("a")),{"kind":"Pod"}]}"#),
    ("items of the wrong type", #"{"kind":"List","items":[5]}"#),
    ("a quantity", container(#""resources":{"requests":{"cpu":"one"}}"#)),
    ("a long quantity", container(#""resources":{"limits":{"memory":"\#(huge)x"}}"#)),
    ("a request below zero", container(#""resources":{"requests":{"cpu":"-1"}}"#)),
    ("a quantity that is true", container(#""resources":{"limits":{"memory":true}}"#)),
    ("an extended resource", container(#""resources":{"limits":{"nvidia.com/gpu":"1GB"}}"#)),
    ("a label that is a number", #"{"kind":"Node","metadata":{"name":"n","labels":{"a.b/c~d":5}}}"#),
    ("a text for an object", pod("a", #""spec":"none""#)),
    ("an object for an array", pod("a", #""spec":{"containers":{"name":"c"}}"#)),
    ("a text for a number", pod("a", #""spec":{"priority":"high"}"#)),
    ("a fraction for a number", pod("a", #""spec":{"priority":1.5}"#)),
    ("a huge number", pod("a", #""spec":{"priority":\#(huge)}"#)),
    ("a text for true", pod("a", #""spec":{"hostNetwork":"yes"}"#)),
    ("a time", #"{"kind":"Pod","metadata":{"name":"a","namespace":"b","creationTimestamp":"yesterday"}}"#),
    (
      "a duration",
      #"{"kind":"NodePool","metadata":{"name":"p"},"spec":{"disruption":{"consolidateAfter":"1 day"}}}"#
    ),
    ("negative replicas", #"{"kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":-1}}"#),
    ("endless replicas", #"{"kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":1e12}}"#),
  ]
  let text = cases.map { "\($0.0): \(fault($0.1))" }.joined()
  expectStored(text, as: "faults.txt")
}

@Test func faultsAreFoundInTheMiddleOfLargeLists() {
  let many = (0..<1000).map { pod("p\($0)") }
  var items = many
  items[700] = pod("p700", #""spec":{"tolerations":[{},{"key":["x"]}]}"#)
  let text = #"{"kind":"List","items":["# + items.joined(separator: ",\n") + "]}"
  #expect(
    fault(text) == "Pod default/p700 /spec/tolerations/1/key: is an array where a text in quotes is needed\n")
  items[700] = #"{"kind":"Pod","metadata":{"name":"p700"},"spec":{"x":1 "y":2}}"#
  let broken = #"{"kind":"List","items":["# + items.joined(separator: ",\n") + "]}"
  #expect(fault(broken) == "input-0.json, line 701, column 56: \"y\" stands where ',' or '}' is needed\n")
}

@Test func bytesThatAreNoUTF8AreRefused() {
  var reader = SnapshotReader()
  let bytes = Array(#"{"kind":"Pod","metadata":{"name":""#.utf8) + [0xFF] + Array(#""}}"#.utf8)
  let error = #expect(throws: InputError.self) { try reader.read(bytes, source: "pods.json") }
  #expect(error?.description == "pods.json, line 1, column 35: the text is not UTF-8")
}
