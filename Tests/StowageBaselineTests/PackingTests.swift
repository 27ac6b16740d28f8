import StowageModel
import StowageTestKit
import StowageUnits
import Testing

@Suite struct PackingTests {
  @Test("K11: pods without wishes go to any pool")
  func unconstrained() {
    let decision = decide {
      small; pool(); pod("p", cpu: "1")
    }
    #expect(decision.claims == ["p"])
    #expect(decision.cost == 0.1)
  }

  @Test("K27, K30: the cheapest type that holds the pods, by its cheapest offering")
  func cheapest() {
    let decision = decide {
      type("dear", cpu: "2", memory: "8Gi", price: 0.2).spot(0.01, zones: ["zone-b"])
      small
      large
      pool()
      pod("p", cpu: "1")
    }
    #expect(decision.offerings == ["dear zone-b"])
    #expect(decision.plan.nodeClaims[0].instanceTypes == ["dear", "small", "large"])
  }

  @Test("K28: validity comes before price")
  func validity() {
    let decision = decide {
      small
      type("arm", cpu: "2", memory: "8Gi", price: 0.05).arch("arm64")
      pool()
      pod("p", cpu: "1").selecting(Key.arch, "amd64")
    }
    #expect(decision.types == ["small"])
  }

  @Test("K38: small pods fill up the node of a large one, and the largest come first")
  func order() {
    let decision = decide {
      large; pool(); pod("s", cpu: "1", count: 4); pod("big", cpu: "7")
    }
    #expect(decision.claims == ["big s-0", "s-1 s-2 s-3"])
  }

  @Test("pods join the claim with the fewest pods")
  func fewestPods() {
    let decision = decide {
      type("t", cpu: "4", memory: "32Gi", price: 1)
      pool()
      pod("a", cpu: "3").created(at: 1)
      pod("b", cpu: "2").created(at: 1)
      pod("c", cpu: "1100m").created(at: 1)
      pod("d", cpu: "500m").created(at: 1)
    }
    #expect(decision.claims == ["a d", "b c"])
  }

  @Test("K31, K32: resources that no type has together need several nodes, or no node will do")
  func extendedResources() {
    let gpu = type("gpu", cpu: "4", memory: "8Gi", price: 1).having("nvidia.com/gpu", "1")
    let fpga = type("fpga", cpu: "4", memory: "8Gi", price: 1).having("example.com/fpga", "1")
    let apart = decide {
      gpu
      fpga
      pool()
      pod("g", cpu: "1").limited("nvidia.com/gpu", "1")
      pod("f", cpu: "1").limited("example.com/fpga", "1")
    }
    #expect(apart.claims == ["f", "g"])
    let together = decide {
      gpu
      fpga
      pool()
      pod("p", cpu: "1").limited("nvidia.com/gpu", "1").limited("example.com/fpga", "1")
    }
    #expect(together.unplaced == ["p InsufficientResources"])
  }

