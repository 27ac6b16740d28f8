import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// NodePools, weights and limits: K60 to K76.
@Suite struct PoolConformance {
  @Test("K60: Karpenter takes the pool of the highest weight; at equal price everyone does")
  func weight() {
    decide(
      cluster {
        threeSizes
        pool("light").weight(1)
        pool("heavy").weight(50)
        pod("a", cpu: "1")
      }
    ) { #expect($0.pool(of: "a") == "heavy") }
  }

  @Test("K61: a pod that selects a pool gets it whatever the weights")
  func selectedPool() {
    decide(
      cluster {
        threeSizes
        pool("light")
        pool("heavy").weight(50)
        pod("a", cpu: "1").selecting(Key.nodePool, "light")
      }
    ) { #expect($0.pool(of: "a") == "light") }
  }

  @Test("K62: pools that are deleted or not ready are not used")
  func unusablePools() {
    decide(
      cluster {
        threeSizes
        pool("deleting").weight(50).with { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }
        pool("broken").weight(40).with { $0.conditions = [Condition(type: "Ready", status: "False")] }
        pool("fine")
        pod("a", cpu: "1")
      }
    ) { #expect($0.pool(of: "a") == "fine") }
  }

  @Test("K63: without a usable pool every pod says so")
  func noPool() {
    decide(
      cluster {
        threeSizes
        pool().with { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }
        pod("a", cpu: "1")
      }
    ) { #expect($0.reason("a") == "NoNodePool") }
  }

  @Test("K64: nothing is launched beyond a limit")
  func exhausted() {
    decide(
      cluster {
        threeSizes
        pool().limited(.cpu, "1")
        pod("a", cpu: "1")
      }
    ) { #expect($0.reason("a") == "LimitExceeded") }
  }

  @Test("K65: what fits in the limits is launched, the rest stays")
  func partly() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1)
        pool().limited(.cpu, "4")
        pod("a", cpu: "1500m", count: 3)
      }
    ) { decided in
      #expect(decided.placedCount == 2)
      #expect(decided.plan.unschedulable.map(\.reason) == ["LimitExceeded"])
    }
  }

  @Test("K66: any resource may be limited")
  func gpuLimit() {
    decide(
      cluster {
        type("gpu", cpu: "4", memory: "8Gi", price: 1).having("nvidia.com/gpu", "1")
        pool().limited("nvidia.com/gpu", "1")
        pod("a", cpu: "1", count: 2).requesting("nvidia.com/gpu", "1")
      }
    ) { #expect($0.placedCount == 1) }
  }

  @Test("K67: the number of nodes may be limited")
  func nodeLimit() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1)
        pool().limited(.nodes, "1")
        pod("a", cpu: "1500m", count: 2)
      }
    ) { #expect($0.placedCount == 1) }
  }

  @Test("K68: a pool with a PreferNoSchedule taint is avoided while another matches")
  func softTaint() {
    decide(
      cluster {
        threeSizes
        pool("avoided").tainted("example.com/soft", effect: "PreferNoSchedule")
        pool("wanted")
        pod("a", cpu: "1")
      }
    ) { #expect($0.pool(of: "a") == "wanted") }
  }

  @Test("K69: static pools get no nodes from pending pods")
  func staticPool() {
    decide(
      cluster {
        threeSizes
        pool("static").weight(50).with { $0.replicas = 3 }
        pool("dynamic")
        pod("a", cpu: "1")
      }
    ) { #expect($0.pool(of: "a") == "dynamic") }
  }

  @Test("K75: requirements that leave no type give each pod a clear reason")
  func noTypes() {
    decide(
      cluster {
        threeSizes
        pool().requiring(Key.instanceType, "In", "unheard-of")
        pod("a", cpu: "1")
      }
    ) { decided in
      #expect(!decided.isPlaced("a"))
      #expect(!decided.message("a").isEmpty)
    }
  }

  @Test("K76: nodes on their way out do not count towards the limits")
  func usageOfDeletingNodes() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1)
        pool().limited(.cpu, "2")
        node("old", type: "small").claimed { $0.metadata.deletionTimestamp = Timestamp(seconds: 1) }
        pod("a", cpu: "1")
      }
    ) { #expect($0.claim(of: "a") != nil) }
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1)
        pool().limited(.cpu, "2")
        node("full", type: "small").claimed().running(pod("r", cpu: "2"))
        pod("a", cpu: "1")
      }
    ) { #expect(!$0.isPlaced("a")) }
  }
}
