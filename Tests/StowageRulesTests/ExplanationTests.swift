import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

@Suite struct ExplanationTests {
  /// Why the only pending pod of a scene has no place.
  private func explain(_ scene: Scene, _ change: (inout PlanState) -> Void = { _ in }) -> Finding? {
    let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    if let ignored = cluster.ignored.first { return ignored.finding }
    var state = PlanState(cluster)
    change(&state)
    return Explanation(cluster, state: state).finding(for: cluster.shapes[cluster.pending[0].shape])
  }

  private func expect(
    _ scene: Scene, _ reason: Reason, _ parts: String..., at location: SourceLocation = #_sourceLocation
  ) {
    let finding = explain(scene)
    #expect(finding?.reason == reason, sourceLocation: location)
    for part in parts {
      #expect(
        finding?.message.contains(part) == true, "\(finding?.message ?? "nil")", sourceLocation: location)
    }
  }

  private let small = type("small", cpu: "2", memory: "8Gi", price: 0.1)
  private let large = type("large", cpu: "8", memory: "16Gi", price: 0.3)

  @Test func nothingIsWrong() {
    #expect(
      explain(
        cluster {
          small; pool(); pod("p", cpu: "1")
        }) == nil)
  }

  @Test func oneResourceIsTooMuch() {
    expect(
      cluster {
        small; large; pool(); pod("p", cpu: "1", memory: "1000Gi")
      }, .insufficientResources,
      "needs 1000Gi memory", "large, has 16Gi", "NodePool default")
  }

  @Test func noTypeHasTheResource() {
    let gpu = pod("p", cpu: "1").limited("nvidia.com/gpu", "1")
    expect(
      cluster {
        small; pool(); gpu
      }, .insufficientResources, "needs 1 nvidia.com/gpu", "none of the 1 instance type")
  }

  @Test func resourcesTogetherAreTooMuch() {
    let memory = type("memory", cpu: "2", memory: "64Gi", price: 0.2)
    expect(
      cluster {
        large; memory; pool(); pod("p", cpu: "4", memory: "20Gi")
      }, .insufficientResources,
      "no single instance type holds 4 cpu and 20Gi memory", "large, has 16Gi of the 20Gi memory")
  }

  @Test func aTaintIsNotTolerated() {
    expect(
      cluster {
        small; pool().tainted("team", "red"); pod("p", cpu: "1")
      }, .untoleratedTaint, "team=red:NoSchedule")
  }

  @Test func softTaintsDoNotExplain() {
    #expect(
      explain(
        cluster {
          small; pool().tainted("team", effect: "PreferNoSchedule"); pod("p", cpu: "1")
        }) == nil)
  }

  @Test func theNearestPoolSpeaks() {
    let scene = cluster {
      small
      pool("far").tainted("team").weight(10)
      pool("near")
      pod("p", cpu: "3")
    }
    expect(scene, .insufficientResources, "NodePool near", "2 beside")
  }

  @Test func labelsThatNoPoolHas() {
    let scene = cluster {
      small; pool(); pod("p", cpu: "1").selecting("team", "red")
    }
    expect(scene, .undefinedLabel, "team In red")
    let typo = cluster {
      small; pool(); pod("p", cpu: "1").selecting("topology.kubernetes.com/zone", "zone-a")
    }
    #expect(explain(typo)?.hint == "did you mean topology.kubernetes.io/zone?")
  }

  @Test func requirementsThatContradict() {
    let scene = cluster {
      small
      pool().requiring(Key.zone, "In", "zone-a")
      pod("p", cpu: "1").selecting(Key.zone, "zone-b")
    }
    expect(scene, .incompatibleRequirements, "zone In zone-b", "zone In zone-a")
  }

  @Test func noTypeMeets() {
    expect(
      cluster {
        small; pool(); pod("p", cpu: "1").selecting(Key.arch, "arm64")
      }, .noInstanceType, "arch In arm64")
    let both = cluster {
      small
      pool()
      pod("p", cpu: "1").requiring(Key.zone, "In", "zone-a").requiring(Key.zone, "In", "zone-b")
    }
    expect(both, .noInstanceType, "leaves no value")
  }

  @Test func noOfferingIsAvailable() {
    let scene = cluster {
      type("a", cpu: "2", memory: "4Gi").offering("zone-a", "on-demand", 0.1).offering("zone-b", "spot", 0.05)
      pool()
      pod("p", cpu: "1").selecting(Key.zone, "zone-b").selecting(Key.capacityType, "on-demand")
    }
    expect(scene, .noAvailableOffering, "1 instance type", "on-demand", "zone-b")
  }

  @Test func limits() {
    expect(
      cluster {
        small; pool().limited(.cpu, "1"); pod("p", cpu: "1")
      }, .limitExceeded, "limit of 1 cpu",
      "leaves 1", "small, takes 2")
    expect(
      cluster {
        small; pool().limited(.nodes, "0"); pod("p", cpu: "1")
      }, .limitExceeded, "limit of 0 nodes")
  }

  @Test func limitsThatThePlanUsedUp() {
    let scene = cluster {
      small; pool().limited(.cpu, "2"); pod("p", cpu: "1")
    }
    let finding = explain(scene) { $0.remaining[0] = resources(cpu: "0") }
    #expect(finding?.reason == .limitExceeded)
    #expect(finding?.message.contains("limit of 2 cpu of NodePool default leaves 0") == true)
  }

  @Test func minValues() {
    expect(
      cluster {
        small; pool().requiring(Key.instanceType, "Exists", minValues: 2); pod("p", cpu: "1")
      },
      .minValues, "wants 2 values", "have 1")
  }

  @Test func hostPortsOfDaemons() {
    let scene = cluster {
      small
      pool()
      daemonSet(pod("agent", cpu: "100m").hostPort(80))
      pod("p", cpu: "1").hostPort(80)
    }
    expect(scene, .hostPortTaken, "host port 80")
  }

  @Test func noPoolAtAll() {
    let scene = cluster {
      large
      pool().with { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }
      node("n1", type: "large").running(pod("x", cpu: "7"))
      pod("p", cpu: "2")
    }
    expect(scene, .noNodePool, "being deleted", "n1 is nearest with 1 of the 2 cpu")
  }

  @Test func affinityToNobody() {
    expect(
      cluster {
        small; pool(); pod("p", cpu: "1").near(app("db"), by: Key.zone)
      }, .podAffinity, "app=db in default")
  }

  @Test func affinityToPodsElsewhere() {
    let scene = cluster {
      small
      pool()
      node("n1", type: "small", zone: "zone-a").running(pod("db", cpu: "2"))
      pod("p", cpu: "1").near(app("db"), by: Key.zone).selecting(Key.zone, "zone-b")
    }
    expect(scene, .podAffinity, "are on topology.kubernetes.io/zone zone-a")
  }

  @Test func antiAffinityInEveryZone() {
    let scene = cluster {
      small
      pool().requiring(Key.zone, "In", "zone-a")
      node("n1", type: "small", zone: "zone-a").running(pod("db", cpu: "2"))
      pod("p", cpu: "1").apart(from: app("db"), by: Key.zone)
    }
    expect(scene, .podAntiAffinity, "(zone-a) holds pods that it avoids")
    let inverse = cluster {
      small
      pool().requiring(Key.zone, "In", "zone-a")
      node("n1", type: "small", zone: "zone-a").running(
        pod("db", cpu: "2").apart(from: app("p"), by: Key.zone))
      pod("p", cpu: "1")
    }
    expect(inverse, .podAntiAffinity, "holds pods that avoid it")
  }

  @Test func spreadWithoutRoom() {
    let scene = cluster {
      small
      pool().requiring(Key.zone, "In", "zone-a")
      node("n1", type: "small", zone: "zone-a").running(pod("old", cpu: "1").labeled(["app": "p"]))
      node("n2", type: "small", zone: "zone-b").with { $0.isUnschedulable = true }
      pod("p", cpu: "1").spread(over: Key.zone)
    }
    expect(scene, .topologySpread, "zone-a 1, zone-b 0", "skew of 1")
  }

  @Test func topologyKeyThatNothingHas() {
    expect(
      cluster {
        small; pool(); pod("p", cpu: "1").spread(over: "example.com/rack")
      }, .unknownTopologyKey,
      "example.com/rack")
  }
}
