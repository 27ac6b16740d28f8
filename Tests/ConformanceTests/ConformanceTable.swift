import Foundation
import StowageTestKit

/// Which rules of the checklists have a test: of Karpenter's (K1, K2, …), and of the Cluster Autoscaler's (C1, C2, …)
/// as far as it is about scaling up. Read from the titles of the tests themselves, so that the table cannot say more
/// than there is.
struct ConformanceTable {
  /// Karpenter's: scheduling, disruption, and what the AWS provider adds.
  static let rules = (1...323).map { "K\($0)" }
  static let autoscalerRules = (1...29).map { "C\($0)" }

  /// Per rule: the titles of the tests that cover it.
  let tests: [String: [String]]

  init() throws {
    var tests: [String: [String]] = [:]
    let files =
      FileManager.default.enumerator(atPath: Fixture.testsFolder)?.compactMap { $0 as? String } ?? []
    // A title such as "K12, K19: a selector for …".
    let title = /"((?:[KC]\d+, )*[KC]\d+): ([^"]+)"/
    for file in files.sorted() where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: Fixture.testsFolder + "/" + file, encoding: .utf8)
      for match in text.matches(of: title) {
        for rule in match.1.split(separator: ", ") {
          let name = rule.trimmingCharacters(in: .whitespaces)
          tests[name, default: []].append(String(match.2))
        }
      }
    }
    self.tests = tests
  }

  private static let all = rules + autoscalerRules
  var covered: [String] { Self.rules.filter { tests[$0] != nil } }
  /// Rules that neither have a test nor a reason for having none.
  var unexplained: [String] { Self.all.filter { tests[$0] == nil && Exemptions.of($0) == nil } }
  /// Rules that have both.
  var contradictory: [String] { Self.all.filter { tests[$0] != nil && Exemptions.of($0) != nil } }

  /// A line a rule and the sums; Karpenter's last.
  var text: String {
    section(Self.autoscalerRules, "autoscaler conformance") + section(Self.rules, "conformance")
  }

  private func section(_ rules: [String], _ title: String) -> String {
    var (covered, notADecision, notYet) = (0, 0, 0)
    var lines: [String] = []
    for rule in rules {
      let status: String
      if let titles = tests[rule] {
        covered += 1
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
      lines.append(rule.padding(toLength: 7, withPad: " ", startingAt: 0) + status)
    }
    lines.append(
      "\(title): covered \(covered), not a decision \(notADecision), "
        + "not yet \(notYet) (of these \(notYet) with a reason)")
    return lines.joined(separator: "\n") + "\n"
  }
}
