import Foundation
import StowageTestKit
import Testing

/// The recordings of `Benchmarks`, planned as a user would.
@Suite struct RecordedInstanceTests {
  /// One row of `Benchmarks/instances.json`.
  private struct Row: Decodable {
    var name: String
    var files: [String]
    var catalog: String
  }

  /// Where the search ends at a gap, not at the clock, the same input gives the same bytes, whatever went on beside
  /// it; and every plan obeys the rules and is as near to its bound as it says. Small clusters end at a wider gap:
  /// a node more or less is a large part of them.
  @Test(
    arguments: [
      ("alibaba-gpu-2023-burst", 0.01), ("govuk-production-2025-03", 0.03),
      ("govuk-production-2025-03-spot", 0.05), ("k8s-ci-eks-2025-03", 0.01),
      ("k8s-ci-eks-2025-03-max16cpu", 0.01), ("public-app-manifests", 0.1),
      ("simkube-dsb-peak-2024-03", 0.001), ("simkube-dsb-peak-2024-03-spot", 0.001),
    ])
  func plansAreTheSameKeepTheRulesAndReachTheGap(name: String, gap: Double) throws {
    let benchmarks = Program.repository.appending(path: "Benchmarks")
    let rows = try JSONDecoder().decode(
      [Row].self, from: Data(contentsOf: benchmarks.appending(path: "instances.json")))
    let row = try #require(rows.first { $0.name == name })
    let input = ["-c", row.catalog] + row.files.map { benchmarks.appending(path: $0).path() }
    let call = ["provision", "-o", "json", "--gap", "\(gap)", "--time-limit", "2m"] + input
    let first = try Program.run(call)
    #expect(first.text.contains("\"status\": \"Optimal\""))
    #expect(withoutTimes(try Program.run(call).text) == withoutTimes(first.text))
    let verdict = try Program.run(["check", "--plan", "-"] + input, input: first.output)
    #expect(verdict.status == 0, "\(verdict.text)")
  }
}
