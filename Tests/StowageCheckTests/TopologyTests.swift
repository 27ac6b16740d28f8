import StowageCheck
import StowageModel
import StowagePlan
import StowageTestKit
import StowageUnits
import Testing

@Suite struct TopologyTests {
  private func scene(@SceneBuilder _ parts: () -> [any ScenePart]) -> Scene {
    cluster {
      type("big", cpu: "64", memory: "256Gi", price: 1)
      pool()
      parts()
    }
  }

  private func zones(_ pods: [String]...) -> PlanDraft {
    zip(["zone-a", "zone-b", "zone-c"], pods).reduce(PlanDraft()) { plan, place in
      place.1.isEmpty ? plan : plan.launching("big", zone: place.0, for: place.1)
    }
  }

  @Test func zonalSpread() {
    let scene = scene { pod("web", cpu: "1", count: 5).spread(over: Key.zone) }
    expect(scene.check(zones(["web-0", "web-1"], ["web-2", "web-3"], ["web-4"])))
    expect(scene.check(zones(["web-0", "web-1", "web-2"], ["web-3"], ["web-4"])), .topologySpread)
    expect(scene.check(zones(["web-0", "web-1", "web-2"], ["web-3", "web-4"])), .topologySpread)
  }

  @Test func spreadCountsRunningPodsAndForgivesWhatWasThere() {
    let scene = scene {
      node("n1", type: "big", zone: "zone-a").running(pod("web", cpu: "1", count: 4))
      pod("web", cpu: "1", count: 2).with { $0.metadata.name = "new" }.spread(over: Key.zone)
    }
    var renamed = scene
    for index in renamed.snapshot.pods.indices where renamed.snapshot.pods[index].spec.nodeName.isEmpty {
      renamed.snapshot.pods[index].metadata.name = "new-\(index)"
    }
    renamed.sort()
    let new = renamed.snapshot.pods.filter { $0.spec.nodeName.isEmpty }.map(\.metadata.reference)
    expect(renamed.check(zones([], [new[0]], [new[1]])))
    expect(renamed.check(zones([new[0]], [new[1]])), .topologySpread)
    expect(renamed.check(zones([], [new[0], new[1]])), .topologySpread)
  }

  @Test func spreadLooksOnlyAtDomainsThePodMayUse() {
    let scene = scene {
      pod("web", cpu: "1", count: 4).spread(over: Key.zone).requiring(Key.zone, "In", "zone-a", "zone-b")
    }
    expect(scene.check(zones(["web-0", "web-1"], ["web-2", "web-3"])))
    expect(scene.check(zones(["web-0", "web-1", "web-2"], ["web-3"])), .topologySpread)
  }

  @Test("a node that is going away is no domain to fill up", arguments: [true, false])
  func spreadForgetsDeletedNodes(isDeleting: Bool) {
    let other = node("n2", type: "big", zone: "zone-b")
    let scene = cluster {
      type("big", cpu: "64", memory: "256Gi", price: 1)
      pool().requiring(Key.zone, "In", "zone-a")
      node("n1", type: "big", zone: "zone-a").running(pod("old", cpu: "1").labeled(["app": "web"]))
      isDeleting ? other.deleting() : other
      pod("web", cpu: "1").spread(over: Key.zone)
    }
    let report = scene.check(PlanDraft().placing(on: "n1", "web"))
    if isDeleting { expect(report) } else { expect(report, .topologySpread) }
  }

  @Test func minDomainsCountsMissingDomainsAsEmpty() {
    let scene = scene {
      pod("web", cpu: "1", count: 4).spread(over: Key.zone, maxSkew: 1) { $0.minDomains = 4 }
    }
    expect(scene.check(zones(["web-0", "web-1"], ["web-2"], ["web-3"])), .topologySpread)
    expect(scene.check(zones(["web-0"], ["web-2"], ["web-3"]).leaving("web-1")))
  }

  @Test func hostSpreadCountsFromZero() {
    let scene = scene {
      node("n1", type: "big")
      pod("web", cpu: "1", count: 3).spread(over: Key.host, maxSkew: 2)
    }
    expect(scene.check(PlanDraft().placing(on: "n1", "web-0", "web-1").launching("big", for: "web-2")))
    expect(scene.check(PlanDraft().placing(on: "n1", "web-0", "web-1", "web-2")), .topologySpread)
  }

  /// Pods without the constraint may come when those with it are placed already.
  @Test func othersMayComeLater() {
    let scene = scene {
      pod("web", cpu: "1", count: 2).spread(over: Key.zone, matching: app("db"))
      pod("db", cpu: "1", count: 3)
      pod("strict", cpu: "1").spread(over: Key.zone).labeled(["app": "db"]).spread(
        over: Key.zone, matching: app("db"))
    }
    expect(scene.check(zones(["web-0", "web-1", "db-0", "db-1", "db-2"], ["strict"])))
    expect(scene.check(zones(["web-0", "db-0"], ["strict", "web-1", "db-1", "db-2"])))
  }

