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

  private func spread(_ name: String, cpu: String, node: String = "") -> String {
    let constraint =
      #"{"maxSkew":1,"topologyKey":"topology.kubernetes.io/zone","whenUnsatisfiable":"DoNotSchedule","#
      + #""labelSelector":{"matchLabels":{"app":"x"}}}"#
    return #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)","labels":{"app":"x"}},"spec":{"#
      + #""nodeName":"\#(node)","topologySpreadConstraints":[\#(constraint)],"containers":[{"name":"c","#
      + #""resources":{"requests":{"cpu":"\#(cpu)","memory":"32Mi"}}}]}}"#
  }

  /// Seven pods run in one zone on a node without room; the bins of the last search are a solution only where a pod
  /// more goes to another zone.
  @Test func podsMoreGoToZonesThatAreNotCrowded() throws {
    let service = try ServiceProcess()
    let node = Requests.node("full").replacing("m.large", with: "m5.large")
      .replacing("lab-1a", with: "us-east-1a").replacing(#""pods":"29""#, with: #""pods":"7""#)
    let pool =
      #"{"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"default"},"spec":{"template":{"spec":{"#
      + #""requirements":[{"key":"topology.kubernetes.io/zone","operator":"In","values":["us-east-1a","us-east-1b","#
      + #""us-east-1c"]},{"key":"karpenter.sh/capacity-type","operator":"In","values":["on-demand"]},"#
      + #"{"key":"karpenter.k8s.aws/instance-category","operator":"In","values":["c","m","r"]}]}}}}"#
    let running = (0..<7).map { spread("x-\($0)", cpu: "10m", node: "full") }
    let waiting = (0..<80).map { pod("p-\($0)", $0) } + (0..<9).map { spread("w-\($0)", cpu: "50m") }
    service.request(
      1, "snapshot/load", #"{"items":\#(Requests.list([pool, node] + running + waiting))}"#)
    _ = try service.answer()
    let params = #"{"snapshot":"s1","catalog":"aws/us-east-1","options":{"gap":0.02,"timeLimit":"5m"}}"#
    service.request(2, "plan/provision", params)
    _ = try service.answer()
    let event = Requests.event("ADDED", spread("new", cpu: "50m"))
    service.request(3, "snapshot/apply", #"{"snapshot":"s1","events":[\#(event)]}"#)
    _ = try service.answer()
    service.request(4, "plan/provision", params)
    let plan = try #require(try service.answer()?.result)
    #expect(statistic(plan, "warmStart") as? Bool == true)
    #expect(statistic(plan, "rejected") as? Int == 0)
    let text = String(decoding: try JSONSerialization.data(withJSONObject: plan), as: UTF8.self)
    service.request(5, "plan/check", #"{"snapshot":"s1","catalog":"aws/us-east-1","plan":\#(text)}"#)
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
