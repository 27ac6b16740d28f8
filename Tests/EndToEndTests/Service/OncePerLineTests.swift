import Foundation
import StowageTestKit
import Testing

/// One request a line in, one plan a line out: what shells and data engines spread over machines.
@Suite struct OncePerLineTests {
  private func lines(_ outcome: Program.Outcome) throws -> [[String: Any]] {
    try outcome.text.split(separator: "\n").map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
  }

  @Test func everyLineHasItsAnswerInItsPlace() throws {
    let input = [
      Requests.small(pods: 2), "nonsense", Requests.small(pods: 4), "[1]", "{}",
      #"{"method":"catalog/list"}"#,
      #"{"method":"snapshot/load","items":\#(Requests.list([Requests.pod("a")]))}"#,
      #"{"snapshot":"s1","catalog":\#(Requests.catalog)}"#, #"{"method":"metrics"}"#,
      String(repeating: "x", count: 3000), Requests.small(pods: 6), "{\u{7F}", Requests.small(pods: 8),
    ]
    let outcome = try Program.run(
      ["serve", "--once-per-line", "--max-line", "2500"], input: Array(input.joined(separator: "\n").utf8))
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    let answers = try lines(outcome)
    #expect(answers.count == input.count)
    let nodes = answers.map { ($0["nodeClaims"] as? [Any])?.count }
    #expect(nodes == [1, nil, 2, nil, nil, nil, nil, 1, nil, nil, 3, nil, 4])
    let codes = answers.map { ($0["error"] as? [String: Any])?["code"] as? Int }
    #expect(
      codes == [nil, -32700, nil, -32602, -32602, nil, nil, nil, -32601, -32004, nil, -32700, nil])
    #expect(answers[6]["snapshot"] as? String == "s1")
  }

  @Test func errorsPointIntoTheLine() throws {
    let pod = Requests.pod("a", cpu: "1K")
    let input = [
      " \t" + #"{"method":"catalog/list"}  "#, #"{"snapshot":\#(pod),"catalog":\#(Requests.catalog)}"#, "[1]",
      #"{"snapshot":\#(Requests.list([])),"catalog":\#(Requests.catalog),"options":{"gap":"x"}}"#,
    ]
    let outcome = try Program.run(
      ["serve", "--once-per-line"], input: Array(input.joined(separator: "\n").utf8))
    let answers = try lines(outcome)
    #expect(answers.first?["catalogs"] != nil)
    let paths = answers.dropFirst().map { answer in
      ((answer["error"] as? [String: Any])?["data"] as? [String: String])?["path"]
    }
    #expect(paths == ["/snapshot/spec/containers/0/resources/requests/cpu", "", "/options/gap"])
  }

  /// A signal ends the plan under way with the best so far, and what comes after it is not begun.
  @Test func aSignalCutsShortWhatIsUnderWay() throws {
    let service = try ServiceProcess(["--once-per-line"])
    service.send(Requests.small())
    #expect(try service.message()?.members["kind"] as? String == "ProvisioningPlan")
    service.send(Requests.endless())
    // Nothing tells that the plan has begun but its process, which then is at work for hours.
    while try service.processorSeconds() < 1 { Thread.sleep(forTimeInterval: 0.02) }
    kill(service.process.processIdentifier, SIGTERM)
    let plans = try service.rest()
    #expect(plans.count == 1)
    #expect(plans.first?.members["status"] as? String == "Feasible")
    #expect(service.status() == 0)
  }

  /// A sweep over what-if variants, spread over processes: every line comes back, whoever served it.
  @Test func xargsSpreadsLinesOverProcesses() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var names: [String] = []
    for part in 0..<6 {
      let sweep = (0..<10).map { Requests.small(pods: part * 10 + $0, options: #"{"policy":"greedy"}"#) }
      names.append(try scratch.file("part-\(part)", sweep.joined(separator: "\n") + "\n"))
    }
    let line =
      "printf '%s\\n' part-* | xargs -P 3 -I @ sh -c '\"$0\" serve --once-per-line < @ > @.plans' \(Program.path)"
    #expect(Self.run(line, in: scratch.folder) == 0)
    for part in 0..<6 {
      let plans = String(decoding: try scratch.bytes(of: "part-\(part).plans"), as: UTF8.self)
        .split(separator: "\n")
      #expect(plans.count == 10)
      for (line, plan) in plans.enumerated() {
        let members = try JSONSerialization.jsonObject(with: Data(plan.utf8)) as? [String: Any]
        let nodes = try #require((members?["nodeClaims"] as? [Any])?.count)
        #expect(nodes == (part * 10 + line + 1) / 2)
      }
    }
  }

  private static let hasSpark = run("python3 -c 'import pyspark' 2> /dev/null", in: nil) == 0

  /// Runs a line of shell; gives its exit status.
  private static func run(_ line: String, in folder: URL?) -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    if let folder { process.currentDirectoryURL = folder }
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test(.enabled(if: hasSpark, "PySpark is not installed"))
  func sparkSpreadsLinesOverWorkers() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let sweep = (0..<40).map { Requests.small(pods: $0, options: #"{"policy":"greedy"}"#) }
    _ = try scratch.file("sweep.jsonl", sweep.joined(separator: "\n") + "\n")
    let example = Fixture.testsFolder + "/ClientTests/Examples/pipe/sweep.py"
    let line = "python3 \(example) \(Program.path) sweep.jsonl > plans.jsonl 2> errors.txt"
    #expect(Self.run(line, in: scratch.folder) == 0)
    let plans = String(decoding: try scratch.bytes(of: "plans.jsonl"), as: UTF8.self).split(separator: "\n")
    let nodes = try plans.map { plan in
      let members = try JSONSerialization.jsonObject(with: Data(plan.utf8)) as? [String: Any]
      return (members?["nodeClaims"] as? [Any])?.count
    }
    #expect(nodes == (0..<40).map { ($0 + 1) / 2 })
  }
}
