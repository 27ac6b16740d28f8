import Foundation
import StowageCheck
import StowageModel
import StowagePlan
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

@Suite struct ScaleTests {
  /// `apps` apps of 200 pods in claims of 20, with spread, affinity, selectors and a running pod of each app.
  private func large(apps: Int) -> (Scene, ProvisioningPlan) {
    let scene = cluster {
      for size in 1...60 {
        type("type-\(size)", cpu: "\(40 + size)", memory: "256Gi", price: 1 + Double(size) / 100)
      }
      pool()
      daemonSet(pod("agent", cpu: "100m", memory: "100Mi"))
      for number in 0..<apps {
        let draft = pod("app-\(number)", cpu: "\(500 + number)m", memory: "1Gi", count: 200)
        switch number % 4 {
        case 0: draft.spread(over: Key.zone, maxSkew: 21).spread(over: Key.host, maxSkew: 20)
        case 1: draft.near(by: Key.zone)
        case 2: draft.requiring(Key.zone, "In", "zone-a", "zone-b").apart(from: app("app-0"), by: Key.host)
        default: draft
        }
        node("node-\(number)", type: "type-1").running(
          pod("app-\(number)", cpu: "1").with { $0.metadata.name = "old-\(number)" })
      }
    }
    var draft = PlanDraft()
    for number in 0..<apps {
      for part in 0..<10 {
        let zone = number % 4 == 1 ? 0 : part % (number % 4 == 2 ? 2 : 3)
        let pods = (0..<20).map { "app-\(number)-\(part * 20 + $0)" }
        draft = draft.launching("type-60", zone: defaultZones[zone], for: pods)
      }
    }
    var plan = draft.plan(for: scene)
    for index in plan.nodeClaims.indices {
      plan.nodeClaims[index].instanceTypes = ["type-60", "type-59", "type-58"]
    }
    return (scene, plan)
  }

  private func cpuSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

  @Test func timeGrowsWithThePlanAndNotFaster() {
    #if DEBUG
      let apps = 20
    #else
      let apps = 500
    #endif
    let (scene, plan) = large(apps: apps)
    let start = cpuSeconds()
    let report = scene.check(plan)
    let seconds = cpuSeconds() - start
    expect(report)
    #expect(seconds < 15)
  }
}
