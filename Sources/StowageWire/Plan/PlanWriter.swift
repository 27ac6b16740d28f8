import StowageModel
import StowagePlan
import StowageUnits

/// Writes plans and reports as JSON with the fields that `README` documents, in a fixed order.
package enum PlanWriter {
  package static func text(of plan: ProvisioningPlan, _ style: JSONWriter.Style = .indented) -> String {
    writer(of: plan, style).text
  }

  /// Compact, and without an end of line.
  package static func bytes(of plan: ProvisioningPlan) -> [UInt8] { writer(of: plan, .compact).bytes }

  private static func writer(of plan: ProvisioningPlan, _ style: JSONWriter.Style) -> JSONWriter {
    var writer = JSONWriter(style)
    writer.object { writer in
      writer.member("apiVersion", "stowage.dev/v1alpha1")
      writer.member("kind", "ProvisioningPlan")
      writer.member("status", plan.status.rawValue)
      writer.array("nodeClaims", plan.nodeClaims) { $0.write(claim: $1) }
      writer.array("placements", plan.placements) { $0.write(placement: $1) }
      writer.array("unschedulable", plan.unschedulable) { $0.write(verdict: $1) }
      writer.object("cost") { writer in
        writer.member("hourly", plan.cost.hourly)
        writer.member("lowerBound", plan.cost.lowerBound)
        writer.key("gap")
        writer.write(plan.cost.gap, places: 9)
      }
      writer.write(statistics: plan.statistics)
      writer.write(warnings: plan.warnings)
    }
    return writer
  }

  package static func text(of report: CheckReport, _ style: JSONWriter.Style = .indented) -> String {
    var writer = JSONWriter(style)
    writer.object { writer in
      writer.member("apiVersion", "stowage.dev/v1alpha1")
      writer.member("kind", "CheckReport")
      writer.member("ok", report.isOK)
      writer.array("violations", report.violations) { writer, violation in
        writer.object { writer in
          writer.member("code", violation.code)
          writer.member("object", violation.object)
          writer.member("message", violation.message)
        }
      }
      writer.object("cost") { $0.member("hourly", report.cost) }
    }
    return writer.text
  }
}

extension JSONWriter {
  mutating func write(claim: PlannedClaim) {
    object { writer in
      writer.member("name", claim.name)
      writer.member("nodePool", claim.nodePool)
      writer.object("offering") { writer in
        writer.member("instanceType", claim.offering.instanceType)
        writer.member("zone", claim.offering.zone)
        writer.member("capacityType", claim.offering.capacityType)
        writer.member("price", claim.offering.price)
        writer.optional("reservationID", claim.offering.reservationID)
      }
      writer.member("instanceTypes", claim.instanceTypes)
      writer.array("requirements", claim.requirements) { $0.write(requirement: $1) }
      writer.nonEmpty("labels", claim.labels)
      writer.key("requests")
      writer.write(claim.requests)
      writer.nonEmpty("allocatable", claim.allocatable)
      writer.member("pods", claim.pods)
    }
  }

  mutating func write(placement: Placement) {
    object { writer in
      writer.member("node", placement.node)
      writer.nonEmpty("instanceType", placement.instanceType)
      writer.nonEmpty("zone", placement.zone)
      writer.nonEmpty("requests", placement.requests)
      writer.nonEmpty("allocatable", placement.allocatable)
      writer.member("pods", placement.pods)
    }
  }

  mutating func write(verdict: Verdict) {
    object { writer in
      writer.member("pod", verdict.pod)
      writer.member("reason", verdict.reason)
      writer.member("message", verdict.message)
      writer.member("hint", verdict.hint)
    }
  }

  mutating func write(statistics: Statistics) {
    object("statistics") { writer in
      for counter in statistics.counters {
        writer.key(counter.name)
        writer.write(counter.value)
      }
      if statistics.isWarmStart { writer.member("warmStart", true) }
      if !statistics.relaxedRules.isEmpty { writer.member("relaxedRules", statistics.relaxedRules) }
      if let hourly = statistics.karpenterHourly { writer.member("karpenterHourly", hourly) }
      if let placed = statistics.karpenterPlaced { writer.member("karpenterPlaced", placed) }
      if statistics.stages.isEmpty { return }
      writer.object("milliseconds") { writer in
        for stage in statistics.stages {
          writer.key(stage.name)
          writer.write(stage.milliseconds, places: 3)
        }
      }
    }
  }

  package mutating func write(warnings: [Warning]) {
    array("warnings", warnings) { writer, warning in
      writer.object { writer in
        writer.member("reason", warning.reason)
        writer.member("object", warning.object)
        writer.member("message", warning.message)
      }
    }
  }
}
