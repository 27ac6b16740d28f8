import Foundation
import StowageTestKit
import Testing

/// Every method of the service, as the executable answers it.
@Suite struct ServiceMethodTests {
  @Test func initializeTellsWhatThereIs() throws {
    let service = try ServiceProcess()
    service.request(1, "initialize")
    let result = try #require(try service.answer()?.result)
    #expect(result["apiVersion"] as? String == "stowage.dev/v1alpha1")
    let methods = try #require(result["methods"] as? [String])
    for method in ["catalog/load", "snapshot/apply", "plan/provision", "plan/check", "shutdown"] {
      #expect(methods.contains(method), "\(method)")
    }
    #expect((result["catalogs"] as? [String])?.contains("aws/us-east-1") == true)
    #expect((result["limits"] as? [String: Any])?["queuedRequests"] as? Int == 1024)
    service.endInput()
    #expect(service.status() == 0)
    #expect(try service.errorText() == "")
  }

  @Test func plansAreMadeFromHandlesAndFromWhatIsSentAlong() throws {
    let service = try ServiceProcess()
    service.request(1, "catalog/load", #"{"items":\#(Requests.catalog)}"#)
    #expect(try service.answer()?.result?["catalog"] as? String == "c1")
    service.request(2, "catalog/load", #"{"name":"aws/eu-west-1"}"#)
    #expect(try service.answer()?.result?["catalog"] as? String == "aws/eu-west-1")
    service.request(3, "catalog/list")
    #expect((try service.answer()?.result?["catalogs"] as? [String])?.contains("aws/eu-west-1") == true)
    let pods = Requests.list((0..<3).map { Requests.pod("p-\($0)") })
    service.request(4, "snapshot/load", #"{"items":\#(pods)}"#)
    #expect(try service.answer()?.result?["snapshot"] as? String == "s1")
    service.request(5, "plan/provision", #"{"snapshot":"s1","catalog":"c1"}"#)
    let byHandle = try #require(try service.answer()?.result)
    service.request(6, "plan/provision", Requests.small())
    let inline = try #require(try service.answer()?.result)
    for plan in [byHandle, inline] {
      #expect(plan["kind"] as? String == "ProvisioningPlan")
      #expect(plan["status"] as? String == "Optimal")
      #expect((plan["cost"] as? [String: Any])?["hourly"] as? Double == 0.2)
      #expect((plan["nodeClaims"] as? [Any])?.count == 2)
    }
    service.endInput()
    #expect(try service.rest().isEmpty)
  }

  @Test func changesArePartOfTheNextPlan() throws {
    let service = try ServiceProcess()
    service.request(1, "catalog/load", #"{"items":\#(Requests.catalog)}"#)
    let pods = Requests.list((0..<4).map { Requests.pod("p-\($0)") })
    service.request(2, "snapshot/load", #"{"items":\#(pods)}"#)
    let events = [
      Requests.event("DELETED", Requests.pod("p-0")), Requests.event("ADDED", Requests.pod("q")),
      Requests.event("MODIFIED", Requests.pod("p-1", cpu: "2")),
      Requests.event("DELETED", Requests.pod("was-never-here")),
      // How far a watch has come; such an object has no name.
      Requests.event("BOOKMARK", #"{"kind":"Pod","metadata":{"resourceVersion":"812"}}"#),
    ]
    // Sent without waiting: changes hold in the order of the requests.
    service.request(3, "plan/provision", #"{"snapshot":"s1","catalog":"c1"}"#)
    service.request(4, "snapshot/apply", #"{"snapshot":"s1","events":[\#(events.joined(separator: ","))]}"#)
    service.request(5, "plan/provision", #"{"snapshot":"s1","catalog":"c1"}"#)
    service.request(6, "snapshot/drop", #"{"snapshot":"s1"}"#)
    service.request(7, "plan/provision", #"{"snapshot":"s1","catalog":"c1"}"#)
    service.endInput()
    let answers = Dictionary(
      uniqueKeysWithValues: try service.rest().map { (try #require($0.id), $0) })
    #expect(answers.count == 7)
    #expect((answers[3]?.result?["nodeClaims"] as? [Any])?.count == 2)
    #expect(answers[4]?.result?["snapshot"] as? String == "s1")
    let warnings = try #require(answers[4]?.result?["warnings"] as? [[String: String]])
    #expect(warnings.map { $0["reason"] } == ["UnknownObject"])
    #expect(warnings.map { $0["object"] } == ["events/3"])
    let after = try #require(answers[5]?.result)
    let claims = try #require(after["nodeClaims"] as? [[String: Any]])
    let placed = claims.flatMap { $0["pods"] as? [String] ?? [] }.sorted()
    #expect(placed == ["default/p-1", "default/p-2", "default/p-3", "default/q"])
    #expect(claims.count == 3)
    #expect(answers[7]?.fault == Fault(code: -32003, reason: "UnknownHandle", path: "/params/snapshot"))
  }

  @Test func eventsSayWhatIsOddAboutThem() throws {
    let service = try ServiceProcess()
    service.request(1, "snapshot/load", #"{"items":\#(Requests.list([]))}"#)
    _ = try service.answer()
    let config = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}}"#
    let gone = Requests.event("DELETED", Requests.pod("p"))
    let events = [
      Requests.event("ADDED", config), Requests.event("ADDED", Requests.pod("p", cpu: "m")), gone, gone,
    ]
    service.request(2, "snapshot/apply", #"{"snapshot":"s1","events":[\#(events.joined(separator: ","))]}"#)
    let result = try #require(try service.answer()?.result)
    let warnings = try #require(result["warnings"] as? [[String: String]])
    #expect(warnings.map { $0["reason"] } == ["IgnoredKind", "QuantityWithoutDigits", "UnknownObject"])
    let many = (0..<300).map { Requests.event("DELETED", Requests.pod("q-\($0)")) }
    service.request(3, "snapshot/apply", #"{"snapshot":"s1","events":[\#(many.joined(separator: ","))]}"#)
    let more = try #require(try service.answer()?.result?["warnings"] as? [[String: String]])
    #expect(more.count == 101)
    #expect(more.last?["message"] == "200 warnings more")
    service.request(4, "snapshot/apply", #"{"snapshot":"s1","events":[]}"#)
    #expect(try service.answer()?.result?["warnings"] == nil)
  }

  @Test func parametersMayBeNull() throws {
    let service = try ServiceProcess()
    service.send(#"{"jsonrpc":"2.0","id":1,"method":"catalog/list","params":null}"#)
    #expect(try service.answer()?.result?["catalogs"] != nil)
    service.send(#"{"jsonrpc":"2.0","id":2,"method":"snapshot/load","params":null}"#)
    #expect(
      try service.answer()?.fault == Fault(code: -32602, reason: "MissingParam", path: "/params/items"))
  }

  @Test func checkJudgesPlans() throws {
    let service = try ServiceProcess()
    service.request(1, "catalog/load", #"{"items":\#(Requests.catalog)}"#)
    let pods = Requests.list((0..<3).map { Requests.pod("p-\($0)") })
    service.request(2, "snapshot/load", #"{"items":\#(pods)}"#)
    service.request(3, "plan/provision", #"{"snapshot":"s1","catalog":"c1"}"#)
    let plan = try #require(try (1...3).compactMap { _ in try service.answer() }.first { $0.id == 3 }?.result)
    let text = String(decoding: try JSONSerialization.data(withJSONObject: plan), as: UTF8.self)
    service.request(4, "plan/check", #"{"snapshot":"s1","catalog":"c1","plan":\#(text)}"#)
    #expect(try service.answer()?.result?["ok"] as? Bool == true)
    let bad = text.replacing("default\\/p-0", with: "default\\/p-1").replacing(
      "default/p-0", with: "default/p-1")
    service.request(5, "plan/check", #"{"snapshot":"s1","catalog":"c1","plan":\#(bad)}"#)
    let report = try #require(try service.answer()?.result)
    #expect(report["kind"] as? String == "CheckReport")
    #expect(report["ok"] as? Bool == false)
  }

  @Test func optionsMeanWhatTheyMeanOnTheCommandLine() throws {
    let service = try ServiceProcess()
    let options =
      #"{"policy":"karpenter","seed":7,"now":"2025-03-14T09:26:53Z","maxInstanceTypes":1,"colour":"red"}"#
    service.request(1, "plan/provision", Requests.small(options: options))
    let plan = try #require(try service.answer()?.result)
    let warnings = try #require(plan["warnings"] as? [[String: Any]])
    #expect(warnings.contains { $0["reason"] as? String == "UnknownOption" })
    // An option beside the options is a mistake that nobody should have to search for.
    let beside = Requests.small().dropLast() + #","policy":"greedy","progressToken":1,"apiVersion":"x"}"#
    service.request(2, "plan/provision", String(beside))
    let others = try #require(try service.answer()?.result?["warnings"] as? [[String: Any]])
    #expect(others.filter { $0["reason"] as? String == "UnknownParam" }.count == 1)
    let claims = try #require(plan["nodeClaims"] as? [[String: Any]])
    #expect(claims.allSatisfy { ($0["instanceTypes"] as? [Any])?.count == 1 })
  }

  @Test func metricsCountWhatWasAnswered() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let service = try ServiceProcess(["--metrics-file", scratch.path("metrics.prom")])
    service.request(1, "plan/provision", Requests.small())
    service.send("nonsense")
    service.request(2, "plan/nothing")
    for _ in 1...3 { _ = try service.answer() }
    // Nothing is sent, and the file tells of the last answers all the same.
    while !String(decoding: try scratch.bytes(of: "metrics.prom"), as: UTF8.self).contains(
      #"method="unknown""#)
    {
      Thread.sleep(forTimeInterval: 0.05)
    }
    service.request(3, "metrics")
    let text = try #require(try service.answer()?.result?["text"] as? String)
    #expect(text.contains(#"stowage_requests_total{method="plan/provision",outcome="result"} 1"#))
    #expect(text.contains(#"stowage_requests_total{method="invalid",outcome="error"} 1"#))
    #expect(text.contains(#"stowage_requests_total{method="unknown",outcome="error"} 1"#))
    service.request(4, "shutdown")
    #expect(try service.answer()?.result != nil)
    service.endInput()
    #expect(service.status() == 0)
    let file = String(decoding: try scratch.bytes(of: "metrics.prom"), as: UTF8.self)
    #expect(file.contains(#"stowage_requests_total{method="shutdown",outcome="result"} 1"#))
    for line in file.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(
        line.wholeMatch(of: /stowage_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+/) != nil,
        "\(line)")
    }
  }

  @Test func progressIsToldOnlyWhenAskedFor() throws {
    let service = try ServiceProcess()
    service.request(1, "plan/provision", Requests.endless(progressToken: 42))
    var incumbent = Double.infinity
    var bound = 0.0
    for _ in 0..<2 {
      let progress = try #require(try service.progress())
      #expect(progress.params["token"] as? Int == 42)
      #expect(progress.params["phase"] is String)
      let now = try #require(progress.params["incumbent"] as? Double)
      let proven = try #require(progress.params["bound"] as? Double)
      #expect(now <= incumbent)
      #expect(proven >= bound)
      (incumbent, bound) = (now, proven)
    }
    service.cancel(1)
    let plan = try #require(try service.answer()?.result)
    let cost = try #require(plan["cost"] as? [String: Any])
    #expect(try #require(cost["hourly"] as? Double) <= incumbent)
    #expect(try #require(cost["lowerBound"] as? Double) >= bound)
    service.request(2, "plan/provision", Requests.small())
    #expect(try service.message()?.id == 2)
  }

  @Test func consolidationTellsItsProgressToo() throws {
    let service = try ServiceProcess()
    service.request(1, "plan/consolidate", Requests.endlessConsolidation(progressToken: 42))
    let progress = try #require(try service.progress())
    #expect(progress.params["token"] as? Int == 42)
    #expect(progress.params["phase"] is String)
    service.cancel(1)
    #expect(try service.answer()?.result?["kind"] as? String == "ConsolidationPlan")
    service.request(2, "metrics")
    let text = try #require(try service.answer()?.result?["text"] as? String)
    #expect(text.contains(#"stowage_requests_total{method="plan/consolidate",outcome="result"} 1"#))
  }

  @Test func aMetricsFileThatCannotBeWrittenIsSaid() throws {
    let outcome = try Program.run(["serve", "--metrics-file", "/no/such/folder/metrics.prom"])
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--metrics-file: /no/such/folder/metrics.prom cannot be written"))
  }
}
