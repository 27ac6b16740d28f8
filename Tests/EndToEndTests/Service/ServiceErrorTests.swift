import Foundation
import Testing

/// What the service says of requests that it cannot serve.
@Suite struct ServiceErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var line: String
    var fault: Fault
    var id: Int?

    init(_ line: String, _ code: Int, _ reason: String, _ path: String = "", id: Int? = nil) {
      self.line = line
      fault = Fault(code: code, reason: reason, path: path)
      self.id = id
    }

    /// A request 1 with these params.
    init(_ method: String, _ params: String, _ code: Int, _ reason: String, _ path: String) {
      self.init(
        #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#, code, reason, path, id: 1)
    }

    var testDescription: String { String(line.prefix(120)) }
  }

  static let messages = [
    Case("{", -32700, "InvalidJSON"), Case("nonsense", -32700, "InvalidJSON"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"metrics""#, -32700, "InvalidJSON"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"metrics"} {}"#, -32700, "InvalidJSON"),
    Case(#"{"jsonrpc":"2.0","id":NaN,"method":"metrics"}"#, -32700, "InvalidJSON"),
    Case(#"[{"jsonrpc":"2.0","id":1,"method":"metrics"}]"#, -32600, "InvalidRequest"),
    Case("[]", -32600, "InvalidRequest"), Case("17", -32600, "InvalidRequest"),
    Case(#"{"id":1,"method":"metrics"}"#, -32600, "InvalidRequest", "/jsonrpc", id: 1),
    Case(#"{"jsonrpc":"1.0","id":1,"method":"metrics"}"#, -32600, "InvalidRequest", "/jsonrpc", id: 1),
    Case(#"{"jsonrpc":"2.0","id":1}"#, -32600, "InvalidRequest", "/method", id: 1),
    Case(#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600, "InvalidRequest", "/method", id: 1),
    Case(#"{"jsonrpc":"2.0","id":null,"method":"metrics"}"#, -32600, "InvalidRequest", "/id"),
    Case(#"{"jsonrpc":"2.0","id":1.5,"method":"metrics"}"#, -32600, "InvalidRequest", "/id"),
    Case(#"{"jsonrpc":"2.0","id":99999999999999999999,"method":"metrics"}"#, -32600, "InvalidRequest", "/id"),
    Case(#"{"jsonrpc":"2.0","id":1,"method":"plan/magic"}"#, -32601, "UnknownMethod", "/method", id: 1),
  ]

  static let params = [
    Case("plan/provision", "[1]", -32602, "InvalidParams", "/params"),
    Case("plan/provision", "{}", -32602, "MissingParam", "/params/snapshot"),
    Case("plan/provision", #"{"snapshot":"s9"}"#, -32003, "UnknownHandle", "/params/snapshot"),
    Case("plan/provision", #"{"snapshot":{"kind":"List"}}"#, -32602, "MissingParam", "/params/catalog"),
    Case(
      "plan/provision", #"{"snapshot":{"kind":"List"},"catalog":"aws/mars"}"#, -32602, "UnknownCatalog",
      "/params/catalog"),
    Case(
      "plan/provision", #"{"snapshot":{"kind":"List"},"catalog":{"kind":"Catalog"}}"#, -32602,
      "MissingField", "/params/catalog"),
    Case(
      "plan/provision", #"{"snapshot":{"kind":"List","items":[{"kind":"Pod"}]},"catalog":"aws/us-east-1"}"#,
      -32602, "MissingName", "/params/snapshot/items/0"),
    Case(
      "plan/provision",
      #"{"catalog":"aws/us-east-1","snapshot":{"kind":"List","items":[{"kind":"Pod","metadata":{"name":7}}]}}"#,
      -32602, "WrongType", "/params/snapshot/items/0/metadata/name"),
    Case(
      "plan/provision",
      #"{"catalog":"aws/us-east-1","snapshot":\#(Requests.list([Requests.pod("a"), Requests.pod("b", cpu: "1K")]))}"#,
      -32602, "InvalidQuantity", "/params/snapshot/items/1/spec/containers/0/resources/requests/cpu"),
    Case(
      "snapshot/load", #"{"items":\#(Requests.pod("a", cpu: "0x10"))}"#, -32602, "InvalidQuantity",
      "/params/items/spec/containers/0/resources/requests/cpu"),
    Case(
      "plan/provision", #"{"snapshot":{"kind":"List"},"catalog":"aws/us-east-1","options":{"gap":"x"}}"#,
      -32602, "WrongType", "/params/options/gap"),
    Case(
      "plan/provision", #"{"snapshot":{"kind":"List"},"catalog":"aws/us-east-1","options":{"gap":1e400}}"#,
      -32602, "InvalidNumber", "/params/options/gap"),
    Case(
      "plan/provision",
      #"{"snapshot":{"kind":"List"},"catalog":"aws/us-east-1","options":{"policy":"best"}}"#,
      -32602, "InvalidOption", "/params/options/policy"),
    Case(
      "plan/provision",
      #"{"snapshot":{"kind":"List"},"catalog":"aws/us-east-1","options":{"timeLimit":"10"}}"#, -32602,
      "InvalidOption", "/params/options/timeLimit"),
    Case(
      "plan/provision", #"{"snapshot":{"kind":"List"},"catalog":"aws/us-east-1","options":[]}"#, -32602,
      "WrongType", "/params/options"),
    Case("snapshot/load", "{}", -32602, "MissingParam", "/params/items"),
    Case("snapshot/load", #"{"items":[[]]}"#, -32602, "NotAnObject", "/params/items/0"),
    Case("snapshot/drop", #"{"snapshot":"s1"}"#, -32003, "UnknownHandle", "/params/snapshot"),
    Case("snapshot/drop", #"{"snapshot":1}"#, -32602, "InvalidParams", "/params/snapshot"),
    Case("snapshot/apply", #"{"snapshot":"s1","events":[]}"#, -32003, "UnknownHandle", "/params/snapshot"),
    Case("catalog/load", #"{"name":"aws/mars"}"#, -32602, "UnknownCatalog", "/params/name"),
    Case("catalog/load", #"{"items":[{"name":""}]}"#, -32602, "MissingName", "/params/items/0"),
    Case(
      "plan/check", #"{"snapshot":{"kind":"List"},"catalog":"aws/us-east-1"}"#, -32602, "MissingParam",
      "/params/plan"),
    Case(
      "plan/check", #"{"snapshot":{"kind":"List"},"catalog":"aws/us-east-1","plan":{"kind":"Pod"}}"#, -32602,
      "NotAPlan", "/params/plan"),
  ]

  /// Values that the command line refuses are refused here as well.
  static let options = [
    (#"{"evictionPrice":-1}"#, "evictionPrice"), (#"{"evictionPrice":"-0.5"}"#, "evictionPrice"),
    (#"{"evictionPrice":1000000}"#, "evictionPrice"), (#"{"preferencePrice":-1}"#, "preferencePrice"),
    (#"{"minSavings":-0.1}"#, "minSavings"), (#"{"maxMoves":"many"}"#, "maxMoves"),
    (#"{"maxMoves":-3}"#, "maxMoves"), (#"{"maxMoves":2.5}"#, "maxMoves"),
    (#"{"maxMoves":"200%"}"#, "maxMoves"), (#"{"maxMoves":"%"}"#, "maxMoves"), (#"{"gap":2}"#, "gap"),
    (#"{"timeLimit":"-1s"}"#, "timeLimit"), (#"{"now":"yesterday"}"#, "now"),
    (#"{"maxInstanceTypes":0}"#, "maxInstanceTypes"), (#"{"maxWaves":-1}"#, "maxWaves"),
    (#"{"drainRules":"none"}"#, "drainRules"),
  ].map { options, name in
    Case(
      "plan/consolidate",
      #"{"snapshot":{"kind":"List"},"catalog":"aws/us-east-1","options":\#(options)}"#, -32602,
      "InvalidOption", "/params/options/\(name)")
  }

  @Test func errorsSayWhatIsWrongAndWhere() throws {
    let service = try ServiceProcess()
    for test in Self.messages + Self.params + Self.options {
      service.send(test.line)
      let answer = try #require(try service.answer())
      #expect(answer.fault == test.fault, "\(test.line) \(answer.error ?? [:])")
      #expect(answer.id == test.id && answer.hasNullID == (test.id == nil), "\(test.line)")
      #expect(answer.members["jsonrpc"] as? String == "2.0")
      #expect(Set(answer.data.keys) == ["reason", "path", "hint"], "\(test.line)")
      let message = try #require(answer.error?["message"] as? String)
      #expect(!message.isEmpty, "\(test.line)")
      // The message alone names the value as well.
      if let name = test.fault.path.split(separator: "/").last {
        #expect(
          test.fault.reason.hasPrefix("Unknown") || message.contains(name) || Int(name) != nil, "\(message)")
      }
    }
    service.endInput()
    #expect(service.status() == 0)
  }

  @Test func faultyEventsChangeNothing() throws {
    let service = try ServiceProcess()
    service.request(1, "snapshot/load", #"{"items":\#(Requests.list([Requests.pod("a")]))}"#)
    _ = try service.answer()
    let good = Requests.event("ADDED", Requests.pod("b"))
    let faults = [
      ("[\(good),\(Requests.event("RENAMED", Requests.pod("c")))]", "InvalidEvent", "/params/events/1/type"),
      (
        #"[\#(good),{"type":"ERROR","object":{"kind":"Status","code":410}}]"#, "InvalidEvent",
        "/params/events/1"
      ),
      (#"[\#(good),{"type":"ADDED"}]"#, "MissingParam", "/params/events/1/object"),
      (#"[\#(good),{"type":"ADDED","object":{"kind":"Pod"}}]"#, "MissingName", "/params/events/1/object"),
      (
        "[\(good),\(Requests.event("ADDED", Requests.pod("c", cpu: "many")))]", "InvalidQuantity",
        "/params/events/1/object/spec/containers/0/resources/requests/cpu"
      ),
      (#"[\#(good),17]"#, "WrongType", "/params/events/1"), (#"{"items":[]}"#, "WrongType", "/params/events"),
    ]
    for (events, reason, path) in faults {
      service.request(2, "snapshot/apply", #"{"snapshot":"s1","events":\#(events)}"#)
      #expect(try service.answer()?.fault == Fault(code: -32602, reason: reason, path: path))
    }
    service.request(3, "plan/provision", #"{"snapshot":"s1","catalog":\#(Requests.catalog)}"#)
    #expect((try service.answer()?.result?["nodeClaims"] as? [Any])?.count == 1)
  }

  @Test func handlesAreLimited() throws {
    let service = try ServiceProcess(["--max-handles", "1"])
    let load = #"{"items":\#(Requests.list([]))}"#
    service.request(1, "snapshot/load", load)
    service.request(2, "snapshot/load", load)
    service.request(3, "snapshot/drop", #"{"snapshot":"s1"}"#)
    service.request(4, "snapshot/load", load)
    let answers = try (1...4).map { _ in try #require(try service.answer()) }
    #expect(answers[0].result?["snapshot"] as? String == "s1")
    #expect(answers[1].fault == Fault(code: -32004, reason: "TooLarge"))
    // A handle is never used again, so that an old one is not taken for a new one.
    #expect(answers[3].result?["snapshot"] as? String == "s2")
  }

  @Test func memoryIsLimited() throws {
    let service = try ServiceProcess(["--max-memory", "1"])
    service.request(1, "snapshot/load", #"{"items":\#(Requests.list([]))}"#)
    #expect(try service.answer()?.fault == Fault(code: -32004, reason: "TooLarge"))
    service.request(2, "catalog/list")
    #expect(try service.answer()?.result != nil)
  }

  /// Every empty container is three bytes in the text and hundreds in memory.
  @Test func shortTextsDoNotBecomeMuchMemory() throws {
    let limit = 160 << 20
    let service = try ServiceProcess(["--max-memory", String(limit)])
    let containers = String(repeating: "{},", count: 4_000_000) + "{}"
    service.request(
      1, "snapshot/load",
      #"{"items":{"kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[\#(containers)]}}}"#)
    let answer = try #require(try service.answer())
    #expect(answer.code == -32004)
    #expect(answer.data["reason"] == "TooLarge")
    // The array doubles once more at the most before it is looked at again.
    #expect(try service.kibibytes("VmHWM") < limit / 1024 * 3)
    service.request(2, "plan/provision", Requests.small())
    #expect(try service.answer()?.result != nil)
  }
}
