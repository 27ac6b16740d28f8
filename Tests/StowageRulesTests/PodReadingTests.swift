import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// A scene, named so that a case can call what it reads `cluster`.
func sketch(@SceneBuilder _ parts: () -> [any ScenePart]) -> Scene { cluster(parts) }

/// The cluster of a scene.
func read(_ scene: Scene) -> Cluster {
  Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
}

private let small = type("small", cpu: "2", memory: "8Gi", price: 0.1)

@Suite struct PodStateTests {
  private func pending(_ scene: Scene) -> [String] { read(scene).pending.map(\.reference) }

  @Test("pods that wait: neither bound, finished, gated, a DaemonSet's nor a node's own")
  func waiting() {
    let scene = sketch {
      small
      pool()
      pod("waits", cpu: "1")
      pod("gated", cpu: "1").with { $0.spec.schedulingGates = ["gate"] }
      pod("done", cpu: "1").with { $0.status.phase = "Succeeded" }
      pod("failed", cpu: "1").with { $0.status.phase = "Failed" }
      pod("agent", cpu: "1").owned(by: "DaemonSet", "agent")
      pod("mirror", cpu: "1").owned(by: "Node", "n1")
      pod("lost", cpu: "1").running(on: "nowhere")
    }
    #expect(pending(scene) == ["default/waits"])
    let reasons = read(scene).warnings.map(\.reason)
    #expect(reasons.contains("SchedulingGated") && reasons.contains("NodeMissing"))
  }

  @Test("an annotation about disruption that nobody can mean is said, and holds nothing")
  func oddAnnotations() {
    let key = "karpenter.sh/do-not-disrupt"
    let scene = sketch {
      small
      pool()
      for (name, value) in [
        ("a", "true"), ("b", "false"), ("c", "1h30m"), ("d", "yes"), ("e", "-1h"), ("f", "TRUE"),
      ] {
        node("node-\(name)", type: "small").running(pod(name, cpu: "1").annotated([key: value]))
          .annotated(name == "c" || name == "b" ? [key: value] : [:])
      }
    }
    let cluster = read(scene)
    let odd = cluster.warnings.filter { $0.reason == "AnnotationIgnored" }
    #expect(Set(odd.map(\.object)) == ["Pod default/d", "Pod default/e", "Pod default/f", "Node node-c"])
    #expect(odd.contains { $0.message.contains("\"yes\"") })
    let rules = DisruptionRules(cluster)
    let held = cluster.nodes.filter { rules.block(of: $0, for: .underutilized)?.code == .podDoNotDisrupt }
    #expect(held.map(\.name) == ["node-a", "node-c"])
  }

  @Test(
    "refused pods are told apart from pending ones",
    arguments: [
      (pod("p", cpu: "1").with { $0.spec.resourceClaims = ["gpu"] }, Reason.dynamicResources),
      (pod("p", cpu: "1").selecting(Key.host, "n1"), .restrictedLabel),
      (pod("p", cpu: "1").selecting("karpenter.sh/x", "y"), .restrictedLabel),
      (pod("p", cpu: "1").requiring(Key.zone, "Near", "a"), .unknownOperator),
      (pod("p", cpu: "1").requiring(Key.nodePool, "DoesNotExist"), .avoidsKarpenter),
      (pod("p", cpu: "1").selecting(Key.capacityType, "free"), .unknownCapacityType),
      (pod("p", cpu: "1").preferring(Key.host, "In", "n1"), .restrictedLabel),
      (
        pod("p", cpu: "1").with {
          let field = NodeRequirement(key: "metadata.name", values: ["n1"])
          $0.spec.affinity.requiredNodeTerms = [NodeSelectorTerm(matchFields: [field])]
        }, .matchFields
      ),
    ])
  func refused(draft: PodDraft, reason: Reason) {
    let cluster = read(
      sketch {
        small; pool(); draft; pod("other", cpu: "1")
      })
    #expect(cluster.ignored.map(\.finding.reason) == [reason])
    #expect(cluster.pending.map(\.reference) == ["default/other"])
  }

