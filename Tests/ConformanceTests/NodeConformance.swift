import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// Existing and in-flight nodes, host ports: K93 to K110.
@Suite struct NodeConformance {
  private let small = type("small", cpu: "2", memory: "4Gi", price: 0.1)

  @Test("K93: a node on its way that fits is used before a new one")
  func inFlightFirst() {
    decide(
      cluster {
        small
        pool()
        node("n", type: "small").claimed { $0.conditions = [Condition(type: "Launched", status: "True")] }
          .with { $0.metadata.labels[Key.initialized] = nil }
        pod("a", cpu: "1")
      }
    ) { #expect($0.place(of: "a") == "n") }
  }

  @Test("K94: nodes on their way out are not used")
  func terminating() {
    decide(
      cluster {
        small
        pool()
        node("n", type: "small").claimed { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }
        pod("a", cpu: "1")
      }
    ) { #expect($0.claim(of: "a") != nil) }
  }

  @Test("K95: nodes that Karpenter does not own take pods")
  func unowned() {
    decide(
      cluster {
        small
        pool()
        node("n", type: "small", pool: nil)
        pod("a", cpu: "500m", count: 3)
      }
    ) { decided in
      #expect(decided.claims.isEmpty)
      #expect(decided.placedCount == 3)
    }
  }

  @Test("K96: initialized nodes are filled before others")
  func initializedFirst() {
    decide(
      cluster {
        small
        pool()
        node("a-new", type: "small").claimed { $0.conditions = [Condition(type: "Launched", status: "True")] }
          .with { $0.metadata.labels[Key.initialized] = nil }
        node("b-ready", type: "small").claimed()
        pod("a", cpu: "1")
      }, [.karpenter]
    ) { #expect($0.place(of: "a") == "b-ready") }
  }

  @Test("K97: a pod that no existing node suits may suit a pool")
  func onlyPool() {
    decide(
      cluster {
        small
        pool().labeling(["example.com/team": "a"])
        node("n", type: "small").claimed()
        pod("a", cpu: "1").selecting("example.com/team", "a")
      }
    ) { #expect($0.claim(of: "a") != nil) }
  }

  @Test("K98: extended resources that the kubelet still reports as zero are taken from the claim")
  func zeroedResources() {
    decide(
      cluster {
        type("gpu", cpu: "4", memory: "8Gi", price: 1).having("nvidia.com/gpu", "1")
        pool()
        node("n", type: "gpu").claimed {
          $0.conditions = [
            Condition(type: "Launched", status: "True"), Condition(type: "Registered", status: "True"),
          ]
          $0.capacity = resources(cpu: "4", memory: "8Gi", ["pods": "110", "nvidia.com/gpu": "1"])
          $0.allocatable = $0.capacity
        }.with {
          $0.metadata.labels[Key.initialized] = nil
          $0.capacity = resources(cpu: "4", memory: "8Gi", ["pods": "110", "nvidia.com/gpu": "0"])
          $0.allocatable = $0.capacity
        }
        pod("a", cpu: "1").requesting("nvidia.com/gpu", "1")
      }
    ) { #expect($0.place(of: "a") == "n") }
  }

  @Test("K99: startup taints count only once the node is initialized")
  func startupTaints() {
    let starting = cluster {
      small
      pool().startupTainted("example.com/starting")
      node("n", type: "small").claimed {
        $0.conditions = [
          Condition(type: "Launched", status: "True"), Condition(type: "Registered", status: "True"),
        ]
        $0.startupTaints = [Taint(key: "example.com/starting", effect: "NoSchedule")]
      }.tainted("example.com/starting").with { $0.metadata.labels[Key.initialized] = nil }
      pod("a", cpu: "1")
    }
    decide(starting) { #expect($0.place(of: "a") == "n") }
    decide(
      cluster {
        small
        pool().startupTainted("example.com/starting")
        node("n", type: "small").claimed {
          $0.startupTaints = [Taint(key: "example.com/starting", effect: "NoSchedule")]
        }.tainted("example.com/starting")
        pod("a", cpu: "1")
      }
    ) { #expect($0.claim(of: "a") != nil) }
  }

  @Test(
    "K100, K101: ephemeral taints are ignored only on managed nodes that are not initialized",
    arguments: [
      "node.kubernetes.io/not-ready", "readiness.k8s.io/network",
    ])
  func ephemeralTaints(key: String) {
    #expect(Taint(key: key, effect: "NoSchedule").isEphemeral)
    decide(
      cluster {
        small
        pool()
        node("n", type: "small", pool: nil).tainted(key)
        pod("a", cpu: "1")
      }
    ) { #expect($0.claim(of: "a") != nil) }
  }

  @Test("K103: spread counts nodes on their way")
  func spreadOverInFlight() {
    decide(
      cluster {
        small
        pool()
        node("n", type: "small", zone: "zone-a").claimed().running(pod("web", cpu: "1500m"))
        pod("web-new", cpu: "1500m", count: 2).labeled(["app": "web"])
          .spread(over: Key.zone, matching: app("web"))
      }
    ) { #expect($0.podsByZone == [0, 1, 1]) }
  }

  @Test("K105, K106: pods of a node on its way out are placed again, its daemons are not")
  func podsOfDeletingNodes() {
    decide(
      cluster {
        small
        pool()
        node("n", type: "small").claimed { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }.running(
          pod("web", cpu: "1").owned(by: "ReplicaSet", "web"),
          pod("agent", cpu: "100m").owned(by: "DaemonSet", "agent"),
          pod("done", cpu: "100m").owned(by: "Job", "job").with { $0.status.phase = "Succeeded" })
      }
    ) { decided in
      #expect(decided.claim(of: "web") != nil)
      #expect(!decided.isPlaced("agent"))
    }
  }

  @Test("K107: terminating pods of StatefulSets are placed again")
  func terminatingStatefulSet() {
    decide(
      cluster {
        small
        pool()
        node("n", type: "small").claimed { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }.running(
          pod("db", cpu: "1").owned(by: "StatefulSet", "db").with {
            $0.metadata.deletionTimestamp = Timestamp(seconds: 1)
          },
          pod("web", cpu: "1").owned(by: "ReplicaSet", "web").with {
            $0.metadata.deletionTimestamp = Timestamp(seconds: 1)
          })
      }
    ) { decided in
      #expect(decided.claim(of: "db") != nil)
      #expect(!decided.isPlaced("web"))
    }
  }

  @Test("K108: pods under a budget that allows nothing stay on their deleting node")
  func blockedByBudget() {
    decide(
      cluster {
        small
        pool()
        node("n", type: "small").claimed { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }.running(
          pod("db", cpu: "1").owned(by: "StatefulSet", "db"))
        disruptionBudget("none", app("db"), allowed: 0) { $0.maxUnavailable = "0" }
      }
    ) { #expect(!$0.isPlaced("db")) }
  }

  @Test("K109: pods with one host port go to different nodes")
  func samePort() {
    decide(
      cluster {
        type("large", cpu: "8", memory: "16Gi", price: 0.4)
        pool()
        pod("a", cpu: "100m", count: 2).hostPort(80)
      }
    ) { #expect($0.areApart("a-0", "a-1")) }
  }

  @Test(
    "K110: ports clash where port, protocol and address meet",
    arguments: [
      ("", "TCP", true), ("10.0.0.1", "TCP", true), ("10.0.0.2", "TCP", false), ("0.0.0.0", "TCP", true),
      ("::", "TCP", true), ("10.0.0.1", "UDP", false),
    ])
  func portClash(address: String, networkProtocol: String, clashes: Bool) {
    let mine = hostPorts(of: pod("a").hostPort(80, ip: "10.0.0.1").pod)
    let other = hostPorts(of: pod("b").hostPort(80, ip: address, networkProtocol: networkProtocol).pod)
    #expect((mine.firstClash(with: other) != nil) == clashes)
  }
}