  @Test func softSpreadMayBeBroken() {
    let scene = scene { pod("web", cpu: "1", count: 3).spread(over: Key.zone, anyway: true) }
    expect(scene.check(zones(["web-0", "web-1", "web-2"])))
  }

  @Test func spreadNeedsTheKey() {
    let scene = scene {
      node("n1", type: "big").with { $0.metadata.labels[Key.zone] = nil }
      pod("web", cpu: "1").spread(over: Key.zone)
    }
    expect(scene.check(PlanDraft().placing(on: "n1", "web")), .topologyKeyMissing)
    expect(scene.check(zones(["web"])))
  }

  @Test func antiAffinityBothWays() {
    let scene = scene {
      node("n1", type: "big", zone: "zone-a").running(
        pod("guard", cpu: "1").apart(from: app("web"), by: Key.zone))
      pod("web", cpu: "1", count: 2).apart(by: Key.host)
      pod("cache", cpu: "1").apart(from: app("guard"), by: Key.host)
    }
    expect(scene.check(zones(["cache"], ["web-0"], ["web-1"])))
    expect(scene.check(zones(["cache"], ["web-0", "web-1"])), .podAntiAffinity)
    expect(scene.check(zones(["web-0", "cache"], ["web-1"])), .podAntiAffinity)
    expect(scene.check(zones([], ["web-0"], ["web-1"]).placing(on: "n1", "cache")), .podAntiAffinity)
  }

  @Test func affinityToRunningPods() {
    let scene = scene {
      node("n1", type: "big", zone: "zone-b").running(pod("db", cpu: "1"))
      pod("web", cpu: "1", count: 2).near(app("db"), by: Key.zone)
    }
    expect(scene.check(zones([], ["web-0", "web-1"])))
    expect(scene.check(zones(["web-0"], ["web-1"])), .podAffinity)
  }

  @Test func selfAffinityOpensOneDomainOnly() {
    let scene = scene { pod("web", cpu: "1", count: 4).near(by: Key.zone) }
    let oneZone = PlanDraft().launching("big", zone: "zone-a", for: "web-0", "web-1")
      .launching("big", zone: "zone-a", for: "web-2", "web-3")
    expect(scene.check(oneZone))
    expect(scene.check(zones(["web-0", "web-1"], ["web-2", "web-3"])), .podAffinity)
  }

  @Test func selfAffinityOpensAnotherDomainWhereNoneIsUsable() {
    let scene = scene {
      pod("web", cpu: "1").near(by: Key.zone).selecting(Key.zone, "zone-a")
      pod("web", cpu: "1").near(by: Key.zone).selecting(Key.zone, "zone-b").with { $0.metadata.name = "web2" }
    }
    expect(scene.check(zones(["web"], ["web2"])))
  }

  /// The founder comes first, then one without affinity that its kind matches, then the one that follows that.
  @Test func aFounderComesBeforeThoseThatFollowOthers() {
    let scene = scene {
      pod("web", cpu: "1", count: 3).near(by: Key.zone)
      pod("free", cpu: "1").labeled(["app": "web"])
    }
    expect(scene.check(zones(["web-0", "web-1"], ["free", "web-2"])))
    expect(scene.check(zones(["web-0"], ["web-1"], ["free", "web-2"])), .podAffinity)
  }

  @Test func affinityChainsButNotInACircle() {
    let chain = scene {
      pod("a", cpu: "1").near(app("b"), by: Key.zone)
      pod("b", cpu: "1").near(app("c"), by: Key.host)
      pod("c", cpu: "1")
    }
    expect(chain.check(zones(["a", "b", "c"])))
    expect(chain.check(zones(["a"], ["b", "c"])), .podAffinity)
    let circle = scene {
      pod("a", cpu: "1").near(app("b"), by: Key.zone)
      pod("b", cpu: "1").near(app("a"), by: Key.zone)
    }
    expect(circle.check(zones(["a", "b"])), .podAffinity)
  }

  @Test func namespacesBoundTheSelectors() {
    let scene = scene {
      namespace("other", labels: ["kind": "x"])
      node("n1", type: "big", zone: "zone-a").running(pod("db", cpu: "1").namespace("other"))
      pod("near", cpu: "1").near(app("db"), by: Key.zone) { $0.namespaces = ["other"] }
      pod("own", cpu: "1").apart(from: app("db"), by: Key.zone)
      pod("all", cpu: "1").apart(from: app("db"), by: Key.zone) { $0.namespaceSelector = LabelSelector() }
    }
    expect(scene.check(zones(["near", "own"], ["all"])))
    expect(scene.check(zones(["near", "own", "all"])), .podAntiAffinity)
    expect(scene.check(zones(["own"], ["near", "all"])), .podAffinity)
  }
}
