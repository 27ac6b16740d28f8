import StowagePlan
import StowageUnits

/// A judge's report for people.
package struct CheckTable {
  private let report: CheckReport
  private let palette: Palette

  package init(_ report: CheckReport, palette: Palette = .plain) {
    self.report = report
    self.palette = palette
  }

  package var text: String {
    var table = Table([.init("VIOLATION"), .init("OBJECT"), .init("MESSAGE")])
    for violation in report.violations {
      table.append([.init(violation.code, .bad), .init(violation.object), .init(violation.message)])
    }
    var summary = Summary()
    if report.isOK {
      summary.add("Result", "feasible", .good)
    } else {
      summary.add("Result", counted(report.violations.count, "violation"), .bad)
    }
    summary.add("Cost", "\(report.cost.hourlyText) per hour, \(report.cost.monthlyText) per month")
    return (table.isEmpty ? "" : table.text(palette) + "\n") + summary.text(palette)
  }

  /// One line an object that breaks a rule, each once.
  package static func names(of report: CheckReport) -> String {
    var seen: Set<String> = []
    return report.violations.filter { seen.insert($0.object).inserted }
      .map { printable($0.object) + "\n" }.joined()
  }
}
