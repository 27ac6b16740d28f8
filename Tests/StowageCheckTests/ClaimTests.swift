import StowageCheck
import StowageModel
import StowagePlan
import StowageTestKit
import StowageUnits
import Testing

@Suite struct ClaimTests {
  let scene = cluster {
    type("small", cpu: "2", memory: "8Gi", price: 0.1).labeled(["karpenter.k8s.aws/instance-category": "m"])
    type("large", cpu: "4", memory: "16Gi", price: 0.2).spot(0.07, zones: ["zone-b"])
      .labeled(["karpenter.k8s.aws/instance-category": "c"])
    type("arm", cpu: "4", memory: "16Gi", price: 0.15).arch("arm64")
      .labeled(["karpenter.k8s.aws/instance-category": "m"])
    type("gone", cpu: "4", memory: "16Gi").offering("zone-a", "on-demand", 0.1, available: false)
    pool().requiring(Key.capacityType, "In", "on-demand")
    pool("mixed").requiring(Key.arch, "In", "amd64").labeling(["team": "red"])
    pool("resting").with { $0.replicas = 2 }
    pod("web", cpu: "1500m", memory: "1Gi", count: 2)
    pod("armed", cpu: "1").selecting(Key.arch, "arm64")
    pod("zonal", cpu: "1").selecting(Key.zone, "zone-a")
  }
  let good = PlanDraft().launching("large", for: "web-0", "web-1")
    .launching("arm", zone: "zone-c", for: "armed").launching("small", for: "zonal")

  private func broken(_ change: (inout PlannedClaim) -> Void) -> CheckReport {
    var plan = good.plan(for: scene)
    change(&plan.nodeClaims[0])
    plan.cost.hourly = plan.nodeClaims.reduce(.zero) { $0 + $1.offering.price }
    return scene.check(plan)
  }

  @Test func goodPlanPasses() { expect(scene.check(good)) }

  @Test func names() {
    expect(broken { $0.nodePool = "nowhere" }, .unknownNodePool)
    expect(broken { $0.nodePool = "resting" }, .nodePoolNotUsable)
    expect(broken { $0.offering.instanceType = "huge" }, .unknownInstanceType, .offeringNotListed)
    expect(broken { $0.instanceTypes.append("huge") }, .unknownInstanceType)
    expect(broken { $0.instanceTypes.append("large") }, .duplicateInstanceType)
    expect(broken { $0.instanceTypes = ["arm"] }, .offeringNotListed)
    expect(broken { $0.instanceTypes = [] })
  }

  @Test func offering() {
    expect(broken { $0.offering.zone = "zone-x" }, .unknownOffering)
    expect(broken { $0.offering.price.nanos -= 1 }, .wrongPrice, .wrongCost)
    expect(
      broken {
        $0.offering = PlannedOffering(
          instanceType: "gone", zone: "zone-a", capacityType: "on-demand", price: Money(dollars: 0.1))
        $0.instanceTypes = ["gone"]
      }, .offeringUnavailable, .instanceTypeOutsideNodePool)
  }

  @Test func offeringBelongsToThePool() {
    let spot = PlannedOffering(
      instanceType: "large", zone: "zone-b", capacityType: "spot", price: Money(dollars: 0.07))
    let report = broken {
      $0.offering = spot
      $0.requirements = []
    }
    expect(report, .offeringOutsideNodePool)
    let mixed = broken {
      $0.nodePool = "mixed"
      $0.offering = spot
      $0.requirements = []
    }
    expect(mixed)
    let wrongArch = broken {
      $0.nodePool = "mixed"
      $0.offering = PlannedOffering(
        instanceType: "arm", zone: "zone-a", capacityType: "on-demand", price: Money(dollars: 0.15))
      $0.instanceTypes = ["arm"]
    }
    expect(wrongArch, .offeringOutsideNodePool, .instanceTypeOutsideNodePool)
  }

  @Test func requirementsNarrowThePool() {
    let zoneB = NodeRequirement(key: Key.zone, values: ["zone-b"])
    expect(broken { $0.requirements = [zoneB] }, .offeringOutsideRequirements)
    let odd = NodeRequirement(key: Key.zone, op: "Near", values: ["zone-a"])
    expect(broken { $0.requirements.append(odd) }, .invalidRequirement)
    let spot = NodeRequirement(key: Key.capacityType, values: ["spot"])
    expect(
      broken { $0.requirements = [spot] }, .requirementsOutsideNodePool, .offeringOutsideRequirements,
      .instanceTypeOutsideRequirements)
    let unknown = NodeRequirement(key: "team", values: ["red"])
    expect(broken { $0.requirements.append(unknown) }, .requirementsOutsideNodePool)
    expect(broken { $0.labels["team"] = "red" }, .requirementsOutsideNodePool)
  }

  @Test func everyListedTypeMustDo() {
    expect(broken { $0.instanceTypes = ["large", "arm"] })
    expect(broken { $0.instanceTypes = ["large", "small"] }, .instanceTypeTooSmall)
    expect(broken { $0.instanceTypes = ["large", "gone"] }, .instanceTypeOutsideNodePool)
    let amd = NodeRequirement(key: Key.arch, values: ["amd64"])
    expect(
      broken {
        $0.instanceTypes = ["large", "arm"]
        $0.requirements.append(amd)
      }, .instanceTypeOutsideRequirements)
  }

  @Test func requirementsMustKeepWhatPodsRequire() {
    var plan = good.plan(for: scene)
    plan.nodeClaims[1].instanceTypes = ["arm", "large"]
    expect(scene.check(plan), .requirementsTooLoose)
    plan = good.plan(for: scene)
    plan.nodeClaims[2].requirements = [NodeRequirement(key: Key.zone, values: ["zone-a", "zone-b"])]
    expect(scene.check(plan), .requirementsTooLoose)
    plan.nodeClaims[2].requirements = []
    expect(scene.check(plan))
  }

