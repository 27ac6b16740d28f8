import Foundation
import Testing

/// What happens when: cancels, queues, ends.
@Suite struct ServiceFlowTests {
  @Test func aCancelWithinASolveAnswersWithTheBestPlanSoFar() throws {
    let service = try ServiceProcess()
    service.request(1, "plan/provision", Requests.endless(progressToken: 1))
    _ = try #require(try service.progress())
    service.cancel(1)
    let plan = try #require(try service.answer()?.result)
    #expect(plan["status"] as? String == "Feasible")
    let claims = try #require(plan["nodeClaims"] as? [[String: Any]])
    #expect(claims.reduce(0) { $0 + (($1["pods"] as? [Any])?.count ?? 0) } == 150)
    #expect(try #require((plan["cost"] as? [String: Any])?["gap"] as? Double) > 0)
    service.endInput()
    #expect(try service.rest().isEmpty)
    #expect(service.status() == 0)
  }

  @Test func whatWaitsIsCancelledAtOnceAndReadingNeverWaits() throws {
    let service = try ServiceProcess()
    service.request(1, "plan/provision", Requests.endless(progressToken: 1))
    _ = try #require(try service.progress())
    for id in 2...5 { service.request(id, "plan/provision", Requests.small()) }
    service.cancel(3)
    service.request(6, "metrics")
    service.cancel(17)
    service.cancel(2)
    // The solve is still under way, and would be for hours.
    let early = try (1...3).map { _ in try #require(try service.answer()) }
    #expect(early.map(\.id) == [3, 6, 2])
    #expect(early[0].fault == Fault(code: -32800, reason: "Cancelled"))
    #expect(early[2].fault == Fault(code: -32800, reason: "Cancelled"))
    // An id is free again as soon as it was answered.
    service.request(3, "plan/provision", Requests.small())
    service.cancel(1)
    service.endInput()
    let late = try service.rest().filter { $0.method == nil }
    #expect(late.compactMap(\.id) == [1, 4, 5, 3])
    #expect(late.allSatisfy { $0.result != nil })
  }

  @Test func idsUnderWayAreRefused() throws {
    let service = try ServiceProcess()
    service.request(1, "plan/provision", Requests.endless(progressToken: 1))
    _ = try #require(try service.progress())
    service.request(1, "catalog/list")
    #expect(try service.answer()?.fault == Fault(code: -32600, reason: "InvalidRequest", path: "/id"))
    service.send(#"{"jsonrpc":"2.0","id":"1","method":"metrics"}"#)
    let other = try #require(try service.answer())
    #expect(other.members["id"] as? String == "1")
    service.cancel(1)
    #expect(try service.answer()?.result?["kind"] as? String == "ProvisioningPlan")
  }

  @Test func aFullQueueRefusesAtOnce() throws {
    for limit in [["--max-queue", "2"], ["--max-queue-bytes", "1500"]] {
      let service = try ServiceProcess(limit)
      service.request(1, "plan/provision", Requests.endless(progressToken: 1))
      _ = try #require(try service.progress())
      for id in 2...20 { service.request(id, "plan/provision", Requests.small(pods: 1)) }
      service.request(21, "metrics")
      var refused: [Int] = []
      while let answer = try service.answer(), let id = answer.id, id != 21 {
        #expect(answer.fault == Fault(code: -32001, reason: "Busy"))
        refused.append(id)
      }
      // One more than wait in the queue may wait for the solver.
      #expect(refused.count >= 16, "\(limit)")
      #expect(refused == refused.sorted())
      service.cancel(1)
      service.endInput()
      let served = try service.rest().compactMap(\.id)
      #expect((served + refused).sorted() == Array(1...20))
    }
  }

  @Test func theEndOfInputFinishesWhatWaits() throws {
    let service = try ServiceProcess()
    for id in 1...30 { service.request(id, "plan/provision", Requests.small(pods: id)) }
    service.send("")
    service.send(bytes: Array("\r\n \n".utf8))
    // The last line has no end.
    service.send(bytes: Array(#"{"jsonrpc":"2.0","id":31,"method":"catalog/list"}"#.utf8))
    service.endInput()
    #expect(Set(try service.rest().compactMap(\.id)) == Set(1...31))
    #expect(service.status() == 0)
  }

  @Test func oneSolverAnswersInOrder() throws {
    let service = try ServiceProcess()
    for id in 1...40 { service.request(id, "plan/provision", Requests.small(pods: id % 7)) }
    service.endInput()
    #expect(try service.rest().compactMap(\.id) == Array(1...40))
  }

  @Test func severalSolversGiveTheSamePlans() throws {
    func plans(threads: Int) throws -> [Int: String] {
      let service = try ServiceProcess(["--threads", String(threads)])
      for id in 1...24 { service.request(id, "plan/provision", Requests.small(pods: 5 + id)) }
      service.endInput()
      var plans: [Int: String] = [:]
      for answer in try service.rest() {
        var plan = try #require(answer.result)
        plan["statistics"] = nil
        plans[try #require(answer.id)] = String(
          decoding: try JSONSerialization.data(withJSONObject: plan, options: .sortedKeys), as: UTF8.self)
      }
      return plans
    }
    let alone = try plans(threads: 1)
    #expect(alone.count == 24)
    #expect(try plans(threads: 3) == alone)
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func signalsEndTheServiceWithAnswers(signal: Int32) throws {
    let service = try ServiceProcess()
    service.request(1, "plan/provision", Requests.endless(progressToken: 1))
    _ = try #require(try service.progress())
    service.request(2, "plan/provision", Requests.small())
    // Read before the signal is sent: the answer to this one has come.
    service.request(3, "metrics")
    #expect(try service.answer()?.id == 3)
    kill(service.process.processIdentifier, signal)
    let answers = try service.rest().filter { $0.method == nil }
    #expect(Set(answers.compactMap(\.id)) == [1, 2])
    #expect(answers.first { $0.id == 1 }?.result?["kind"] as? String == "ProvisioningPlan")
    #expect(answers.first { $0.id == 2 }?.code == -32800)
    #expect(service.status() == 0)
  }

  /// Its answer says that nothing sent before it is still to come.
  @Test func shutdownWaitsForThePlansBeforeIt() throws {
    let service = try ServiceProcess(["--threads", "2"])
    service.request(1, "plan/provision", Requests.endless().replacing(#""10m""#, with: #""700ms""#))
    service.request(2, "plan/provision", Requests.small())
    service.request(3, "shutdown")
    service.request(4, "plan/provision", Requests.small())
    let ids = try (1...4).map { _ in try #require(try service.answer()?.id) }
    #expect(Set(ids.prefix(2)) == [1, 2])
    #expect(ids.suffix(2) == [3, 4])
  }

  @Test func aCancelOfAConsolidationGivesTheBestSoFar() throws {
    let service = try ServiceProcess()
    let params = Requests.endlessConsolidation(progressToken: 1)
    service.request(1, "plan/consolidate", params)
    _ = try #require(try service.progress())
    service.cancel(1)
    let plan = try #require(try service.answer()?.result)
    let cost = try #require(plan["cost"] as? [String: Double])
    #expect(try #require(cost["savings"]) > 0, "\(cost)")
    let text = String(decoding: try JSONSerialization.data(withJSONObject: plan), as: UTF8.self)
    service.request(
      2, "plan/check",
      #"{"plan":\#(text),\#(params.dropFirst())"#)
    #expect(try service.answer()?.result?["ok"] as? Bool == true)
  }

  /// Plans keep their time limits also where the request asks for more than the service allows.
  @Test func theServiceLimitsTheTimeOfPlans() throws {
    let service = try ServiceProcess(["--max-time", "300ms"])
    service.request(1, "plan/provision", Requests.endless())
    #expect(try service.answer()?.result?["status"] as? String == "Feasible")
  }
}