  @Test("K105, K106, K107, K108: which pods of a deleting node are placed anew")
  func deletingNode() {
    let scene = sketch {
      type("large", cpu: "16", memory: "64Gi", price: 0.5)
      pool()
      node("n1", type: "large").deleting().running(
        pod("web", cpu: "1"), pod("agent", cpu: "1").owned(by: "DaemonSet", "agent"),
        pod("gone", cpu: "1").with { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) },
        pod("db", cpu: "1").owned(by: "StatefulSet", "db").with {
          $0.metadata.deletionTimestamp = Timestamp(seconds: 1)
        },
        pod("pinned", cpu: "1").annotated(["karpenter.sh/do-not-disrupt": "true"]),
        pod("blocked", cpu: "1"), pod("twice", cpu: "1"))
      disruptionBudget("never", app("blocked")) { $0.maxUnavailable = "0" }
      disruptionBudget("one", app("twice")) { $0.maxUnavailable = "1" }
      disruptionBudget("two", app("twice")) { $0.maxUnavailable = "1" }
    }
    #expect(pending(scene) == ["default/db", "default/web"])
    let cluster = read(scene)
    #expect(cluster.pending.allSatisfy { $0.home == 0 })
    #expect(cluster.running.filter(\.isLeaving).map(\.reference) == ["default/db", "default/web"])
  }

  @Test("a do-not-disrupt duration holds from the pod's start on")
  func durations() {
    let annotated = pod("p").annotated(["karpenter.sh/do-not-disrupt": "10m"])
    let started = annotated.with { $0.status.startTime = Timestamp(seconds: 1000) }.pod
    #expect(started.isDoNotDisrupt(now: Timestamp(seconds: 1599)))
    #expect(!started.isDoNotDisrupt(now: Timestamp(seconds: 1600)))
    #expect(annotated.pod.isDoNotDisrupt(now: Timestamp(seconds: 5000)))
    #expect(!pod("p").annotated(["karpenter.sh/do-not-disrupt": "maybe"]).pod.isDoNotDisrupt(now: nil))
    #expect(!pod("p").annotated(["karpenter.sh/do-not-disrupt": "-5m"]).pod.isDoNotDisrupt(now: nil))
  }
}

@Suite struct PodShapeTests {
  @Test("pods that differ in nothing that binds share a shape")
  func sharing() {
    let cluster = read(
      sketch {
        small
        pool()
        pod("a", cpu: "1", count: 2).labeled(["version": "1"])
        pod("b", cpu: "1000m").labeled(["version": "2"]).limited(.cpu, "4")
        pod("c", cpu: "2")
      })
    #expect(cluster.pending.map(\.shape) == [0, 0, 0, 1])
  }

  @Test("labels count where a selector reads them")
  func labels() {
    let cluster = read(
      sketch {
        small
        pool()
        pod("a", cpu: "1").labeled(["tier": "x"])
        pod("b", cpu: "1").labeled(["tier": "y"])
        pod("c", cpu: "1").labeled(["tier": "x"]).apart(
          from: LabelSelector(matchExpressions: [LabelExpression(key: "tier", op: "Exists")]), by: Key.host)
      })
    #expect(cluster.pending.map(\.shape) == [0, 1, 2])
    #expect(cluster.shapes[0].labels == ["tier": "x"])
  }

  @Test("K146: matchLabelKeys and mismatchLabelKeys narrow the selector")
  func matchLabelKeys() {
    let draft = pod("a", cpu: "1").labeled(["hash": "h1"]).spread(over: Key.zone) {
      $0.matchLabelKeys = ["hash", "none"]
    }
    .near(by: Key.zone) { $0.mismatchLabelKeys = ["hash"] }
    let shape = read(
      sketch {
        small; pool(); draft
      }
    ).shapes[0]
    #expect(shape.spread[0].selector.matches(namespace: "default", labels: ["app": "a", "hash": "h1"]))
    #expect(!shape.spread[0].selector.matches(namespace: "default", labels: ["app": "a", "hash": "h2"]))
    #expect(!shape.affinity[0].selector.matches(namespace: "default", labels: ["app": "a", "hash": "h1"]))
    #expect(shape.affinity[0].selector.matches(namespace: "default", labels: ["app": "a", "hash": "h2"]))
  }

  @Test("priorities come from the pod, its class, or the cluster's default class")
  func priorities() {
    let index = PriorityIndex([
      PriorityClass(metadata: ObjectMeta(name: "high"), value: 100),
      {
        var low = PriorityClass(metadata: ObjectMeta(name: "low"), value: 5); low.isGlobalDefault = true;
        return low
      }(),
    ])
    #expect(index.priority(of: pod("p").priority(7).pod) == 7)
    #expect(index.priority(of: pod("p").with { $0.spec.priorityClassName = "high" }.pod) == 100)
    #expect(
      index.priority(of: pod("p").with { $0.spec.priorityClassName = "system-node-critical" }.pod)
        == 2_000_001_000)
    #expect(index.priority(of: pod("p").pod) == 5)
  }

  @Test("preferences come heaviest first, OR terms in order, empty terms match nothing")
  func nodeAffinity() {
    let draft = pod("p", cpu: "1").selecting(Key.arch, "amd64")
      .requiringAny(of: [require(Key.zone, "In", "zone-a")], [], [require(Key.zone, "In", "zone-b")])
      .preferring(Key.zone, "In", "zone-c", weight: 1).preferring(Key.zone, "In", "zone-d", weight: 9)
    let shape = read(
      sketch {
        small; pool(); draft
      }
    ).shapes[0]
    #expect(shape.alternatives.map { $0[Key.zone]?.values } == [["zone-a"], ["zone-b"]])
    #expect(shape.alternatives.allSatisfy { $0[Key.arch]?.values == ["amd64"] })
    #expect(shape.preferredNodes.map(\.weight) == [9, 1])
  }
}
