import Stowage
import StowageTestKit
import Testing

/// The program that the documentation shows: it stands there as it is compiled here.
@Suite struct ClientProgramTests {
  @Test func theDocumentationShowsTheProgram() throws {
    let folder = Fixture.testsFolder
    let article = try Fixture("../../Sources/Stowage/Stowage.docc/Client.md").text()
    let program = try Fixture("../StowageTests/ClientProgram.swift").text()
    #expect(
      article.contains("```swift\n\(program)```"), "copy \(folder)StowageTests/ClientProgram.swift there")
  }

  @Test func theProgramPlans() {
    var type = InstanceType(name: "m.large")
    type.capacity = ResourceVector(cpu: 2000, memory: 8 << 30, pods: 29)
    type.allocatable = type.capacity
    type.offerings = [
      Offering(zone: "lab-1a", capacityType: "on-demand", price: Money(nanos: 100_000_000))
    ]
    var planner = NodePlanner(catalog: Catalog(name: "lab", types: [type]))
    for number in 0..<5 { planner.add("web-\(number)", milliCPU: 900, mebibytes: 1024) }
    let plan = planner.plan(cancellation: Cancellation())
    #expect(plan.nodeClaims.count == 3)
    #expect(plan.status == .optimal)
    planner.add("web-5", milliCPU: 900, mebibytes: 1024)
    planner.add("web-6", milliCPU: 900, mebibytes: 1024)
    #expect(planner.plan(cancellation: Cancellation()).nodeClaims.count == 4)
  }
}
