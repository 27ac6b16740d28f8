import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// The choice of instance types, packing, minValues: K27 to K51.
@Suite struct TypeConformance {
  @Test("K27, K28: the cheapest type that fits is chosen, and validity comes before price")
  func cheapestFitting() {
    decide(
      cluster {
        threeSizes
        type("tiny", cpu: "1", memory: "1Gi", price: 0.01)
        pool()
        pod("a", cpu: "1500m")
      }
    ) { #expect($0.type(of: "a") == "small") }
  }

  @Test(
    "K29: the cheapest offering for the arch, zone and capacity type asked for",
    arguments: [
      ("spot", "zone-b", 0.03), ("on-demand", "zone-b", 0.1), ("spot", "zone-a", 0.04),
    ])
  func cheapestOffering(capacityType: String, zone: String, price: Double) {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1).offering("zone-a", "spot", 0.04)
          .offering("zone-b", "spot", 0.03)
        type("other", cpu: "2", memory: "4Gi", price: 0.11).spot(0.05)
        pool()
        pod("a", cpu: "1").selecting(Key.capacityType, capacityType).selecting(Key.zone, zone)
      }
    ) { #expect($0.claim(of: "a")?.offering.price == Money(dollars: price)) }
  }

  @Test("K30: the order of types uses the prices of compatible offerings only")
  func mixedOrdering() {
    decide(
      cluster {
        type("cheap-spot", cpu: "2", memory: "4Gi", price: 0.3).spot(0.01)
        type("cheap-on-demand", cpu: "2", memory: "4Gi", price: 0.1).spot(0.09)
        pool().requiring(Key.capacityType, "In", "on-demand")
        pod("a", cpu: "1")
      }
    ) { #expect($0.type(of: "a") == "cheap-on-demand") }
  }

  @Test("K31, K32: pods with resources of different types are split; one pod that needs both fails")
  func extendedResources() {
    decide(
      cluster {
        type("gpu", cpu: "4", memory: "8Gi", price: 1).having("nvidia.com/gpu", "1")
        type("fpga", cpu: "4", memory: "8Gi", price: 1).having("xilinx.com/fpga", "1")
        pool()
        pod("g", cpu: "1").requesting("nvidia.com/gpu", "1")
        pod("f", cpu: "1").requesting("xilinx.com/fpga", "1")
        pod("both", cpu: "1").requesting("nvidia.com/gpu", "1").requesting("xilinx.com/fpga", "1")
      }
    ) { decided in
      #expect(decided.type(of: "g") == "gpu")
      #expect(decided.type(of: "f") == "fpga")
      #expect(!decided.isPlaced("both"))
    }
  }

  @Test("K33: a request above every type fails and says by how much")
  func tooLarge() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "100")
      }
    ) { decided in
      #expect(decided.reason("a") == "InsufficientResources")
      #expect(decided.message("a").contains("100"))
    }
  }

  @Test("K34: the number of pods per node limits packing")
  func podCount() {
    decide(
      cluster {
        type("small", cpu: "8", memory: "16Gi", pods: 3, price: 0.1)
        pool()
        pod("a", cpu: "10m", count: 7)
      }
    ) { #expect($0.claims.count == 3) }
  }

  @Test("K35: init containers count as a maximum")
  func initContainers() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1").initContainer(cpu: "3")
      }
    ) { #expect($0.type(of: "a") == "medium") }
  }

  @Test("K36: zero requests are fine")
  func zeroRequests() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "0", memory: "0").requesting("nvidia.com/gpu", "0")
      }
    ) { #expect($0.isPlaced("a")) }
  }

  @Test("K37: the overhead of a RuntimeClass counts")
  func overhead() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1500m").with { $0.spec.overhead = resources(cpu: "1") }
      }
    ) { #expect($0.type(of: "a") == "medium") }
  }

  @Test("K38: small and large pods pack together")
  func packing() {
    decide(
      cluster {
        type("large", cpu: "8", memory: "16Gi", price: 0.4)
        pool()
        pod("big", cpu: "3", count: 2)
        pod("little", cpu: "500m", count: 4)
      }
    ) { #expect($0.claims.count == 1) }
  }

  @Test("K39: pods for different systems and architectures open different nodes")
  func architectures() {
    decide(
      cluster {
        threeSizes
        type("arm", cpu: "2", memory: "4Gi", price: 0.05).arch("arm64")
        type("windows", cpu: "2", memory: "4Gi", price: 0.15).with { $0.operatingSystems = ["windows"] }
        pool()
        pod("x", cpu: "1").selecting(Key.arch, "amd64").selecting(Key.os, "linux")
        pod("y", cpu: "1").selecting(Key.arch, "arm64")
        pod("z", cpu: "1").selecting(Key.os, "windows")
      }
    ) { #expect($0.areApart("x", "y", "z")) }
  }

  @Test("K40: minValues of instance types holds")
  func minValuesOfTypes() {
    decide(
      cluster {
        threeSizes
        pool().requiring(Key.instanceType, "In", "small", "medium", "large", minValues: 2)
        pod("fits-two", cpu: "3")
        pod("fits-one", cpu: "7")
      }
    ) { decided in
      #expect((decided.claim(of: "fits-two")?.instanceTypes.count ?? 0) >= 2)
      #expect(!decided.isPlaced("fits-one"))
    }
  }

  @Test("K41: minValues with a range counts the values that the range leaves")
  func minValuesWithBound() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1).labeled(["karpenter.k8s.aws/instance-cpu": "2"])
        type("medium", cpu: "4", memory: "8Gi", price: 0.2).labeled(["karpenter.k8s.aws/instance-cpu": "4"])
        pool().requiring("karpenter.k8s.aws/instance-cpu", "Gt", "2", minValues: 2)
        pod("a", cpu: "1")
      }
    ) { #expect(!$0.isPlaced("a")) }
  }

  @Test("K42: of several minValues on one key the largest holds")
  func largestMinValues() {
    decide(
      cluster {
        threeSizes
        pool().requiring(Key.instanceType, "Exists", minValues: 1)
          .requiring(Key.instanceType, "In", "small", "medium", "large", minValues: 3)
        pod("a", cpu: "1")
        pod("b", cpu: "3")
      }
    ) { decided in
      #expect(decided.claim(of: "a")?.instanceTypes.count == 3)
      #expect(!decided.isPlaced("b"))
    }
  }

  @Test("K43, K47: several keys with minValues all hold, zones among them")
  func minValuesOfSeveralKeys() {
    decide(
      cluster {
        threeSizes
        pool().requiring(Key.instanceType, "Exists", minValues: 2).requiring(Key.zone, "Exists", minValues: 2)
        pod("anywhere", cpu: "1")
        pod("pinned", cpu: "1").selecting(Key.zone, "zone-a")
      }
    ) { decided in
      #expect((decided.claim(of: "anywhere")?.instanceTypes.count ?? 0) >= 2)
      // The zones of the types count, also those that the pod rules out.
      if decided.policy == .karpenter { #expect(decided.isPlaced("pinned")) }
    }
  }

  @Test("K44: cutting the list of types never breaks minValues")
  func minValuesAfterTruncation() {
    let scene = cluster {
      threeSizes
      pool().requiring(Key.instanceType, "Exists", minValues: 3)
      pod("a", cpu: "1")
    }
    decide(scene.with { $0.maxInstanceTypes = 3 }) { #expect($0.claim(of: "a")?.instanceTypes.count == 3) }
  }

  @Test("K45: Strict refuses what BestEffort relaxes")
  func bestEffort() {
    let scene = cluster {
      threeSizes
      pool().requiring(Key.instanceType, "Exists", minValues: 4)
      pod("a", cpu: "1")
    }
    decide(scene) { #expect(!$0.isPlaced("a")) }
    decide(scene.with { $0.minValues = .bestEffort }, [.karpenter]) { #expect($0.isPlaced("a")) }
  }

  @Test("K46: BestEffort relaxes before it tries a pool of lower weight")
  func bestEffortBeforeOtherPools() {
    let scene = cluster {
      threeSizes
      pool("first").weight(10).requiring(Key.instanceType, "Exists", minValues: 4)
      pool("second")
      pod("a", cpu: "1")
    }
    decide(scene.with { $0.minValues = .bestEffort }, [.karpenter]) { #expect($0.pool(of: "a") == "first") }
  }
}