  @Test func requestsAreThoseOfPodsAndDaemons() {
    expect(broken { $0.requests.cpu -= 1 }, .wrongRequests)
    expect(broken { $0.requests.pods += 1 }, .wrongRequests)
    expect(broken { $0.requests = .zero })
  }

  @Test func minValues() {
    let scene = cluster {
      type("a", cpu: "2", memory: "8Gi", price: 0.1)
      type("b", cpu: "2", memory: "8Gi", price: 0.2)
      pool().requiring(Key.instanceType, "Exists", minValues: 2)
      pod("web", cpu: "1")
    }
    var plan = PlanDraft().launching("a", for: "web").plan(for: scene)
    expect(scene.check(plan), .minValues)
    expect(scene.with { $0.minValues = .bestEffort }.check(plan))
    plan.nodeClaims[0].instanceTypes = ["a", "b"]
    expect(scene.check(plan))
  }

  @Test func limitsAndReservations() {
    let scene = cluster {
      type("small", cpu: "2", memory: "8Gi", price: 0.1).with { type in
        var offering = Offering(zone: "zone-a", capacityType: "reserved", price: Money(nanos: 10))
        offering.reservation = Reservation(id: "cr-1", count: 1)
        type.offerings.append(offering)
      }
      type("large", cpu: "4", memory: "16Gi", price: 0.2)
      pool().limited(.cpu, "6")
      pool("few").limited(.nodes, "1")
      node("n1", type: "small")
      pod("web", cpu: "1", count: 4)
    }
    let two = PlanDraft().launching("small", for: "web-0", "web-1").launching("small", for: "web-2", "web-3")
    expect(scene.check(two))
    let more = PlanDraft().launching("large", for: "web-0", "web-1").launching("small", for: "web-2", "web-3")
    expect(scene.check(more), .nodePoolLimitExceeded)
    var risky = two.plan(for: scene)
    risky.nodeClaims[1].instanceTypes = ["small", "large"]
    expect(scene.check(risky), .nodePoolLimitAtRisk)
    let few = PlanDraft().launching("small", pool: "few", for: "web-0", "web-1")
      .launching("small", pool: "few", for: "web-2", "web-3")
    expect(scene.check(few), .nodePoolLimitExceeded)
    let reserved = PlanDraft().launching(
      "small", capacityType: "reserved", pool: "few", for: "web-0", "web-1")
    expect(scene.check(reserved.launching("small", for: "web-2", "web-3")))
    let twice = reserved.launching("small", capacityType: "reserved", for: "web-2", "web-3")
    expect(scene.check(twice), .reservationExceeded)
  }
}

/// What a claim leaves open, the provider may decide against the pods.
@Suite struct OpenClaimTests {
  private let zones = NodeRequirement(key: Key.zone, values: ["zone-a", "zone-b"])

  private func plan(_ scene: Scene, _ requirements: NodeRequirement...) -> ProvisioningPlan {
    var plan = PlanDraft().launching(
      "a", for: scene.snapshot.pods.map(\.metadata.reference).filter { $0 != "default/db" }
    )
    .plan(for: scene)
    plan.nodeClaims[0].requirements = requirements
    plan.nodeClaims[0].instanceTypes = ["a", "b"]
    return plan
  }

  private func scene(_ pod: PodDraft, _ more: any ScenePart...) -> Scene {
    cluster {
      type("a", cpu: "8", memory: "32Gi", price: 0.3)
      type("b", cpu: "8", memory: "32Gi", price: 0.4, zones: ["zone-b"])
      pool().requiring(Key.capacityType, "In", "on-demand")
      pod
      more
    }
  }

  @Test func podsThatDoNotCare() {
    let scene = scene(pod("web", cpu: "1", count: 2))
    expect(scene.check(plan(scene)))
    expect(scene.check(plan(scene, zones)))
  }

  @Test func spreadNeedsOneDomain() {
    let scene = scene(pod("web", cpu: "1").spread(over: Key.zone))
    expect(scene.check(plan(scene, zones)), .requirementsTooLoose)
    expect(scene.check(plan(scene)), .instanceTypeOutsideRequirements, .requirementsTooLoose)
  }

  @Test func affinityNeedsAMatchWhereverTheNodeComesUp() {
    let web = pod("web", cpu: "1").near(app("db"), by: Key.zone)
    let one = scene(web, node("n1", type: "a", zone: "zone-a").running(pod("db")))
    expect(one.check(plan(one, zones)), .podAffinity)
    let both = scene(
      web, node("n1", type: "a", zone: "zone-a").running(pod("db")),
      node("n2", type: "a", zone: "zone-b").running(pod("db").with { $0.metadata.name = "db2" }))
    expect(both.check(PlanDraft().plan(for: both)), .podMissing)
    var right = PlanDraft().launching("a", for: "web").plan(for: both)
    right.nodeClaims[0].requirements = [zones]
    expect(both.check(right))
  }

  @Test func antiAffinityHoldsWhereverTheNodeComesUp() {
    let web = pod("web", cpu: "1").apart(from: app("db"), by: Key.zone)
    let scene = scene(web, node("n1", type: "a", zone: "zone-b").running(pod("db")))
    expect(scene.check(plan(scene, zones)), .podAntiAffinity)
    var right = PlanDraft().launching("a", for: "web").plan(for: scene)
    right.nodeClaims[0].requirements = [NodeRequirement(key: Key.zone, values: ["zone-a", "zone-c"])]
    expect(scene.check(right))
  }
}