  @Test("K33: a request above every type")
  func tooLarge() {
    #expect(
      decide {
        small; pool(); pod("p", cpu: "3")
      }.unplaced == ["p InsufficientResources"])
  }

  @Test("K34: the number of pods per node")
  func podsLimit() {
    let decision = decide {
      type("t", cpu: "8", memory: "8Gi", pods: 2, price: 0.1)
      pool()
      pod("p", cpu: "100m", count: 5)
    }
    #expect(decision.sizes == [2, 2, 1])
  }

  @Test("K23, K39: pods of different architectures do not share a node, the rest joins one")
  func incompatible() {
    let decision = decide {
      large
      type("arm", cpu: "8", memory: "32Gi", price: 0.3).arch("arm64")
      pool()
      pod("amd", cpu: "2").selecting(Key.arch, "amd64")
      pod("arm", cpu: "3").selecting(Key.arch, "arm64")
      pod("any", cpu: "1")
    }
    #expect(decision.claims == ["amd", "any arm"])
  }

  @Test("K36: pods that ask for nothing")
  func nothingAsked() {
    #expect(
      decide {
        small; pool(); pod("p", count: 3)
      }.sizes == [3])
  }

  @Test("a list of types is cut to the number asked for")
  func longLists() {
    let scene = cluster {
      for index in 0..<9 { type("t\(index)", cpu: "2", memory: "2Gi", price: 0.1 + Double(index)) }
      pool()
      pod("p", cpu: "1")
    }
    #expect(
      Decision(scene.with { $0.maxInstanceTypes = 3 }).plan.nodeClaims[0].instanceTypes == ["t0", "t1", "t2"])
  }

  @Test("K77, K87, K88: overhead is kept free and counted once")
  func overhead() {
    let decision = decide {
      small; pool(); daemonSet(pod("d", cpu: "500m")); pod("p", cpu: "1500m", count: 2)
    }
    #expect(decision.sizes == [1, 1])
    #expect(
      decision.plan.nodeClaims.map(\.requests) == [
        ResourceVector(cpu: 2000, pods: 2), ResourceVector(cpu: 2000, pods: 2),
      ])
    let full = decide {
      small; pool(); daemonSet(pod("d", cpu: "2")); pod("p", cpu: "1")
    }
    #expect(full.unplaced == ["p InsufficientResources"])
  }

  @Test("K78, K79, K109: host ports of pods and of the daemons of a type")
  func hostPorts() {
    let decision = decide {
      large
      type("arm", cpu: "8", memory: "32Gi", price: 0.1).arch("arm64")
      pool()
      daemonSet(pod("d", cpu: "100m").hostPort(80).selecting(Key.arch, "arm64"))
      pod("p", cpu: "1", count: 2).hostPort(80)
      pod("q", cpu: "1").hostPort(81)
    }
    #expect(decision.types == ["large", "large"])
    #expect(decision.claims == ["p-0 q", "p-1"])
  }
}

@Suite struct PoolChoiceTests {
  @Test("K60, K61: the heaviest pool that will do, or the one asked for")
  func weight() {
    let decision = decide {
      small
      pool("light").weight(1)
      pool("heavy").weight(10)
      pod("any", cpu: "1500m")
      pod("picky", cpu: "1").selecting(Key.nodePool, "light")
    }
    #expect(decision.pools == ["heavy", "light"])
  }

  @Test("K63: no usable pool")
  func none() {
    let decision = decide {
      small
      pool().with { $0.conditions = [Condition(type: "Ready", status: "False")] }
      pod("p", cpu: "1")
    }
    #expect(decision.unplaced == ["p NoNodePool"])
  }

