import StowageModel
import StowageTestKit
import StowageUnits
import Testing

@Suite struct TestKitTests {
  @Test func sceneIsSortedAndNodesTakeTheirTypesResources() {
    let scene = cluster {
      node("n1", type: "m5.large").running(pod("old", cpu: "250m"))
      pod("web", cpu: "500m", memory: "1Gi", count: 2).spread(over: Key.zone)
      pool().requiring(Key.capacityType, "In", "on-demand")
      type("m5.large", cpu: "2", memory: "8Gi", price: 0.1)
    }
    #expect(
      scene.snapshot.pods.map(\.metadata.reference) == ["default/old", "default/web-0", "default/web-1"])
    #expect(scene.snapshot.pods[0].spec.nodeName == "n1")
    #expect(scene.snapshot.pods[1].spec.containers[0].resources.requests[.memory] == 1 << 30)
    #expect(scene.snapshot.nodes[0].allocatable[.cpu] == 2000)
    #expect(scene.snapshot.nodes[0].metadata.labels[Key.arch] == "amd64")
    #expect(scene.catalog.types[0].offerings.count == 3)
  }

  @Test func amountsAreInTheUnitsOfTheirResource() {
    #expect(amount("1.5", of: .cpu) == 1500)
    #expect(amount("250m", of: .cpu) == 250)
    #expect(amount("1.5Gi", of: .memory) == 1_610_612_736)
    #expect(amount("3", of: "nvidia.com/gpu") == 3)
  }

  @Test func differenceShowsChangedLinesWithTheirNeighbours() {
    #expect(lineDifference(from: "a\nb\nc\nd\ne", to: "a\nb\nx\nd\ne") == " 2 b\n-3 c\n+3 x\n 4 d")
    #expect(lineDifference(from: "a", to: "a") == "")
  }
}
