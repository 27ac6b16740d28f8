import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

private let small = type("small", cpu: "2", memory: "8Gi", price: 0.1)

@Suite struct PoolTests {
  @Test("K60: pools by weight, then by name, both descending")
  func order() {
    let scene = sketch {
      small; pool("a"); pool("b").weight(5); pool("c")
    }
    #expect(read(scene).pools.map(\.name) == ["b", "c", "a"])
  }

  @Test("K62, K69, K24: pools that give no nodes")
  func unusable() {
    let scene = sketch {
      small
      pool("deleting").with { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }
      pool("unready").with { $0.conditions = [Condition(type: "Ready", status: "False")] }
      pool("static").with { $0.replicas = 2 }
      pool("restricted").requiring("karpenter.sh/x", "Exists")
      pool("operator").requiring(Key.zone, "Near", "a")
      pool("free").requiring(Key.capacityType, "In", "free")
      pool("empty").requiring(Key.arch, "In", "arm64")
      pool("partly").requiring(Key.capacityType, "In", "free", "on-demand")
    }
    let cluster = read(scene)
    #expect(cluster.pools.map(\.name) == ["partly"])
    #expect(cluster.unusablePools.count == 7)
    #expect(
      cluster.warnings.count { $0.reason == "UnknownCapacityType" && $0.object == "NodePool partly" } == 1)
  }

  @Test("without a NodePool everything on demand is assumed, with a warning")
  func assumed() {
    let cluster = read(sketch { small.spot(0.01) })
    #expect(cluster.pools.map(\.name) == ["default"])
    #expect(cluster.pools[0].types[0].offerings.count == 3)
    #expect(cluster.warnings.map(\.reason) == ["NodePoolAssumed"])
  }

  @Test("K14, K29: requirements choose types and offerings; unavailable offerings are none")
  func types() {
    let scene = sketch {
      small.spot(0.03)
      type("arm", cpu: "2", memory: "8Gi", price: 0.1).arch("arm64")
      type("sold", cpu: "2", memory: "8Gi").offering("zone-a", "on-demand", 0.1, available: false)
      pool().requiring(Key.arch, "In", "amd64").requiring(Key.capacityType, "In", "spot").requiring(
        Key.zone, "NotIn", "zone-c")
    }
    let cluster = read(scene)
    #expect(cluster.pools[0].types.map { cluster.type($0).name } == ["small"])
    let offerings = cluster.pools[0].types[0].offerings.map {
      cluster.catalog.types[cluster.pools[0].types[0].type].offerings[$0]
    }
    #expect(
      offerings.map(\.zone) == ["zone-a", "zone-b"] && offerings.allSatisfy { $0.capacityType == "spot" })
  }

  @Test("a label that other types have and a type lacks must not be asked for")
  func absentLabels() {
    func names(_ op: String, _ values: String...) -> [String] {
      let gpu = NodeRequirement(key: "karpenter.k8s.aws/instance-gpu-name", op: op, values: values)
      let cluster = read(
        sketch {
          small
          type("gpu", cpu: "4", memory: "8Gi", price: 1).labeled(["karpenter.k8s.aws/instance-gpu-name": "t4"]
          )
          pool().with { $0.template.requirements = [gpu] }
        })
      return cluster.pools.flatMap(\.types).map { cluster.type($0).name }
    }
    #expect(names("Exists") == ["gpu"])
    #expect(names("In", "t4") == ["gpu"])
    #expect(names("DoesNotExist") == ["small"])
    #expect(names("NotIn", "t4") == ["small"])
  }

  @Test("K67, K76: limits count the pool's nodes that stay")
  func limits() {
    let scene = sketch {
      small
      pool().limited(.cpu, "10").limited(.nodes, "5")
      node("n1", type: "small")
      node("n2", type: "small").deleting()
      node("n3", type: "small", pool: nil)
      node("n4", type: "small", pool: "other")
    }
    let cluster = read(scene)
    #expect(cluster.pools[0].remaining?[.cpu] == 8000)
    #expect(cluster.pools[0].remaining?[.nodes] == 4)
    #expect(
      read(
        sketch {
          small; pool()
        }
      ).pools[0].remaining == nil)
  }

  @Test("K48, K49: offerings of another size stand as a type of their own")
  func capacityOverride() {
    let draft = small.offering("zone-a", "reserved", 0.01).with {
      $0.offerings[3].capacityOverride = ResourceVector(cpu: 4000)
    }
    let types = read(
      sketch {
        draft.allocatable(cpu: "1500m", memory: "7Gi"); pool()
      }
    ).pools[0].types
    #expect(types.map(\.type) == [0, 0])
    #expect(types.map(\.allocatable.cpu) == [1500, 3500])
    #expect(types.map(\.capacity.cpu) == [2000, 4000])
    #expect(types.map(\.offerings) == [[0, 1, 2], [3]])
  }
}