  @Test("K64, K65, K66: limits hold while claims are opened")
  func limits() {
    #expect(
      decide {
        small; pool().limited(.cpu, "1"); pod("p", cpu: "1")
      }.unplaced == ["p LimitExceeded"])
    let partly = decide {
      small; pool().limited(.cpu, "4"); pod("p", cpu: "2", count: 3)
    }
    #expect(partly.claims == ["p-0", "p-1"])
    #expect(partly.unplaced == ["p-2 LimitExceeded"])
    let gpu = decide {
      type("gpu", cpu: "4", memory: "8Gi", price: 1).having("nvidia.com/gpu", "2")
      pool().limited("nvidia.com/gpu", "1")
      pod("p", cpu: "1").limited("nvidia.com/gpu", "1")
    }
    #expect(gpu.unplaced == ["p LimitExceeded"])
  }

  @Test("a claim takes the most that any of its types may take")
  func pessimisticLimits() {
    let decision = decide {
      small; large; pool().limited(.cpu, "9"); pod("p", cpu: "2", count: 4); pod("q", cpu: "8")
    }
    #expect(decision.plan.nodeClaims.count == 1)
  }

  @Test("K67: the number of nodes is a limit within a run too")
  func nodeLimit() {
    let decision = decide {
      small; pool().limited(.nodes, "2"); pod("p", cpu: "2", count: 3)
    }
    #expect(decision.claims == ["p-0", "p-1"])
    #expect(decision.unplaced == ["p-2 LimitExceeded"])
  }

  @Test("a pool at its limit leaves pods to the next")
  func nextPool() {
    let decision = decide {
      small
      pool("first").weight(9).limited(.nodes, "1")
      pool("second")
      pod("p", cpu: "2", count: 2)
    }
    #expect(decision.pools == ["first", "second"])
  }

  @Test("K40, K42, K43: minValues hold, the larger of two")
  func minValues() {
    let types = [small, large, type("mid", cpu: "4", memory: "16Gi", price: 0.2)]
    func placed(_ pools: PoolDraft) -> Int {
      decide {
        types.map { $0 as any ScenePart }; pools; pod("p", cpu: "1")
      }.claims.count
    }
    #expect(placed(pool().requiring(Key.instanceType, "Exists", minValues: 3)) == 1)
    #expect(placed(pool().requiring(Key.instanceType, "Exists", minValues: 4)) == 0)
    #expect(
      placed(
        pool().requiring(Key.instanceType, "Exists", minValues: 2).requiring(
          Key.instanceType, "NotIn", "small", minValues: 3)) == 0)
    #expect(
      placed(
        pool().requiring(Key.instanceType, "Exists", minValues: 2).requiring(Key.zone, "Exists", minValues: 4)
      ) == 0)
  }

  @Test("a pod that would leave too few types opens a claim of its own")
  func minValuesKeepPodsApart() {
    let decision = decide {
      small
      large
      pool().requiring(Key.instanceType, "Exists", minValues: 2)
      pod("p", cpu: "1500m", count: 2)
    }
    #expect(decision.sizes == [1, 1])
  }

  @Test("K44: a list that is cut below minValues is never launched")
  func truncation() {
    let scene = cluster {
      for index in 0..<6 { type("t\(index)", cpu: "2", memory: "2Gi", price: 0.1 + Double(index)) }
      pool().requiring(Key.instanceType, "Exists", minValues: 4)
      pod("p", cpu: "1")
    }
    #expect(Decision(scene).claims == ["p"])
    #expect(Decision(scene.with { $0.maxInstanceTypes = 3 }).unplaced == ["p MinValues"])
  }

  @Test("K45, K46: with BestEffort a new claim lowers minValues before a lighter pool is tried")
  func bestEffort() {
    let scene = cluster {
      small
      large
      pool("first").weight(9).requiring(Key.instanceType, "Exists", minValues: 5)
      pool("second")
      pod("p", cpu: "1")
    }
    #expect(Decision(scene).pools == ["second"])
    let lowered = Decision(scene.with { $0.minValues = .bestEffort })
    #expect(lowered.pools == ["first"])
    #expect(lowered.plan.nodeClaims[0].requirements.first { $0.key == Key.instanceType }?.minValues == 2)
  }

  @Test("K174, K175, K68: taints")
  func taints() {
    #expect(
      decide {
        small; pool().tainted("team"); pod("p", cpu: "1")
      }.unplaced == ["p UntoleratedTaint"])
    #expect(
      decide {
        small; pool().tainted("team"); pod("p", cpu: "1").tolerating("team")
      }.claims == ["p"])
    #expect(
      decide {
        small; pool().startupTainted("cni"); pod("p", cpu: "1")
      }.claims == ["p"])
    let soft = decide {
      small
      pool("soft").weight(9).tainted("team", effect: "PreferNoSchedule")
      pool("plain")
      pod("p", cpu: "1")
    }
    #expect(soft.pools == ["plain"])
  }

  @Test("K20, K26: a custom label gets a value that pod and pool allow")
  func customLabels() {
    let decision = decide {
      small; pool().requiring("team", "Exists"); pod("p", cpu: "1").selecting("team", "red")
    }
    #expect(decision.plan.nodeClaims[0].labels["team"] == "red")
    let range = decide {
      small; pool().requiring("rank", "Gt", "4"); pod("p", cpu: "1").requiring("rank", "NotIn", "5")
    }
    #expect(range.plan.nodeClaims[0].labels["rank"] == "6")
  }
}
