import Foundation
import StowageTestKit
import Testing

private func fixture(_ name: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: Fixture(name).path)))
}

@Suite struct Input {
  @Test func allWaysToGiveAClusterGiveTheSameRecording() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let json = try fixture("every-kind.json")
    let packed = try scratch.gzip(json)
    let expected = try scratch.run("record", Fixture("every-kind.json").path)
    #expect(expected.status == 0)
    #expect(expected.errors == "")
    #expect(expected.text.contains("\"name\":\"web-1\""))
    let calls: [(String, [String], [UInt8])] = [
      ("yaml", ["record", Fixture("every-kind.yaml").path], []), ("standard input", ["record"], json),
      ("named standard input", ["record", "-"], json), ("packed", ["record"], packed),
      (
        "several packed members", ["record"],
        try scratch.gzip(Array(json.prefix(20_000))) + scratch.gzip(Array(json.dropFirst(20_000)))
      ),
      ("padded", ["record"], packed + [UInt8](repeating: 0, count: 100)),
      ("yaml from standard input", ["record"], try fixture("every-kind.yaml")),
      ("the recording itself", ["record"], expected.output),
    ]
    for (name, call, input) in calls {
      let outcome = try scratch.run(call, input: input)
      #expect(outcome.output == expected.output, "\(name): \(outcome.errors)")
    }
  }

  @Test func recordingsArePackedByTheirName() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let plain = try scratch.run("record", Fixture("every-kind.yaml").path)
    for name in ["r.json", "r.json.gz"] {
      let outcome = try scratch.run("record", "-o", scratch.path(name), Fixture("every-kind.yaml").path)
      #expect(outcome.text == "")
      #expect(outcome.errors.hasPrefix("FOLDER/\(name): 5 pods, 1 nodes, "))
      #expect(try scratch.run("record", scratch.path(name)).output == plain.output)
    }
    let packed = try scratch.bytes(of: "r.json.gz")
    #expect(packed.prefix(2) == [0x1F, 0x8B])
    #expect(packed.count < plain.output.count / 2)
    _ = try scratch.run("record", "-q", "-o", scratch.path("again.json.gz"), scratch.path("r.json"))
    #expect(try scratch.bytes(of: "again.json.gz") == packed)
  }

  @Test func whatCannotBeReadIsTold() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let packed = try scratch.gzip(try fixture("every-kind.json"))
    var damaged = packed
    damaged[packed.count / 2] ^= 0xFF
    let inputs: [(String, [UInt8])] = [
      ("nothing", []), ("cut off gzip", Array(packed.dropLast(20))), ("damaged gzip", damaged),
      ("a picture", ([0x89, 0x50, 0x4E, 0x47, 0xFF, 0x00])), ("UTF-16", ([0xFF, 0xFE, 0x7B, 0x00])),
      ("a table", Array("NAME   READY   STATUS\nweb-0  1/1     Running\n".utf8)),
      ("broken YAML", Array("kind: Pod\n  metadata: x\n".utf8)),
      ("a YAML key twice", Array("kind: Pod\nmetadata: {name: a}\nmetadata: {name: b}\n".utf8)),
      ("a YAML label that is a number", Array("kind: Pod\nmetadata: {name: a, labels: {v: 1.20}}\n".utf8)),
      ("a YAML label that is a boolean", Array("kind: Pod\nmetadata: {name: a, labels: {v: yes}}\n".utf8)),
      ("infinity", Array("kind: Pod\nspec: {priority: .inf}\n".utf8)),
      ("cut off JSON", Array(#"{"kind":"Pod","metadata""#.utf8)),
    ]
    var text = ""
    for (name, input) in inputs {
      let outcome = try scratch.run(["record"], input: input)
      #expect(outcome.text == "")
      text += "\(name): \(outcome.errors)"
      #expect(outcome.status == 1, "\(name)")
    }
    expectStored(text, as: "unreadable.txt")
  }

  @Test func yamlScalarsMeanWhatKubernetesTakesThemFor() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let yaml = """
      apiVersion: v1
      kind: Pod
      metadata:
        name: a
        labels: &labels {a: "1", b: 'yes', c: !!str 1.5, d: plain text, e: 1.2.3, f: "", g: 0x, h: 5m, i: y}
      spec:
        priority: 0o17
        hostNetwork: on
        terminationGracePeriodSeconds: 1_000
        nodeSelector:
          <<: *labels
          b: mine
        overhead: {cpu: .5, memory: 1e3, pods: +1, hugepages-2Mi: 0x10}
        affinity: ~
      ---
      # nothing
      ---
      """
    let outcome = try scratch.run(["record"], input: Array(yaml.utf8))
    #expect(outcome.errors == "")
    #expect(
      outcome.text.split(separator: "\n").dropFirst().first.map(String.init) == """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"default","labels":{"a":"1","b":"yes",\
        "c":"1.5","d":"plain text","e":"1.2.3","f":"","g":"0x","h":"5m","i":"y"}},"spec":{"containers":[],\
        "overhead":{"cpu":"500m","hugepages-2Mi":"16","memory":"1k","pods":"1"},"nodeSelector":{"a":"1",\
        "b":"mine","c":"1.5","d":"plain text","e":"1.2.3","f":"","g":"0x","h":"5m","i":"y"},"priority":15,\
        "terminationGracePeriodSeconds":1000,"hostNetwork":true}}
        """)
  }

  @Test func pipesAreReadLikeFiles() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let pipe = scratch.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let json = try fixture("every-kind.json")
    let writer = Thread { try? Data(json).write(to: URL(fileURLWithPath: pipe)) }
    writer.start()
    let outcome = try scratch.run("record", pipe)
    #expect(outcome.errors == "")
    #expect(outcome.output == (try scratch.run("record", Fixture("every-kind.json").path)).output)
  }

  @Test func unknownKindsAreToldAndQuietIsQuiet() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let input = Array(#"{"kind":"List","items":[{"kind":"Service"},{"kind":"Service"}]}"#.utf8)
    let loud = try scratch.run(["record"], input: input)
    #expect(loud.errors == "warning: Service: 2 left out, as the kind decides nothing\n")
    #expect(try scratch.run(["record", "--quiet"], input: input).errors == "")
  }
}
