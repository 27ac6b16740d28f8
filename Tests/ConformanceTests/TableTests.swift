import Foundation
import Testing

@Suite struct TableTests {
  @Test func everyRuleHasATestOrAReason() throws {
    let table = try ConformanceTable()
    #expect(table.unexplained.isEmpty, "no test and no reason: \(table.unexplained)")
    #expect(table.contradictory.isEmpty, "a test and a reason for having none: \(table.contradictory)")
    #expect(table.covered.count >= 170)
  }

  /// `make conformance` names a file to write the table to.
  @Test func writeTable() throws {
    guard let path = ProcessInfo.processInfo.environment["STOWAGE_CONFORMANCE"] else { return }
    try ConformanceTable().text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
