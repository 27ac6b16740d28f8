import StowageModel
import StowagePlan
import StowageUnits

extension PlanWriter {
  package static func text(of plan: ConsolidationPlan, _ style: JSONWriter.Style = .indented) -> String {
    var writer = JSONWriter(style)
    writer.write(plan: plan)
    return writer.text
  }

  /// Plans that are points of one trade-off.
  package static func text(of plans: [ConsolidationPlan], _ style: JSONWriter.Style = .indented) -> String {
    var writer = JSONWriter(style)
    writer.object { writer in
      writer.member("apiVersion", "stowage.dev/v1alpha1")
      writer.member("kind", "ConsolidationPlanList")
      writer.array("items", plans) { $0.write(plan: $1) }
    }
    return writer.text
  }
}

extension JSONWriter {
  fileprivate mutating func write(plan: ConsolidationPlan) {
    object { writer in
      writer.member("apiVersion", "stowage.dev/v1alpha1")
      writer.member("kind", "ConsolidationPlan")
      writer.member("status", plan.status.rawValue)
      writer.array("commands", plan.commands) { $0.write(command: $1) }
      writer.array("nodeClaims", plan.nodeClaims) { $0.write(claim: $1) }
      writer.array("placements", plan.placements) { $0.write(placement: $1) }
      writer.array("unschedulable", plan.unschedulable) { $0.write(verdict: $1) }
      writer.array("kept", plan.kept) { writer, verdict in
        writer.object { writer in
          writer.member("node", verdict.node)
          writer.member("reason", verdict.reason)
          writer.member("message", verdict.message)
          writer.nonEmpty("blockedBy", verdict.blockedBy)
        }
      }
      writer.object("cost") { writer in
        writer.member("before", plan.cost.before)
        writer.member("after", plan.cost.after)
        writer.member("lowerBound", plan.cost.lowerBound)
        writer.key("gap")
        writer.write(plan.cost.gap, places: 9)
        writer.member("savings", plan.cost.savings)
      }
      writer.write(statistics: plan.statistics)
      writer.write(warnings: plan.warnings)
    }
  }

  fileprivate mutating func write(command: DisruptionCommand) {
    object { writer in
      writer.member("action", command.action.rawValue)
      writer.member("reason", command.reason.rawValue)
      writer.member("nodes", command.nodes)
      writer.array("replacements", command.replacements) { $0.write(claim: $1) }
      writer.array("moves", command.moves) { writer, move in
        writer.object { writer in
          writer.member("pod", move.pod)
          writer.member("from", move.from)
          writer.member("to", move.to)
        }
      }
      writer.member("savings", command.savings)
      writer.key("disruptionCost")
      writer.write(command.disruptionCost, places: 9)
      writer.member("wave", command.wave)
    }
  }
}
