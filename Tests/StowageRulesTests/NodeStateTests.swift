import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

private let small = type("small", cpu: "2", memory: "8Gi", price: 0.1)

@Suite struct NodeStateTests {
  @Test("free room is allocatable less pods, less the daemons that are still missing (K89)")
  func freeRoom() {
    let scene = sketch {
      type("large", cpu: "8", memory: "32Gi", price: 0.5)
      pool()
      daemonSet(pod("agent", cpu: "500m"))
      daemonSet(pod("logger", cpu: "250m"))
      node("n1", type: "large").running(
        pod("web", cpu: "2"), pod("agent-x", cpu: "500m").owned(by: "DaemonSet", "agent"))
    }
    #expect(read(scene).nodes[0].free.cpu == 8000 - 2000 - 500 - 250)
  }

  @Test("K90: daemons beyond the expected ones are not given back")
  func unexpectedDaemons() {
    let scene = sketch {
      type("large", cpu: "8", memory: "32Gi", price: 0.5)
      pool()
      node("n1", type: "large").running(pod("agent-x", cpu: "500m").owned(by: "DaemonSet", "agent"))
    }
    #expect(read(scene).nodes[0].free.cpu == 7500)
  }

  @Test("K91: daemons that the node's labels or taints exclude hold nothing back")
  func excludedDaemons() {
    let scene = sketch {
      type("large", cpu: "8", memory: "32Gi", price: 0.5)
      pool()
      daemonSet(pod("gpu", cpu: "1").selecting("gpu", "yes"))
      daemonSet(pod("plain", cpu: "2"))
      node("n1", type: "large").tainted("dedicated")
    }
    #expect(read(scene).nodes[0].free.cpu == 8000)
  }

  @Test("finished pods hold nothing, terminating ones do, and too many leave negative room")
  func otherPods() {
    let scene = sketch {
      small
      pool()
      node("n1", type: "small").running(
        pod("done", cpu: "2").with { $0.metadata.labels = [:] },
        pod("going", cpu: "3").with { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) })
    }
    var finished = scene
    let index = finished.snapshot.pods.firstIndex { $0.metadata.name == "done" }!
    finished.snapshot.pods[index].status.phase = "Succeeded"
    #expect(read(finished).nodes[0].free.cpu == -1000)
    #expect(read(scene).nodes[0].free.cpu == -3000)
  }

  @Test("K96: initialized nodes first, then by name")
  func order() {
    let scene = sketch {
      small
      pool()
      node("a", type: "small").claimed().with { $0.metadata.labels[Key.initialized] = nil }.claimed {
        $0.conditions = []
      }
      node("c", type: "small")
      node("b", type: "small", pool: nil)
    }
    #expect(read(scene).nodes.map(\.name) == ["b", "c", "a"])
  }

  @Test("K99, K100: startup and ephemeral taints pass until a managed node is initialized")
  func startupTaints() {
    func taints(initialized: Bool, claimed: Bool) -> [String] {
      var draft = node("n1", type: "small").tainted("cni").tainted("node.kubernetes.io/not-ready").tainted(
        "team")
      if claimed {
        draft = draft.claimed { claim in
          claim.startupTaints = [Taint(key: "cni", effect: "NoSchedule")]
          if !initialized { claim.conditions = [] }
        }
      }
      if !initialized { draft = draft.with { $0.metadata.labels[Key.initialized] = nil } }
      return read(
        sketch {
          small; pool(); draft
        }
      ).nodes[0].taints.map(\.key)
    }
    #expect(taints(initialized: false, claimed: true) == ["team"])
    #expect(taints(initialized: true, claimed: true) == ["cni", "node.kubernetes.io/not-ready", "team"])
    #expect(taints(initialized: false, claimed: false) == ["cni", "node.kubernetes.io/not-ready", "team"])
  }

  @Test("K98: amounts that the node still reports as zero come from the claim until it is initialized")
  func zeroedResources() {
    func gpus(initialized: Bool) -> Int64 {
      let draft = node("n1", type: "small").claimed { claim in
        claim.allocatable["nvidia.com/gpu"] = 4
        if !initialized { claim.conditions = [] }
      }.with { node in
        if !initialized { node.metadata.labels[Key.initialized] = nil }
      }
      return read(
        sketch {
          small; pool(); draft
        }
      ).nodes[0].allocatable["nvidia.com/gpu"]
    }
    #expect(gpus(initialized: false) == 4)
    #expect(gpus(initialized: true) == 0)
  }

  @Test("a launched claim without a node is room on its way up; one that is not launched is a warning")
  func claimsWithoutNode() {
    var scene = cluster {
      small; pool()
    }
    var claim = NodeClaim(metadata: ObjectMeta(name: "c1"))
    claim.metadata.labels = [
      Key.nodePool: "default", Key.instanceType: "small", Key.zone: "zone-a", Key.capacityType: "on-demand",
    ]
    claim.providerID = "test:///c1"
    claim.allocatable = resources(cpu: "2", memory: "8Gi")
    claim.taints = [Taint(key: "team", effect: "NoSchedule")]
    scene.snapshot.nodeClaims = [claim, NodeClaim(metadata: ObjectMeta(name: "c2"))]
    let cluster = read(scene)
    #expect(cluster.nodes.map(\.name) == ["c1"])
    #expect(cluster.nodes[0].free.cpu == 2000 && !cluster.nodes[0].isInitialized)
    #expect(cluster.nodes[0].taints.map(\.key) == ["team"])
    #expect(cluster.nodes[0].price == Money(dollars: 0.1))
    #expect(cluster.warnings.map(\.object) == ["NodeClaim c2"])
  }

  @Test("a cordoned node has the taint, whether or not it says so")
  func cordon() {
    let scene = sketch {
      small; pool(); node("n1", type: "small").with { $0.isUnschedulable = true }
    }
    #expect(read(scene).nodes[0].taints.map(\.key) == ["node.kubernetes.io/unschedulable"])
  }

  @Test("a running DaemonSet pod, bound by its node's name, still holds its port and is counted")
  func boundDaemonPod() {
    let scene = sketch {
      small
      pool()
      node("n1", type: "small").running(
        pod("agent-x", cpu: "1").owned(by: "DaemonSet", "agent").hostPort(80).with {
          let field = NodeRequirement(key: "metadata.name", values: ["n1"])
          $0.spec.affinity.requiredNodeTerms = [NodeSelectorTerm(matchFields: [field])]
        })
      pod("p", cpu: "1").near(app("agent-x"), by: Key.zone)
    }
    let cluster = read(scene)
    #expect(cluster.nodes[0].hostPorts == [HostPort(port: 80)])
    #expect(cluster.counts(for: cluster.shapes[cluster.pending[0].shape].affinity[0])["zone-a"] == 1)
    #expect(cluster.warnings.map(\.object) == ["DaemonSet default/agent"])
  }

  @Test("what a node costs: the offering of its type, zone and capacity type")
  func price() {
    let scene = sketch {
      small.spot(0.03)
      pool()
      node("n1", type: "small", capacityType: "spot")
      node("n2", type: "small", zone: "elsewhere")
      node("n3", type: "unknown")
    }
    #expect(read(scene).nodes.map(\.price) == [Money(dollars: 0.03), nil, nil])
  }
}
