import Foundation
import Testing

/// The first thing a newcomer tries must be there and be what the makefile offers.
@Suite struct ReadmeTests {
  /// The lines of the code blocks of a section.
  static func commands(inSection title: String) throws -> [String] {
    let readme = try SourceTree.text("README.md")
    guard let section = readme.components(separatedBy: "\n## ").first(where: { $0.hasPrefix(title + "\n") })
    else { return [] }
    var commands: [String] = []
    var isInside = false
    for line in section.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside.toggle()
      } else if isInside, !line.isEmpty {
        commands.append(String(line))
      }
    }
    return commands
  }

  @Test func setUpTakesExactlyTwoCommands() throws {
    #expect(try Self.commands(inSection: "Set up") == ["make run", "make test"])
    let makefile = try SourceTree.text("Makefile")
    #expect(makefile.contains("\nrun:"))
    #expect(makefile.contains("\ntest:"))
  }

  @Test func continuousIntegrationRunsTheReadmesTestCommand() throws {
    let script = try SourceTree.text(".ci/run")
    let lines = script.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.last == "make test")
    #expect(script.contains("set -euo pipefail"))
  }
}
