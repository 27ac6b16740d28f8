import Foundation
import StowageTestKit
import Testing

@Suite struct Usage {
  /// Every mistake in a call, with its status and its one line.
  @Test func mistakesInACallAreToldInOneLine() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let calls: [[String]] = [
      ["nonsense"], ["catalog"], ["catalog", "show"], ["catalog", "show", "aws/mars-1"],
      ["record", "--nonsense"],
      ["catalog", "list", "-o", "pictures"], ["record", "-", "-"], ["record", "missing.json"],
      ["record", "."],
      ["catalog", "list", "--color", "sometimes"], ["record"],
    ]
    var text = ""
    for call in calls {
      let outcome = try scratch.run(call)
      text += "$ stowage \(call.joined(separator: " "))\n\(outcome.errors)[\(outcome.status)]\n"
      if outcome.status != 0 { #expect(outcome.text == "") }
    }
    expectStored(text, as: "usage.txt")
  }

  @Test func helpAndVersionGoToStandardOutput() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for call in [["--help"], ["record", "--help"], ["--version"], ["catalog", "list", "--help"]] {
      let outcome = try scratch.run(call)
      #expect(outcome.status == 0)
      #expect(outcome.errors == "")
      #expect(outcome.text.hasSuffix("\n"))
    }
    #expect(try scratch.run("--version").text.hasPrefix("stowage "))
  }
}
