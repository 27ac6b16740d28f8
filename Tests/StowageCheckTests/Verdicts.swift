import StowageCheck
import StowageModel
import StowagePlan
import StowageTestKit
import Testing

extension Scene {
  func check(_ plan: ProvisioningPlan) -> CheckReport {
    Checker.check(plan: plan, snapshot: snapshot, catalog: catalog, options: options)
  }

  func check(_ draft: PlanDraft) -> CheckReport { check(draft.plan(for: self)) }
}

extension CheckReport {
  /// The codes found, in order, each once.
  var codes: [Code] {
    var seen: [Code] = []
    for violation in violations {
      guard let code = Code(rawValue: violation.code) else {
        Issue.record("unknown code \(violation.code)")
        continue
      }
      if !seen.contains(code) { seen.append(code) }
    }
    return seen
  }
}

/// Expects exactly these kinds of violation, whatever their order.
func expect(
  _ report: CheckReport, _ codes: Code..., sourceLocation: SourceLocation = #_sourceLocation
) {
  let found = report.codes.map(\.rawValue).sorted()
  let lines = report.violations.map { "\($0.code) \($0.object): \($0.message)" }.joined(separator: "\n")
  #expect(found == codes.map(\.rawValue).sorted(), "\(lines)", sourceLocation: sourceLocation)
}
