import Foundation
import Testing

/// Plan after plan of a cluster that changes little.
@Suite struct WarmStartTests {
  private func pod(_ name: String, _ number: Int) -> String {
    #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)"},"spec":{"containers":[{"name":"c","#
      + #""resources":{"requests":{"cpu":"\#(100 + number * 7919 % 3701)m","memory":"\#(128 + number * 6007 % 15013)Mi"}}}]}}"#
  }

  private func cost(_ plan: [String: Any], _ name: String) throws -> Double {
    try #require((plan["cost"] as? [String: Any])?[name] as? Double)
  }

  private func statistic(_ plan: [String: Any], _ name: String) -> Any? {
    (plan["statistics"] as? [String: Any])?[name]
  }

  @Test func theNextSearchBeginsWhereTheLastOneEnded() throws {
    let service = try ServiceProcess()
    let pods = Requests.list((0..<120).map { pod("p-\($0)", $0) })
    service.request(1, "snapshot/load", #"{"items":\#(pods)}"#)
    _ = try service.answer()
    func plan(_ id: Int, _ options: String = "") throws -> [String: Any] {
      service.request(
        id, "plan/provision",
        #"{"snapshot":"s1","catalog":"aws/eu-west-1","options":{"gap":0.02,"timeLimit":"5m"\#(options)}}"#)
      return try #require(try service.answer()?.result)
    }
    let first = try plan(2)
    #expect(statistic(first, "warmStart") == nil)
    let events = [
      Requests.event("ADDED", pod("new-1", 1000)), Requests.event("ADDED", pod("new-2", 7)),
      Requests.event("DELETED", pod("p-3", 3)),
    ]
    service.request(3, "snapshot/apply", #"{"snapshot":"s1","events":[\#(events.joined(separator: ","))]}"#)
    _ = try service.answer()
    let warm = try plan(4)
    #expect(statistic(warm, "warmStart") as? Bool == true)
    #expect(try #require(statistic(warm, "warmColumns") as? Int) > 0)
    let cold = try plan(5, #","warmStart":false"#)
    #expect(statistic(cold, "warmStart") == nil)
    // Both have a proof, so that neither can be far from the other.
    for one in [warm, cold] {
      #expect(one["status"] as? String == "Optimal")
      for other in [warm, cold] {
        #expect(try cost(one, "lowerBound") <= cost(other, "hourly"))
      }
    }
    let steps = try [warm, cold].map { try #require(statistic($0, "pricingSteps") as? Int) }
    #expect(steps[0] < steps[1], "warm and cold: \(steps)")
    let text = String(decoding: try JSONSerialization.data(withJSONObject: warm), as: UTF8.self)
    service.request(6, "plan/check", #"{"snapshot":"s1","catalog":"aws/eu-west-1","plan":\#(text)}"#)
    #expect(try service.answer()?.result?["ok"] as? Bool == true)
  }

  /// Nothing of the old cluster is there any more: the memory helps nothing and harms nothing.
  @Test func aChangeOfEverythingIsPlannedAsEver() throws {
    let service = try ServiceProcess()
    service.request(1, "catalog/load", #"{"items":\#(Requests.catalog)}"#)
    service.request(2, "snapshot/load", #"{"items":\#(Requests.list((0..<60).map { pod("p-\($0)", $0) }))}"#)
    service.request(
      3, "plan/provision", #"{"snapshot":"s1","catalog":"aws/eu-west-1","options":{"gap":0.05}}"#)
    let gone = (0..<60).map { Requests.event("DELETED", pod("p-\($0)", $0)) }
    let new = (0..<3).map { Requests.event("ADDED", Requests.pod("q-\($0)")) }
    service.request(
      4, "snapshot/apply", #"{"snapshot":"s1","events":[\#((gone + new).joined(separator: ","))]}"#)
    service.request(5, "plan/provision", #"{"snapshot":"s1","catalog":"c1"}"#)
    service.request(6, "plan/consolidate", #"{"snapshot":"s1","catalog":"c1"}"#)
    let answers = try (1...6).map { _ in try #require(try service.answer()) }
    let plan = try #require(answers[4].result)
    #expect(try cost(plan, "hourly") == 0.2)
    #expect(try cost(plan, "gap") <= 0.001)
    #expect(answers[5].result?["kind"] as? String == "ConsolidationPlan")
  }
}
