import Foundation
import StowageTestKit
import Testing

/// The lab: twelve replicas on two nodes, scaled down to five, then to one.
@Suite struct ConsolidateTests {
  private struct Lab {
    var file: String
    var arguments: [String]

    init(_ name: String, in scratch: Scratch, spot: Bool = false, arguments: [String] = []) throws {
      let url = Program.repository.appendingPathComponent("Benchmarks/Lab")
      var text = try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
      if spot { text = text.replacing("on-demand", with: "spot") }
      file = try scratch.file(name, text)
      self.arguments =
        arguments + [
          "-c", "aws/ap-northeast-2", file, url.appendingPathComponent("daemons.yaml").path,
        ]
    }

    func plan(_ scratch: Scratch, format: String = "json") throws -> Program.Outcome {
      try scratch.run(["consolidate", "-o", format] + arguments)
    }

    /// The plan, once the check has passed it.
    func checked(_ scratch: Scratch) throws -> [String: Any] {
      let outcome = try plan(scratch)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let file = try scratch.file("plan.json", outcome.output)
      let rules = arguments.filter { $0 != "--eviction-price" }
      let report = try scratch.run(["check", "--plan", file] + rules)
      #expect(report.status == 0, "\(report.text)")
      let json = try JSONSerialization.jsonObject(with: Data(outcome.output))
      return try #require(json as? [String: Any])
    }
  }

  private func command(of plan: [String: Any]) throws -> [String: Any] {
    let commands = try #require(plan["commands"] as? [[String: Any]])
    #expect(commands.count == 1)
    return try #require(commands.first)
  }

  @Test func fiveOfTwelveReplicasFitOneNode() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let command = try command(of: Lab("scaled-down.yaml", in: scratch).checked(scratch))
    #expect(command["action"] as? String == "delete")
    #expect(command["reason"] as? String == "Underutilized")
    #expect(command["nodes"] as? [String] == ["node-b"])
    #expect((command["moves"] as? [Any])?.count == 5)
  }

  @Test func theLastReplicaGetsASmallNode() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let command = try command(of: Lab("one-left.yaml", in: scratch).checked(scratch))
    #expect(command["action"] as? String == "replace")
    let claims = try #require(command["replacements"] as? [[String: Any]])
    let types = try #require(claims.first?["instanceTypes"] as? [String])
    #expect(Array(types.prefix(5)) == ["c6g.large", "c7g.large", "c5a.large", "c6gd.large", "m6g.large"])
    #expect(types.count == 60)
  }

  @Test func spotNodesAreReplacedBySpotNodesOnlyWhereThatIsAskedFor() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let off = try Lab("one-left.yaml", in: scratch, spot: true).checked(scratch)
    #expect((off["commands"] as? [Any])?.isEmpty == true)
    let on = try Lab("one-left.yaml", in: scratch, spot: true, arguments: ["--spot-to-spot"]).checked(scratch)
    let command = try command(of: on)
    let claims = try #require(command["replacements"] as? [[String: Any]])
    let offering = try #require(claims.first?["offering"] as? [String: Any])
    #expect(offering["capacityType"] as? String == "spot")
    #expect((claims.first?["instanceTypes"] as? [String])?.count ?? 0 >= 15)
  }

  @Test(arguments: ["table", "wide", "yaml", "name"])
  func plansAreShownInEveryFormat(format: String) throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let text = try Lab("scaled-down.yaml", in: scratch).plan(scratch, format: format).text
    let timeless = text.replacing(
      /\n *"?statistics"?:.*\n(?=( *"?)warnings)/.dotMatchesNewlines(), with: "\n")
    expectStored(timeless, as: "consolidate.\(format).txt")
  }

  @Test func mistakesInACallAreToldInOneLine() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let lab = try Lab("one-left.yaml", in: scratch)
    var text = ""
    for call in [
      ["--max-waves", "-1"], ["--max-commands", "x"], ["--max-moves", "120%"], ["--max-moves", "some"],
      ["--min-savings", "2000000"],
    ] {
      let outcome = try scratch.run(["consolidate"] + call + lab.arguments)
      #expect(outcome.text == "")
      text += "$ stowage consolidate \(call.joined(separator: " "))\n\(outcome.errors)[\(outcome.status)]\n"
    }
    expectStored(text, as: "usage-of-consolidate.txt")
  }
}
