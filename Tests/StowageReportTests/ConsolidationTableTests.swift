import StowagePlan
import StowageReport
import StowageTestKit
import StowageUnits
import Testing

@Suite struct ConsolidationTableTests {
  static var plan: ConsolidationPlan {
    var plan = ConsolidationPlan()
    var replace = DisruptionCommand(action: .replace, reason: .underutilized, nodes: ["node-a", "node-b"])
    replace.replacements = [
      SamplePlan.claim(
        "default-1", "m6g.large", price: 0.094, room: SamplePlan.room, uses: SamplePlan.room,
        pods: ["default/web-2"])
    ]
    replace.moves = [
      PodMove(pod: "default/web-1", from: "node-a", to: "node-c"),
      PodMove(pod: "default/web-2", from: "node-b", to: "default-1"),
    ]
    replace.savings = Money(dollars: 0.12)
    replace.disruptionCost = 2.05
    var empty = DisruptionCommand(
      action: .delete, reason: .empty, nodes: ["node-d", "node-e", "node-f", "node-g", "node-h"])
    empty.savings = Money(dollars: 1.18)
    empty.wave = 2
    plan.commands = [replace, empty]
    plan.kept = [
      NodeVerdict(node: "node-x", reason: "NotWorthIt", message: "no cheaper home for its 3 pods"),
      NodeVerdict(
        node: "node-z", reason: "PodDisruptionBudget", message: "db allows no disruption now",
        blockedBy: "default/db-0"),
      NodeVerdict(
        node: "node-y", reason: "PodDisruptionBudget", message: "db allows no disruption now",
        blockedBy: "default/db-1"),
    ]
    plan.cost = ConsolidationCost(
      before: Money(dollars: 12.4), after: Money(dollars: 11.1), lowerBound: Money(dollars: 9))
    return plan
  }

  @Test func atAGlance() { expectStored(ConsolidationTable(Self.plan).text, as: "consolidation.txt") }

  @Test func wide() {
    expectStored(ConsolidationTable(Self.plan, detail: .wide).text, as: "consolidation-wide.txt")
  }

  @Test func pendingPodsComeFirst() {
    var plan = Self.plan
    plan.nodeClaims = SamplePlan.lab.nodeClaims
    plan.unschedulable = SamplePlan.mixed.unschedulable
    let text = ConsolidationTable(plan).text
    #expect(text.hasPrefix("NODES   TYPE"))
    #expect(text.contains("\nUNPLACED "))
    #expect(text.contains("7 leave, 2 to launch, 3 kept"))
  }

  @Test func nothingToDo() {
    expectStored(ConsolidationTable(ConsolidationPlan()).text, as: "consolidation-empty.txt")
  }

  @Test func namesAreTheLeavingNodes() {
    #expect(ConsolidationTable.names(of: Self.plan).hasPrefix("node/node-a\nnode/node-b\nnode/node-d\n"))
  }
}
