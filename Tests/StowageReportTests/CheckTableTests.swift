import StowagePlan
import StowageReport
import StowageTestKit
import StowageUnits
import Testing

@Suite struct CheckTableTests {
  @Test func feasible() {
    var report = CheckReport()
    report.cost = Money(dollars: 0.344)
    expectStored(CheckTable(report).text, as: "check-feasible.txt")
  }

  @Test func violations() {
    var report = CheckReport()
    report.cost = Money(dollars: 0.344)
    report.violations = [
      Violation(code: "InsufficientResources", object: "default-1", message: "cpu 8150m of 7910m"),
      Violation(code: "TopologySpread", object: "default/web-1", message: "skew 2 in r-1a, at most 1"),
      Violation(code: "HostPort", object: "default-1", message: "port 80 twice"),
    ]
    expectStored(CheckTable(report).text, as: "check-violations.txt")
    #expect(CheckTable.names(of: report) == "default-1\ndefault/web-1\n")
  }
}
