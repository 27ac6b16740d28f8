import Foundation
import Stowage
import StowageFiles
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

  @Test func theProgramReadsFilesAndEvents() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stowage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ text: String) throws -> String {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
      return folder.appendingPathComponent(name).path
    }
    func pod(_ name: String) -> String {
      #"{"kind":"Pod","metadata":{"name":"\#(name)"},"spec":{"containers":[{"name":"c","resources":"#
        + #"{"requests":{"cpu":"900m","memory":"1Gi"}}}]}}"#
    }
    let catalog = try file(
      "catalog.json",
      #"{"kind":"Catalog","name":"lab","types":[{"name":"m.large","capacity":{"cpu":"2","memory":"8Gi","pods":"29"},"#
        + #""offerings":[{"zone":"a","capacityType":"on-demand","price":0.1}]}]}"#)
    let pods = try file(
      "pods.json", #"{"kind":"List","items":[\#((0..<3).map { pod("p-\($0)") }.joined(separator: ","))]}"#)
    var planner = try NodePlanner(catalogFile: catalog, clusterFiles: [pods])
    #expect(planner.plan(cancellation: Cancellation()).nodeClaims.count == 2)
    try planner.put(json: Array(pod("p-3").utf8))
    try planner.put(json: Array(pod("p-4").utf8))
    let plan = planner.plan(cancellation: Cancellation())
    #expect(plan.nodeClaims.count == 3)
    #expect(plan.json.hasPrefix(#"{"apiVersion":"stowage.dev/v1alpha1","kind":"ProvisioningPlan""#))
    try planner.remove(json: Array(pod("p-0").utf8))
    #expect(planner.plan(cancellation: Cancellation()).nodeClaims.count == 2)
    #expect(throws: InputError.self) { try NodePlanner(catalogFile: pods, clusterFiles: []) }
    #expect(throws: InputError.self) {
      try NodePlanner(catalogFile: catalog, clusterFiles: ["/no/such/file"])
    }
  }
}
