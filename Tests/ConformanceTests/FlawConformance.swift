import StowageTestKit
import Testing

/// Requirements that the API server would refuse; manifests may have them all the same.
@Suite struct FlawConformance {
  @Test("K25: a pool whose minValues is not within 1 and 50, or more than it lists, launches nothing")
  func minValuesOutOfBounds() {
    func pools(minValues: Int) -> Scene {
      cluster {
        threeSizes
        pool("odd").requiring(Key.zone, "In", "zone-a", "zone-b", minValues: minValues).weight(10)
        pool("plain")
        pod("a", cpu: "1")
      }
    }
    decide(pools(minValues: 2)) { #expect($0.pool(of: "a") == "odd") }
    for minValues in [0, 3, 51] {
      decide(pools(minValues: minValues)) { #expect($0.pool(of: "a") == "plain") }
    }
  }

  @Test func comparisonsTakeOneInteger() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("text", cpu: "1").requiring("example.com/size", "Gt", "abc")
        pod("two", cpu: "1").preferring("example.com/size", "Lt", "4", "8")
      }
    ) { decided in
      #expect(
        decided.message("text")
          == "its requirement on example.com/size compares with abc, where Gt takes one integer")
      #expect(decided.reason("two") == "InvalidRequirement")
    }
  }
}
