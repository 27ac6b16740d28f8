import StowageModel
import StowageReduction
import StowageTestKit
import StowageUnits
import Testing

/// What claims say: types, offering, requirements, requests, names.
@Suite struct ClaimTests {
  @Test func typesAreListedByTheirCheapestCompatibleOffering() {
    let made = plan(
      cluster {
        type("b.small", cpu: "1", memory: "4Gi", price: 0.01)
        type("c.large", cpu: "2", memory: "8Gi", price: 0.3).offering("zone-c", "on-demand", 0.05)
        type("d.large", cpu: "2", memory: "8Gi", price: 0.2)
        type("a.large", cpu: "2", memory: "8Gi", price: 0.2).spot(0.06, zones: ["zone-b"])
        type("x.huge", cpu: "64", memory: "8Gi", price: 9)
        pool().requiring(Key.capacityType, "In", "on-demand")
        pod("web", cpu: "1500m").requiring(Key.zone, "In", "zone-a", "zone-b")
      })
    let claim = made.nodeClaims[0]
    #expect(claim.instanceTypes == ["a.large", "d.large", "c.large", "x.huge"])
    #expect(claim.offering.instanceType == "a.large")
    #expect(claim.offering.price == Money(dollars: 0.2))
  }

  /// The five cheapest types of the lab, with the facts that decide: real sizes and prices of ap-northeast-2.
  @Test func theLabsFirstFiveTypes() {
    func real(_ name: String, _ memory: String, _ price: Double, arm: Bool) -> TypeDraft {
      type(name, cpu: "2", memory: memory, price: price).arch(arm ? "arm64" : "amd64")
        .allocatable(cpu: "1930m", memory: memory)
        .labeled(["karpenter.k8s.aws/instance-category": String(name.prefix(1))])
    }
    let made = plan(
      cluster {
        real("c5a.large", "3114Mi", 0.086, arm: false)
        real("c6g.large", "3055Mi", 0.077, arm: true)
        real("c6gd.large", "3055Mi", 0.088, arm: true)
        real("c7g.large", "3055Mi", 0.0816, arm: true)
        real("m6g.large", "6844Mi", 0.094, arm: true)
        real("t4g.large", "6844Mi", 0.0832, arm: true)
        pool().requiring(Key.capacityType, "In", "on-demand")
          .requiring("karpenter.k8s.aws/instance-category", "In", "c", "m", "r")
        daemonSet(pod("agent", cpu: "150m"))
        pod("inflate", cpu: "1", memory: "1536Mi")
      })
    #expect(
      made.nodeClaims[0].instanceTypes == [
        "c6g.large", "c7g.large", "c5a.large", "c6gd.large", "m6g.large",
      ])
    #expect(made.nodeClaims[0].requests.cpu == 1_150)
    #expect(made.nodeClaims[0].requests.pods == 2)
  }

  @Test func theListIsCutAndStillKeepsMinValues() {
    let scene = cluster {
      for index in 0..<8 {
        type("t\(index)", cpu: "2", memory: "8Gi", price: 0.1 + Double(index) / 100)
          .labeled(["karpenter.k8s.aws/instance-family": index < 6 ? "t" : "u\(index)"])
      }
      pool().requiring("karpenter.k8s.aws/instance-family", "Exists", minValues: 3)
      pod("web", cpu: "1")
    }
    let cut = plan(scene.with { $0.maxInstanceTypes = 4 }).nodeClaims[0]
    #expect(cut.instanceTypes == ["t0", "t1", "t6", "t7"])
    #expect(cut.requirements.first { $0.key == Key.instanceType }?.values == ["t0", "t1", "t6", "t7"])
  }

  @Test func requirementsAreThoseOfPoolAndPods() {
    let claim = plan(
      cluster {
        type("t.large", cpu: "4", memory: "16Gi", price: 0.1).spot(0.2)
        pool("main").requiring(Key.arch, "In", "amd64", "arm64").labeling(["stage": "live"])
          .requiring("team", "Exists")
        pod("a", cpu: "1").requiring(Key.zone, "NotIn", "zone-c").selecting("team", "red")
        pod("b", cpu: "1").selecting(Key.capacityType, "on-demand")
      }
    ).nodeClaims[0]
    func values(_ key: String) -> [String]? { claim.requirements.first { $0.key == key }?.values }
    #expect(values(Key.arch) == ["amd64", "arm64"])
    #expect(values(Key.zone) == ["zone-a", "zone-b"])
    #expect(values(Key.capacityType) == ["on-demand"])
    #expect(values("team") == ["red"])
    #expect(claim.labels["team"] == "red")
    #expect(claim.labels["stage"] == "live")
    #expect(claim.labels[Key.nodePool] == "main")
    #expect(claim.name == "main-1")
    #expect(claim.pods == ["default/a", "default/b"])
  }

  @Test func namesOfExistingNodesAreNotUsedAgain() {
    let made = plan(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1)
        pool()
        node("default-1", type: "t.large").running(pod("old", cpu: "2"))
        pod("web", cpu: "2", count: 2)
      })
    #expect(made.nodeClaims.map(\.name) == ["default-2", "default-3"])
  }

  @Test func aClaimOnAReservationIsPinnedToIt() {
    let made = plan(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1).with {
          var reserved = Offering(zone: "zone-b", capacityType: "reserved", price: Money(nanos: 10))
          reserved.reservation = Reservation(id: "r-1", count: 1)
          $0.offerings.append(reserved)
        }
        pool()
        pod("web", cpu: "2", count: 2)
      })
    let byPrice = made.nodeClaims.sorted { $0.offering.price < $1.offering.price }
    func values(_ index: Int, _ key: String) -> [String]? {
      byPrice[index].requirements.first { $0.key == key }?.values
    }
    #expect(values(0, Key.capacityType) == ["reserved"])
    #expect(values(0, "karpenter.k8s.aws/capacity-reservation-id") == ["r-1"])
    #expect(values(1, Key.capacityType) == ["on-demand"])
  }

  @Test func aSolutionThatIsTooDearIsLaunchedCheaper() {
    let scene = cluster {
      type("t.large", cpu: "2", memory: "8Gi", price: 0.1)
      type("t.huge", cpu: "64", memory: "8Gi", price: 5)
      pool()
      pod("web", cpu: "1")
    }
    let reduced = reduction(scene)
    var result = firstFit(reduced.problem)
    let dearest = reduced.problem.offerings.indices.max {
      reduced.problem.offerings[$0].price < reduced.problem.offerings[$1].price
    }!
    result.solution.newBins[0].offering = .init(dearest)
    #expect(reduced.plan(from: result).cost.hourly == Money(dollars: 0.1))
  }

  @Test func statisticsCountPodsClassesAndOfferings() {
    let made = plan(
      cluster {
        type("t.large", cpu: "2", memory: "8Gi", price: 0.1)
        pool()
        pod("web", cpu: "1", count: 3)
        pod("huge", cpu: "9")
      })
    #expect(made.statistics.counters.map(\.name).prefix(3) == ["pods", "podClasses", "offerings"])
    #expect(made.statistics.counters.map(\.value).prefix(3) == [4, 1, 3])
  }
}