@Suite struct DaemonTests {
  /// Overhead in thousandths of a core per type name, for DaemonSets of 100m each.
  private func overhead(_ scene: Scene) -> [String: Int64] {
    let cluster = read(scene)
    let types = cluster.pools[0].types
    return Dictionary(uniqueKeysWithValues: types.map { (cluster.type($0).name, $0.daemonOverhead.cpu) })
  }
  private let arm = type("arm", cpu: "2", memory: "8Gi", price: 0.1).arch("arm64")

  @Test("K77, K80: daemons count for the types they run on")
  func perType() {
    let scene = sketch {
      small
      arm
      pool()
      daemonSet(pod("all", cpu: "100m"))
      daemonSet(pod("arm-only", cpu: "100m").selecting(Key.arch, "arm64"))
      daemonSet(pod("elsewhere", cpu: "100m").selecting(Key.zone, "zone-x"))
    }
    #expect(overhead(scene) == ["small": 100, "arm": 200])
  }

  @Test("K82, K86: taints keep daemons away, soft ones do not")
  func taints() {
    func cpu(_ effect: String) -> Int64? {
      overhead(
        cluster {
          small; pool().tainted("a", effect: effect); daemonSet(pod("d", cpu: "100m"))
        })["small"]
    }
    #expect(cpu("NoSchedule") == 0)
    #expect(cpu("PreferNoSchedule") == 100)
  }

  @Test("K84, K85: any required term counts, preferences do not")
  func terms() {
    let draft = pod("d", cpu: "100m").requiringAny(
      of: [require(Key.arch, "In", "s390x")], [require(Key.arch, "In", "arm64")]
    )
    .preferring(Key.zone, "In", "nowhere")
    #expect(
      overhead(
        cluster {
          small; arm; pool(); daemonSet(draft)
        }) == ["small": 0, "arm": 100])
  }

  @Test("K92: labels that nodes carry once they are up count")
  func startedLabels() {
    let draft = pod("d", cpu: "100m").selecting(Key.initialized, "true").selecting(Key.registered, "true")
    #expect(
      overhead(
        cluster {
          small; pool(); daemonSet(draft)
        }) == ["small": 100])
  }

  @Test("K12: a custom label that the pool does not define keeps daemons away")
  func customLabels() {
    let draft = pod("d", cpu: "100m").selecting("team", "a")
    #expect(
      overhead(
        cluster {
          small; pool(); daemonSet(draft)
        }) == ["small": 0])
    #expect(
      overhead(
        cluster {
          small; pool().labeling(["team": "a"]); daemonSet(draft)
        }) == ["small": 100])
  }

  @Test("K81, K83: the newest live pod's requests count, with the template's node affinity")
  func livePod() {
    let scene = sketch {
      small
      arm
      pool()
      daemonSet(pod("d", cpu: "100m").requiring(Key.arch, "In", "arm64"))
      node("n1", type: "arm").running(
        pod("d-old", cpu: "1").owned(by: "DaemonSet", "d").created(at: 1),
        pod("d-new", cpu: "300m").owned(by: "DaemonSet", "d").created(at: 2).with {
          let field = NodeRequirement(key: "metadata.name", values: ["n1"])
          $0.spec.affinity.requiredNodeTerms = [NodeSelectorTerm(matchFields: [field])]
        })
    }
    #expect(overhead(scene) == ["small": 0, "arm": 300])
  }

  @Test("limits stand in for a template's missing requests; host ports are known per type")
  func template() {
    let draft = pod("d").limited(.cpu, "200m").hostPort(9100)
    let cluster = read(
      sketch {
        small; pool(); daemonSet(draft)
      })
    #expect(cluster.pools[0].types[0].daemonOverhead == ResourceVector(cpu: 200, pods: 1))
    #expect(cluster.pools[0].types[0].daemonPorts == [HostPort(port: 9100)])
    #expect(cluster.pools[0].types[0].room.pods == 109)
  }
}
