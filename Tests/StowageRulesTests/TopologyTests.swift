import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

@Suite struct TopologyTests {
  private let small = type("small", cpu: "4", memory: "8Gi", price: 0.1)

  private func counts(_ scene: Scene) -> [String: Int] {
    let cluster = read(scene)
    let shape = cluster.shapes[cluster.pending[0].shape]
    let counts =
      shape.spread.isEmpty
      ? cluster.counts(for: shape.affinity[0]) : cluster.counts(for: shape.spread[0], of: shape)
    return Dictionary(uniqueKeysWithValues: counts.entries.map { ($0.domain, $0.count) })
  }

  @Test("K132, K137: domains of pools with their types, and of existing nodes")
  func domains() {
    let scene = sketch {
      small
      pool("a").requiring(Key.zone, "In", "zone-a", "zone-x")
      pool("b").requiring(Key.zone, "In", "zone-b")
      node("n1", type: "small", zone: "zone-d")
      pod("p", cpu: "1").spread(over: Key.zone)
    }
    #expect(counts(scene) == ["zone-a": 0, "zone-x": 0, "zone-b": 0, "zone-d": 0])
  }

  @Test("K144: domains of template labels and custom requirements")
  func customDomains() {
    let scene = sketch {
      small
      pool("a").labeling(["rack": "r1"])
      pool("b").requiring("rack", "In", "r2", "r3")
      pool("c").requiring("rack", "Exists")
      pod("p", cpu: "1").spread(over: "rack")
    }
    #expect(counts(scene) == ["r1": 0, "r2": 0, "r3": 0])
  }

  @Test("K133, K138: which running pods count")
  func runningPods() {
    let scene = sketch {
      small
      pool().requiring(Key.zone, "In", "zone-a", "zone-b")
      node("n1", type: "small").running(
        pod("p-1", cpu: "1").labeled(["app": "p"]), pod("other", cpu: "1"),
        pod("p-2", cpu: "1").labeled(["app": "p"]).namespace("elsewhere"),
        pod("p-3", cpu: "1").labeled(["app": "p"]).with {
          $0.metadata.deletionTimestamp = Timestamp(seconds: 1)
        })
      node("n2", type: "small", zone: "zone-b").deleting().running(pod("p-4", cpu: "1").labeled(["app": "p"]))
      pod("p", cpu: "1").spread(over: Key.zone)
    }
    #expect(counts(scene) == ["zone-a": 1, "zone-b": 0])
  }

  @Test("K131: a selector that is absent counts nothing")
  func nilSelector() {
    let scene = sketch {
      small
      pool().requiring(Key.zone, "In", "zone-a")
      node("n1", type: "small").running(pod("p-1", cpu: "1").labeled(["app": "p"]))
      pod("p", cpu: "1").spread(over: Key.zone) { $0.labelSelector = nil }
    }
    #expect(counts(scene) == ["zone-a": 0])
  }

  @Test("K148, K149: nodes that the pod's own selection excludes count only where told so")
  func nodeAffinityPolicy() {
    func scene(_ policy: String) -> Scene {
      cluster {
        small
        pool().requiring(Key.zone, "In", "zone-a", "zone-b")
        node("n1", type: "small").labeled(["team": "x"]).running(pod("p-1", cpu: "1").labeled(["app": "p"]))
        node("n2", type: "small", zone: "zone-b").running(pod("p-2", cpu: "1").labeled(["app": "p"]))
        pod("p", cpu: "1").selecting("team", "x").spread(over: Key.zone) { $0.nodeAffinityPolicy = policy }
      }
    }
    #expect(counts(scene("Honor")) == ["zone-a": 1, "zone-b": 0])
    #expect(counts(scene("Ignore")) == ["zone-a": 1, "zone-b": 1])
  }

  @Test("K147: domains that only tainted nodes have count only where taints are ignored")
  func nodeTaintsPolicy() {
    func scene(_ policy: String) -> Scene {
      cluster {
        small
        pool("a").requiring(Key.zone, "In", "zone-a")
        pool("b").requiring(Key.zone, "In", "zone-b").tainted("team")
        node("n1", type: "small", zone: "zone-c").tainted("team")
        pod("p", cpu: "1").spread(over: Key.zone) { $0.nodeTaintsPolicy = policy }
      }
    }
    #expect(counts(scene("Honor")) == ["zone-a": 0])
    #expect(counts(scene("Ignore")) == ["zone-a": 0, "zone-b": 0, "zone-c": 0])
  }

  @Test("K167, K168: affinity counts in the namespaces it names")
  func namespaces() {
    func scene(_ change: @escaping (inout PodAffinityTerm) -> Void) -> Scene {
      cluster {
        small
        pool()
        namespace("blue", labels: ["colour": "blue"])
        node("n1", type: "small").running(
          pod("db-1", cpu: "1").labeled(["app": "db"]),
          pod("db-2", cpu: "1").labeled(["app": "db"]).namespace("blue"),
          pod("db-3", cpu: "1").labeled(["app": "db"]).namespace("red"))
        pod("p", cpu: "1").near(app("db"), by: Key.zone, change)
      }
    }
    #expect(counts(scene { _ in }) == ["zone-a": 1])
    #expect(counts(scene { $0.namespaces = ["red"] }) == ["zone-a": 1])
    #expect(
      counts(
        scene {
          $0.namespaceSelector = LabelSelector(matchLabels: ["colour": "blue"]); $0.namespaces = ["default"]
        }) == ["zone-a": 2])
    #expect(counts(scene { $0.namespaceSelector = LabelSelector() }) == ["zone-a": 3])
    #expect(counts(scene { $0.namespaceSelector = app("kubernetes") }) == ["zone-a": 0])
  }

  @Test("K162, K164: running pods close their domains by required anti-affinity only")
  func inverse() {
    let scene = sketch {
      small
      pool()
      node("n1", type: "small").running(pod("a", cpu: "1").apart(from: app("p"), by: Key.zone))
      node("n2", type: "small", zone: "zone-b").running(
        pod("b", cpu: "1").preferringApart(from: app("p"), by: Key.zone))
      node("n3", type: "small", zone: "zone-c").running(
        pod("c", cpu: "1").apart(from: app("p"), by: Key.zone).with {
          $0.metadata.deletionTimestamp = Timestamp(seconds: 1)
        })
      pod("p", cpu: "1")
    }
    let cluster = read(scene)
    let closed = cluster.closedDomains()
    #expect(closed.count == 1)
    #expect(closed.first?.domains.entries.map(\.domain) == ["zone-a"])
    #expect(closed.first?.term.selector.matches(cluster.shape(of: cluster.pending[0])) == true)
  }
}
