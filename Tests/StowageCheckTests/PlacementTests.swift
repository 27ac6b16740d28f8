import StowageCheck
import StowageModel
import StowagePlan
import StowageTestKit
import StowageUnits
import Testing

@Suite struct PlacementTests {
  @Test func roomOnNewNodesCountsDaemons() {
    let scene = cluster {
      type("small", cpu: "2", memory: "8Gi", price: 0.1)
      pool()
      daemonSet(pod("agent", cpu: "200m", memory: "100Mi"))
      pod("web", cpu: "900m", count: 2)
      pod("more", cpu: "1")
    }
    expect(scene.check(PlanDraft().launching("small", for: "web-0", "web-1").launching("small", for: "more")))
    expect(
      scene.check(PlanDraft().launching("small", for: "web-0", "more").launching("small", for: "web-1")),
      .insufficientResources)
  }

  @Test func roomOnExistingNodes() {
    let scene = cluster {
      type("small", cpu: "2", memory: "8Gi", pods: 3, price: 0.1)
      pool()
      node("n1", type: "small").running(pod("old", cpu: "500m"))
      pod("web", cpu: "500m", count: 3)
    }
    expect(scene.check(PlanDraft().placing(on: "n1", "web-0", "web-1").leaving("web-2")))
    expect(scene.check(PlanDraft().placing(on: "n1", "web-0", "web-1", "web-2")), .insufficientResources)
  }

  @Test func extendedResources() {
    let scene = cluster {
      type("plain", cpu: "4", memory: "8Gi", price: 0.1)
      type("gpu", cpu: "4", memory: "8Gi", price: 0.5).having("nvidia.com/gpu", "1")
      pool()
      pod("train", cpu: "1", count: 2).requesting("nvidia.com/gpu", "1")
    }
    expect(scene.check(PlanDraft().launching("gpu", for: "train-0").launching("gpu", for: "train-1")))
    expect(scene.check(PlanDraft().launching("gpu", for: "train-0", "train-1")), .insufficientResources)
    expect(
      scene.check(PlanDraft().launching("plain", for: "train-0").leaving("train-1")), .insufficientResources)
  }

  @Test func taints() {
    let scene = cluster {
      type("small", cpu: "2", memory: "8Gi", price: 0.1)
      pool().tainted("dedicated", "batch").startupTainted("starting")
      pool("soft").tainted("costly", effect: "PreferNoSchedule")
      node("n1", type: "small").tainted("dedicated", "batch")
      node("n2", type: "small", pool: nil).with { $0.isUnschedulable = true }
      pod("batch", cpu: "1").tolerating("dedicated", "batch")
      pod("web", cpu: "1")
    }
    expect(
      scene.check(PlanDraft().launching("small", for: "batch").launching("small", pool: "soft", for: "web")))
    expect(scene.check(PlanDraft().launching("small", for: "batch", "web")), .untoleratedTaint)
    expect(scene.check(PlanDraft().placing(on: "n1", "web", "batch")), .untoleratedTaint)
    expect(scene.check(PlanDraft().placing(on: "n1", "batch").placing(on: "n2", "web")), .untoleratedTaint)
  }

  @Test func nodeAffinityOnNewNodes() {
    let scene = cluster {
      type("amd", cpu: "2", memory: "8Gi", price: 0.1)
      type("arm", cpu: "2", memory: "8Gi", price: 0.1).arch("arm64")
      pool().labeling(["team": "red"])
      pool("open").requiring("team", "In", "red", "blue")
      pod("armed", cpu: "1").selecting(Key.arch, "arm64")
      pod("red", cpu: "1").requiringAny(of: [require("team", "In", "red")], [require("team", "DoesNotExist")])
    }
    expect(scene.check(PlanDraft().launching("arm", for: "armed", "red")))
    expect(scene.check(PlanDraft().launching("amd", for: "armed", "red")), .nodeAffinity)
    let open = PlanDraft().launching("arm", pool: "open", for: "armed", "red")
    expect(scene.check(open), .nodeAffinity)
    var pinned = open.plan(for: scene)
    pinned.nodeClaims[0].labels = ["team": "red"]
    expect(scene.check(pinned))
    pinned.nodeClaims[0].labels = ["team": "blue"]
    expect(scene.check(pinned), .nodeAffinity)
  }

  @Test func nodeAffinityOnExistingNodes() {
    let scene = cluster {
      type("amd", cpu: "2", memory: "8Gi", price: 0.1)
      pool()
      node("n1", type: "amd", zone: "zone-a")
      node("n2", type: "amd", zone: "zone-b").labeled(["gen": "5"])
      pod("west", cpu: "1").requiring(Key.zone, "In", "zone-a", "zone-c")
      pod("new", cpu: "1").requiring("gen", "Gt", "4")
    }
    expect(scene.check(PlanDraft().placing(on: "n1", "west").placing(on: "n2", "new")))
    expect(scene.check(PlanDraft().placing(on: "n1", "new").placing(on: "n2", "west")), .nodeAffinity)
  }

  @Test func hostPorts() {
    let scene = cluster {
      type("big", cpu: "16", memory: "64Gi", price: 0.1)
      pool()
      node("n1", type: "big").running(pod("old", cpu: "1").hostPort(9100))
      daemonSet(pod("exporter", cpu: "100m").hostPort(9200))
      pod("web", cpu: "1", count: 2).hostPort(8080)
      pod("udp", cpu: "1").hostPort(8080, networkProtocol: "UDP")
      pod("scrape", cpu: "1").hostPort(9100)
      pod("late", cpu: "1").hostPort(9200)
    }
    let rest = PlanDraft().leaving("late")
    expect(
      scene.check(
        rest.launching("big", for: "web-0", "udp", "scrape").launching("big", for: "web-1")))
    expect(scene.check(rest.launching("big", for: "web-0", "web-1", "udp", "scrape")), .hostPortClash)
    expect(
      scene.check(rest.launching("big", for: "web-0", "udp").placing(on: "n1", "web-1", "scrape")),
      .hostPortClash)
    let daemon = PlanDraft().launching("big", for: "late", "web-0", "udp", "scrape").leaving("web-1")
    expect(scene.check(daemon), .hostPortClash)
  }

  @Test func volumes() {
    let scene = cluster {
      type("big", cpu: "16", memory: "64Gi", price: 0.1)
      pool()
      node("n1", type: "big", zone: "zone-a").running(pod("old", cpu: "1").mounting("shared"))
      attachLimit("n1", 2)
      storageClass("anywhere")
      volume("v", zone: "zone-a")
      volumeClaim("data", storageClass: "anywhere", volume: "v")
      volumeClaim("shared", storageClass: "anywhere")
      pod("db", cpu: "1").mounting("data")
      pod("reader", cpu: "1", count: 2).mounting("shared")
      pod("scratch", cpu: "1", count: 2).ephemeralVolume("tmp", storageClass: "anywhere")
    }
    let loose = PlanDraft().placing(on: "n1", "db", "reader-0", "reader-1")
    expect(scene.check(loose.launching("big", zone: "zone-b", for: "scratch-0", "scratch-1")))
    expect(scene.check(loose.placing(on: "n1", "scratch-0").leaving("scratch-1")), .attachLimitExceeded)
    let readers = PlanDraft().launching(
      "big", zone: "zone-b", for: "reader-0", "reader-1", "scratch-0", "scratch-1")
    expect(scene.check(readers.launching("big", zone: "zone-a", for: "db")))
    expect(scene.check(readers.launching("big", zone: "zone-c", for: "db")), .volumeTopology)
  }
}
