import StowageModel
import StowagePlan
import StowageUnits

/// A plan with a bit of everything that a table shows.
enum SamplePlan {
  static func claim(
    _ name: String, _ type: String, zone: String = "ap-northeast-2a", capacityType: String = "on-demand",
    price: Double, room: ResourceVector, uses: ResourceVector, pods: [String]
  ) -> PlannedClaim {
    let offering = PlannedOffering(
      instanceType: type, zone: zone, capacityType: capacityType, price: Money(dollars: price))
    var claim = PlannedClaim(name: name, nodePool: "default", offering: offering)
    claim.instanceTypes = [type, "m5.4xlarge"]
    claim.requests = uses
    claim.allocatable = room
    claim.pods = pods
    return claim
  }

  static func vector(cpu: Int64, gibibytes: Int64, pods: Int64, gpus: Int64 = 0) -> ResourceVector {
    var vector = ResourceVector(cpu: cpu, memory: gibibytes << 30, pods: pods)
    vector["nvidia.com/gpu"] = gpus
    return vector
  }

  static let room = ResourceVector(cpu: 7910, memory: 14162 << 20, ephemeralStorage: 17 << 30, pods: 58)

  static func web(_ ordinals: Range<Int>) -> [String] { ordinals.map { "default/web-\($0)" } }

  static var lab: ProvisioningPlan {
    var plan = ProvisioningPlan()
    plan.status = .optimal
    plan.nodeClaims = [
      claim(
        "default-1", "c5a.2xlarge", price: 0.344, room: room,
        uses: ResourceVector(cpu: 5150, memory: 7680 << 20, pods: 8),
        pods: (0..<5).map { "default/inflate-\($0)" })
    ]
    plan.cost = PlanCost(hourly: Money(dollars: 0.344), lowerBound: Money(dollars: 0.344))
    return plan
  }

  static var mixed: ProvisioningPlan {
    var plan = ProvisioningPlan()
    plan.nodeClaims = [
      claim(
        "default-1", "m6g.large", zone: "ap-northeast-2c", price: 0.094,
        room: vector(cpu: 1930, gibibytes: 6, pods: 29), uses: vector(cpu: 1900, gibibytes: 2, pods: 5),
        pods: ["default/db-0"]),
      claim(
        "default-2", "c5a.2xlarge", price: 0.344, room: room, uses: vector(cpu: 7900, gibibytes: 9, pods: 12),
        pods: web(0..<10)),
      claim(
        "default-3", "c5a.2xlarge", price: 0.344, room: room, uses: vector(cpu: 5150, gibibytes: 12, pods: 9),
        pods: web(10..<15) + [
          "batch/index-7d4b9cdf6-x2x4z", "batch/index-7d4b9cdf6-vvbq7", "default/cache-0",
        ]),
      claim(
        "default-4", "c5a.2xlarge", zone: "ap-northeast-2c", capacityType: "spot", price: 0.1342, room: room,
        uses: vector(cpu: 400, gibibytes: 1, pods: 4), pods: web(15..<17)),
      claim(
        "gpu-1", "g4dn.xlarge", price: 0.647, room: vector(cpu: 3920, gibibytes: 14, pods: 29, gpus: 1),
        uses: vector(cpu: 3000, gibibytes: 8, pods: 4, gpus: 1), pods: ["ml/train-0"]),
    ]
    var used = Placement(node: "ip-10-0-1-23", pods: web(17..<19))
    used.instanceType = "m5.xlarge"
    used.zone = "ap-northeast-2a"
    used.requests = vector(cpu: 3500, gibibytes: 10, pods: 20)
    used.allocatable = vector(cpu: 3920, gibibytes: 14, pods: 58)
    plan.placements = [used, Placement(node: "edge-1", pods: ["default/agent"])]
    let tooLarge = "no instance type has 900 cpu; the largest allowed, c5a.24xlarge, has 95.69"
    plan.unschedulable = [
      Verdict(
        pod: "default/huge-0", reason: "InsufficientResources", message: tooLarge, hint: "Ask for less."),
      Verdict(
        pod: "default/huge-1", reason: "InsufficientResources", message: tooLarge, hint: "Ask for less."),
      Verdict(
        pod: "default/pinned", reason: "IncompatibleRequirements",
        message: "NodePool default does not allow zone us-east-1a", hint: ""),
    ]
    plan.cost = PlanCost(hourly: Money(dollars: 1.5632), lowerBound: Money(dollars: 1.5512))
    plan.statistics.relaxedRules = ["limits", "topologies"]
    plan.statistics.karpenterHourly = Money(dollars: 1.7632)
    return plan
  }
}
