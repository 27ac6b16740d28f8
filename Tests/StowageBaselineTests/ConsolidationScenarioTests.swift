import Foundation
import StowageBaseline
import StowageCheck
import StowageModel
import StowagePlan
import StowageRules
import StowageTestKit
import Testing

/// The first command on 227 small clusters beside the one of the real Karpenter, in the order of v1.14.
@Suite struct ConsolidationScenarioTests {
  /// Where another command is given, with the reason.
  private static let excused = [
    "node-state-10":
      "pods of a deleting node have their places before the first command, not with each command",
    "mixed-38": "pending pods have their places before the first command, which leaves less room for it",
    "daemonset-03": "four nodes give way to one of a type without the daemon; Karpenter stops at three",
  ]

  private func plan(_ recorded: RecordedConsolidation, commands: Int?, waves: Int) -> (
    plan: ConsolidationPlan, report: CheckReport
  ) {
    var options = recorded.scene.options
    options.policy = .karpenter
    options.maxCommands = commands
    options.maxWaves = waves
    let cluster = Cluster(
      snapshot: recorded.scene.snapshot, catalog: recorded.scene.catalog, options: options)
    let plan = KarpenterConsolidator(cluster).plan()
    return (plan, Checker.check(plan: plan, cluster: cluster))
  }

  @Test func firstCommands() throws {
    let all = try RecordedConsolidation.all().filter { $0.isDeterministicV114 && $0.note == nil }
    #expect(all.count > 180)
    var same = 0
    for recorded in all {
      let (plan, report) = plan(recorded, commands: 1, waves: 1)
      #expect(report.violations.isEmpty, "\(recorded.name): \(report.violations)")
      let difference = difference(plan.commands.first, recorded.firstV114)
      if difference == nil { same += 1 }
      if let difference, Self.excused[recorded.name] == nil {
        Issue.record("\(recorded.name): \(difference)")
      }
      #expect(difference != nil || Self.excused[recorded.name] == nil, "\(recorded.name) is the same by now")
    }
    #expect(same * 100 >= all.count * 95, "\(same) of \(all.count)")
  }

  private func difference(_ mine: DisruptionCommand?, _ theirs: RecordedConsolidation.Command?) -> String? {
    guard let mine, let theirs else {
      if mine == nil && theirs == nil { return nil }
      return mine.map { "only here: \($0.action) \($0.nodes)" } ?? "only there: \(theirs?.nodes ?? [])"
    }
    let action: DisruptionCommand.Action = theirs.replacement == nil ? .delete : .replace
    if mine.nodes != theirs.nodes || mine.action != action {
      return "\(mine.reason) \(mine.action) \(mine.nodes), not \(theirs.method) \(action) \(theirs.nodes)"
    }
    guard let claim = mine.replacements.first, let replacement = theirs.replacement else { return nil }
    let (types, others) = (claim.instanceTypes.prefix(10), replacement.instanceTypes.prefix(10))
    return types == others ? nil : "types \(types), not \(others)"
  }

  /// Commands that run at once lead elsewhere now and then, but seldom.
  @Test func wholeWay() throws {
    var (compared, dearer, wrong) = (0, [String](), [String]())
    for recorded in try RecordedConsolidation.all() {
      let (plan, report) = plan(recorded, commands: nil, waves: 0)
      if !report.violations.isEmpty { wrong.append("\(recorded.name): \(report.violations)") }
      #expect(plan.cost.after <= plan.cost.before)
      guard recorded.note == nil, let end = recorded.costAtFixedPointV114 else { continue }
      compared += 1
      if plan.cost.after > end {
        dearer.append(
          "\(recorded.name) \(plan.cost.after.dollars) not \(end.dollars) "
            + plan.commands.map { "\($0.wave) \($0.reason) \($0.nodes)" }.joined(separator: "; ") + " kept "
            + plan.kept.map { "\($0.node) \($0.reason) \($0.message)" }.joined(separator: "; "))
      }
    }
    #expect(compared > 180)
    #expect(dearer.count <= 4, "\(dearer)")
    #expect(wrong.isEmpty, "\(wrong)")
  }
}
