import Stowage
import StowageTestKit
import StowageUnits
import Testing

/// A cluster that changes and is searched again from where the last search ended: the plan may be another one, but it
/// is as right as one from nothing, and neither bound is above the other's cost.
@Suite struct WarmPlanTests {
  /// Some pods that wait are gone, some are larger, and some come once more under other names.
  private func change(_ snapshot: inout Snapshot, _ draw: inout Draw, step: Int) {
    let waiting = snapshot.pods.filter { $0.spec.nodeName.isEmpty }
    if waiting.isEmpty { return }
    var (gone, more) = (Snapshot(), Snapshot())
    for number in 0..<draw.number(1...5) {
      var pod = draw.one(of: waiting)
      switch draw.number(0...3) {
      case 0: gone.pods.append(pod)
      case 1:
        let twice = pod.spec.containers.first?.resources.requests
        if let twice { pod.spec.containers.append(contentsOf: [container(twice)]) }
        more.pods.append(pod)
      default:
        pod.metadata.name = "more-\(step)-\(number)"
        pod.metadata.uid = ""
        more.pods.append(pod)
      }
    }
    snapshot.remove(gone)
    snapshot.upsert(more)
  }

  private func container(_ requests: ResourceList) -> Container {
    var result = Container(name: "more")
    result.resources.requests = requests
    return result
  }

  @Test func plansAfterAChangeAreAsRightAsPlansFromNothing() {
    var warmCount = 0
    for seed in 1...12 as ClosedRange<UInt64> {
      var draw = Draw(seed: seed)
      var scene = RandomCluster(seed: seed, extent: .medium).scene
      scene.options.policy = .optimal
      scene.options.gap = 0.01
      var memory = PlanMemory()
      for step in 0...4 {
        func deadline() -> Deadline { Deadline(after: .milliseconds(150)) }
        let warm = Engine().provision(
          scene.snapshot, catalog: scene.catalog, options: scene.options, deadline: deadline(),
          memory: &memory)
        let cold = Engine().provision(
          scene.snapshot, catalog: scene.catalog, options: scene.options, deadline: deadline())
        for plan in [warm, cold] {
          let report = Engine().check(
            plan, snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
          #expect(report.isOK, "seed \(seed), step \(step): \(report.violations)")
        }
        if warm.unschedulable.map(\.pod) == cold.unschedulable.map(\.pod) {
          #expect(warm.cost.lowerBound <= cold.cost.hourly, "seed \(seed), step \(step)")
          #expect(cold.cost.lowerBound <= warm.cost.hourly, "seed \(seed), step \(step)")
        }
        #expect(!cold.statistics.isWarmStart && (step > 0 || !warm.statistics.isWarmStart))
        warmCount += warm.statistics.isWarmStart ? 1 : 0
        change(&scene.snapshot, &draw, step: step)
      }
    }
    #expect(warmCount > 15, "\(warmCount) of 48 plans after a change began where the last one had ended")
  }
}
