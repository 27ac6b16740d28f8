import Foundation
import StowageTestKit

/// Which rules of Karpenter's checklist (K1, K2, …) have a test: read from the titles of the tests themselves, so
/// that the table cannot say more than there is.
struct ConformanceTable {
  /// Scheduling, disruption, and what the AWS provider adds.
  static let rules = Array(1...323)

  /// Per rule: the titles of the tests that cover it.
  let tests: [Int: [String]]

  init() throws {
    var tests: [Int: [String]] = [:]
    let files =
      FileManager.default.enumerator(atPath: Fixture.testsFolder)?.compactMap { $0 as? String } ?? []
    // A title such as "K12, K19: a selector for …".
    let title = /"((?:K\d+, )*K\d+): ([^"]+)"/
    for file in files.sorted() where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: Fixture.testsFolder + "/" + file, encoding: .utf8)
      for match in text.matches(of: title) {
        for rule in match.1.split(separator: ", ") {
          tests[Int(rule.dropFirst()) ?? 0, default: []].append(String(match.2))
        }
      }
    }
    self.tests = tests
  }

  var covered: [Int] { Self.rules.filter { tests[$0] != nil } }
  /// Rules that neither have a test nor a reason for having none.
  var unexplained: [Int] { Self.rules.filter { tests[$0] == nil && Exemptions.of($0) == nil } }
  /// Rules that have both.
  var contradictory: [Int] { Self.rules.filter { tests[$0] != nil && Exemptions.of($0) != nil } }

  /// A line a rule and the sum.
  var text: String {
    var notADecision = 0
    var notYet = 0
    var lines: [String] = []
    for rule in Self.rules {
      let status: String
      if let titles = tests[rule] {
        status = "covered          " + titles[0]
      } else {
        switch Exemptions.of(rule) {
        case .notADecision(let why):
          notADecision += 1
          status = "not a decision   " + why
        case .notYet(let why):
          notYet += 1
          status = "not yet          " + why
        case nil: status = "unexplained"
        }
      }
      lines.append("K\(rule)".padding(toLength: 7, withPad: " ", startingAt: 0) + status)
    }
    lines.append(
      "conformance: covered \(covered.count), not a decision \(notADecision), "
        + "not yet \(notYet) (of these \(notYet) with a reason)")
    return lines.joined(separator: "\n") + "\n"
  }
}
