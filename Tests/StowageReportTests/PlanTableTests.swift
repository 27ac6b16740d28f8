import StowagePlan
import StowageReport
import StowageTestKit
import StowageUnits
import Testing

@Suite struct PlanTableTests {
  @Test func labAtAGlance() { expectStored(PlanTable(SamplePlan.lab).text, as: "plan-lab.txt") }

  @Test func equalNodesAreOneRow() { expectStored(PlanTable(SamplePlan.mixed).text, as: "plan-mixed.txt") }

  @Test func wideShowsEveryNodeAndPod() {
    expectStored(PlanTable(SamplePlan.mixed, detail: .wide).text, as: "plan-mixed-wide.txt")
  }

  @Test func namesAreForOtherCommands() {
    expectStored(PlanTable.names(of: SamplePlan.mixed), as: "plan-mixed-name.txt")
  }

  @Test func colourAddsNothingButColour() {
    let colored = PlanTable(SamplePlan.mixed, palette: .colored).text
    expectStored(colored.replacing("\u{1B}", with: "␛"), as: "plan-mixed-colored.txt")
    let bare = colored.replacing(/\u{1B}\[\d+m/, with: "")
    #expect(bare == PlanTable(SamplePlan.mixed).text)
  }

  @Test func nothingToDo() { expectStored(PlanTable(ProvisioningPlan()).text, as: "plan-empty.txt") }

  /// A plan that does not say what its nodes can hold, such as one made by other programs.
  @Test func unknownRoomIsNotInvented() {
    var plan = SamplePlan.lab
    plan.nodeClaims[0].allocatable = ResourceVector()
    let text = PlanTable(plan).text
    #expect(!text.contains("%   "), "no share of an unknown whole")
    #expect(PlanTable(plan, detail: .wide).text.contains("5150m"))
  }

  @Test func cheaperThanTheOptimumIsSaidToo() {
    var plan = SamplePlan.lab
    plan.statistics.karpenterHourly = Money(dollars: 0.301)
    #expect(PlanTable(plan).text.contains("$0.3010 per hour by its rules, 12.5% less\n"))
  }

  @Test func theSameCostIsNotCalledMore() {
    var plan = SamplePlan.lab
    plan.statistics.karpenterHourly = plan.cost.hourly
    #expect(PlanTable(plan).text.contains("$0.3440 per hour by its rules, the same\n"))
    plan.statistics.karpenterPlaced = 1
    #expect(PlanTable(plan).text.contains("$0.3440 per hour by its rules, for 1 pod placed\n"))
  }

  @Test func namesFromTheInputCannotTouchTheTerminal() {
    var plan = SamplePlan.lab
    plan.unschedulable = [
      Verdict(pod: "default/\u{1B}[31mred", reason: "Bad", message: "two\nlines\u{202E}", hint: "")
    ]
    let text = PlanTable(plan).text
    #expect(text.contains("default/?[31mred"))
    #expect(text.contains("two lines?"))
    #expect(!text.contains("\u{1B}"))
  }
}
