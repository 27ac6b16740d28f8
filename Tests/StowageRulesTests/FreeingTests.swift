import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

@Suite("Clusters without some nodes")
struct FreeingTests {
  private var scene: Scene {
    var scene = cluster {
      type("m6.large", cpu: "2", memory: "8Gi", price: 0.1)
      pool().limited(.cpu, "10")
      node("a", type: "m6.large").running(pod("one", cpu: "500m"), pod("two", cpu: "250m"))
      node("b", type: "m6.large").running(pod("three", cpu: "1"))
      pod("waits", cpu: "100m")
    }
    scene.options.now = Timestamp(seconds: 0)
    return scene
  }

  private func interpreted() -> Cluster {
    Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
  }

  @Test func podsOfGoneNodesWait() throws {
    let before = interpreted()
    let gone = try #require(before.nodes.firstIndex { $0.name == "a" })
    let after = before.without([gone], MoveRules(nodeCount: before.nodes.count))
    #expect(after.nodes.map(\.name) == ["b"])
    #expect(after.pending.map(\.reference) == ["default/one", "default/two", "default/waits"])
    #expect(after.running.map(\.reference) == ["default/three"])
    #expect(after.running.allSatisfy { $0.node == 0 })
    #expect(after.nodes[0].pods == [0])
    #expect(after.nodes[0].free == before.nodes.first { $0.name == "b" }?.free)
    #expect(after.pools[0].remaining?[.cpu] == (before.pools[0].remaining?[.cpu] ?? 0) + 2000)
  }

  @Test func vacatedNodesHaveAllTheirRoom() throws {
    let before = interpreted()
    let after = before.vacating(Array(before.nodes.indices), MoveRules(nodeCount: before.nodes.count))
    #expect(after.pending.count == 4)
    for node in after.nodes {
      #expect(node.free == node.allocatable)
      #expect(node.pods.isEmpty)
    }
    let homes = after.pending.map { $0.home.map { after.nodes[$0].name } }
    #expect(homes == ["a", "b", "a", nil] || homes == ["a", "a", "b", nil])
  }

  @Test func movedPodsKnowTheirLimits() throws {
    let before = interpreted()
    let gone = try #require(before.nodes.firstIndex { $0.name == "a" })
    var rules = MoveRules(nodeCount: before.nodes.count)
    rules.launchesSpot[gone] = false
    let after = before.without([gone], rules)
    let limits = after.pending.map { after.shape(of: $0).move }
    #expect(limits == [.nodesAndSpot, .nodesAndSpot, nil])
  }
}
