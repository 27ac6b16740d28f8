import Stowage
import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// What an offline engine has to cover of the Cluster Autoscaler's behaviour when it scales up: C1 to C29.
@Suite struct AutoscalerConformance {
  private let small = type("small", cpu: "2", memory: "4Gi", price: 0.1)
  private let large = type("large", cpu: "8", memory: "16Gi", price: 0.4)

  @Test("C1: gated and finished pods and those of DaemonSets are no demand")
  func pendingFilter() {
    decide(
      cluster {
        small
        pool()
        pod("gated", cpu: "1").with { $0.spec.schedulingGates = ["wait"] }
        pod("done", cpu: "1").with { $0.status.phase = "Succeeded" }
        pod("daemon", cpu: "1").owned(by: "DaemonSet", "agent")
      }
    ) { #expect($0.claims.isEmpty) }
  }

  @Test("C2: pods that fit the nodes there are ask for no new one")
  func fittingAlready() {
    decide(
      cluster {
        small
        pool()
        node("n", type: "small").claimed()
        pod("a", cpu: "500m", count: 3)
      }
    ) { decided in
      #expect(decided.claims.isEmpty)
      #expect(decided.placedCount == 3)
    }
  }

  @Test("C3: equal pods are one class, however many classes an owner has")
  func equivalence() {
    let scene = cluster {
      large
      pool()
      for step in 1...20 {
        pod("job-\(step)", cpu: "\(100 * step)m", count: 5).owned(by: "ReplicaSet", "one")
      }
    }
    let plan = Engine().provision(
      scene.snapshot, catalog: scene.catalog, options: scene.with { $0.policy = .greedy }.options)
    #expect(plan.statistics.counters.first { $0.name == "podClasses" }?.value == 20)
  }

  @Test("C5: a new node carries its DaemonSets, and startup taints keep nobody away")
  func templateNode() {
    decide(
      cluster {
        small
        large
        pool().startupTainted("node.example/booting")
        daemonSet(pod("agent", cpu: "500m"))
        pod("a", cpu: "1800m")
      }
    ) { #expect($0.type(of: "a") == "large") }
  }

  @Test("C8: one plan mixes types where that is cheaper")
  func mixedTypes() {
    decide(
      cluster {
        small
        large
        pool()
        pod("big", cpu: "7500m")
        pod("little", cpu: "1500m")
      }, [.optimal, .greedy]
    ) { decided in
      #expect(decided.type(of: "big") == "large")
      #expect(decided.type(of: "little") == "small")
    }
  }

  @Test("C9: a quota of cores, memory or nodes is never exceeded")
  func quotas() {
    for (resource, amount) in [(ResourceName.cpu, "4"), (.memory, "8Gi")] {
      decide(
        cluster {
          small
          pool().limited(resource, amount)
          pod("a", cpu: "1500m", count: 5)
        }
      ) { #expect($0.claims.count == 2) }
    }
  }

  @Test("C14: pause pods of negative priority make headroom only behind real pods")
  func headroom() {
    decide(
      cluster {
        small
        pool().limited(.cpu, "2")
        pod("pause", cpu: "1500m").priority(-10)
        pod("real", cpu: "1500m")
      }, [.optimal, .greedy]
    ) { decided in
      #expect(decided.isPlaced("real"))
      #expect(!decided.isPlaced("pause"))
    }
  }

  @Test("C22: a node on its way counts, one that is being deleted does not")
  func upcomingNodes() {
    decide(
      cluster {
        small
        pool()
        node("coming", type: "small").claimed {
          $0.conditions = [Condition(type: "Launched", status: "True")]
        }
        .with { $0.metadata.labels[Key.initialized] = nil }
        node("going", type: "small").claimed { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }
        pod("a", cpu: "1500m", count: 2)
      }
    ) { decided in
      #expect(decided.claims.count == 1)
      #expect(["a-0", "a-1"].contains { decided.place(of: $0) == "coming" })
      #expect(["a-0", "a-1"].allSatisfy { decided.place(of: $0) != "going" })
    }
  }

  @Test("C25: a cluster without nodes scales from nothing")
  func fromZero() {
    decide(
      cluster {
        small
        pool()
        pod("a", cpu: "1")
      }
    ) { #expect($0.claim(of: "a") != nil) }
  }

  @Test("C27: a node attaches no more volumes than it may")
  func attachLimits() {
    decide(
      cluster {
        large
        pool()
        storageClass("ebs")
        node("n", type: "large").claimed()
        attachLimit("n", 1)
        for name in ["x", "y"] {
          volumeClaim(name, storageClass: "ebs")
          pod(name, cpu: "100m").mounting(name)
        }
      }
    ) { #expect($0.areApart("x", "y")) }
  }

  @Test("C29: the same input gives the same plan")
  func deterministic() {
    let scene = cluster {
      small
      large
      pool()
      for step in 1...12 { pod("p\(step)", cpu: "\(150 * step)m", memory: "\(200 * step)Mi") }
    }
    var plans: [[Policy: [PlannedClaim]]] = [[:], [:]]
    for run in plans.indices { decide(scene) { plans[run][$0.policy] = $0.claims } }
    #expect(plans[0] == plans[1])
  }
}
