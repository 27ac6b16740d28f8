import StowageTestKit
import StowageUnits
import Testing

/// Units so coarse that a bin seems to hold a few bytes more than it does.
@Suite struct ExactFitTests {
  /// Four pods of 2Gi and 2,047 bytes; the small type lacks one byte to hold them.
  func scene(_ more: [any ScenePart]) -> Scene {
    let size: Int64 = 2 << 30 | 2_047
    return cluster {
      type("small", cpu: "8", memory: String(4 * size - 1), price: 0.1)
      type("vast", cpu: "8", memory: "1Ti", price: 10)
      pool()
      pod("a", cpu: "1", memory: String(size), count: 4)
      pod("vast", cpu: "1", memory: "900Gi")
      more
    }
  }

  @Test func anOverfullBinGivesAwayAPodWhereThatIsCheapest() {
    let made = plan(scene([]))
    #expect(!reduction(scene([])).isExact)
    #expect(made.nodeClaims.map(\.pods.count).sorted() == [1, 1, 3])
    #expect(made.unschedulable.isEmpty)
    #expect(made.cost.hourly == Money(dollars: 10.2))
  }

  @Test func anOverfullBinBecomesALargerOneWhereThatIsCheaper() {
    let size: Int64 = 2 << 30 | 2_047
    let made = plan(scene([type("medium", cpu: "8", memory: String(4 * size), price: 0.15)]))
    #expect(made.nodeClaims.map(\.pods.count).sorted() == [1, 4])
    #expect(made.cost.hourly == Money(dollars: 10.15))
  }

  @Test func anOverfullNodeGivesAwayAPod() {
    let size: Int64 = 2 << 30 | 2_047
    let made = plan(
      scene([
        type("old", cpu: "8", memory: String(3 * size - 1), price: 0.1),
        node("n", type: "old"),
      ]))
    #expect(made.placements.map(\.pods.count) == [2])
    #expect(made.unschedulable.isEmpty)
  }
}
