import Stowage
import StowageTestKit
import Testing

/// The workloads of Karpenter's own benchmark under `greedy`.
@Suite struct KarpenterMixTests {
  @Test func mixIsNoDearerThanKarpenters() {
    let scene = cluster {
      pool()
      KarpenterMix.types
      KarpenterMix.pods(1_000, seed: 3)
    }
    let (mine, its) = (scene.plan(.greedy), scene.plan(.karpenter))
    #expect(mine.unschedulable.isEmpty && its.unschedulable.isEmpty)
    #expect(scene.judge(mine).violations.isEmpty)
    #expect(mine.cost.hourly <= its.cost.hourly)
    // A fifth of the pods share no node with one another.
    #expect(mine.nodeClaims.count >= 200)
    #expect(mine.cost.hourly.dollars <= 1.15 * mine.cost.lowerBound.dollars)
  }

  @Test func largeMixStaysNearItsBound() {
    let scene = cluster {
      pool()
      KarpenterMix.types
      KarpenterMix.pods(10_000, seed: 3)
    }
    let plan = scene.plan(.greedy)
    #expect(plan.unschedulable.isEmpty)
    #expect(scene.judge(plan).violations.isEmpty)
    #expect(plan.nodeClaims.count <= 2_100)
    #expect(plan.cost.hourly.dollars <= 1.2 * plan.cost.lowerBound.dollars)
  }

  /// Pods that would rather have a host of their own get none for it; the zone that they prefer costs nothing.
  @Test func preferencesThatCannotAllBeMetOpenNoNodes() {
    let scene = cluster {
      pool()
      KarpenterMix.types
      KarpenterMix.undecided(4_000, seed: 3)
    }
    let plan = scene.plan(.greedy)
    #expect(plan.unschedulable.isEmpty)
    #expect(scene.judge(plan).violations.isEmpty)
    let without = scene.with { $0.preferences = .ignore }.plan(.greedy)
    #expect(plan.nodeClaims.count <= without.nodeClaims.count + 1)
    #expect(plan.cost.hourly.dollars <= 1.01 * plan.cost.lowerBound.dollars)
    #expect(plan.nodeClaims.allSatisfy { $0.offering.zone == KarpenterMix.zones[0] })
  }
}
