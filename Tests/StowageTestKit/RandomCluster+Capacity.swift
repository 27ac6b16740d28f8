import StowageModel
import StowageUnits

/// What may be launched and what is there already.
extension RandomCluster {
  mutating func addTypes() {
    for number in 0..<draw.number(extent.types) {
      let cpu = draw.one(of: [1, 2, 4, 8, 16])
      let memory = cpu * draw.one(of: [2, 4, 8])
      let isArm = draw.chance(0.3)
      let price = 0.02 * Double(cpu) + 0.003 * Double(memory) + Double(draw.number(0...20)) / 1000
      let zones = draw.chance(0.8) ? defaultZones : draw.some(of: defaultZones)
      var draft = type(
        "type-\(number)", cpu: "\(cpu)", memory: "\(memory)Gi", pods: Int64(draw.one(of: [4, 8, 29, 110])),
        price: price, zones: zones)
      draft = draft.arch(isArm ? "arm64" : "amd64").labeled([
        "karpenter.k8s.aws/instance-cpu": "\(cpu)", "size": "\(cpu % 3)",
        "karpenter.k8s.aws/instance-category": draw.one(of: ["c", "m", "r"]),
        "karpenter.k8s.aws/instance-generation": "\(draw.number(3...8))",
      ])
      draft.type.allocatable.cpu -= Int64(draw.one(of: [0, 60, 90]))
      draft.type.allocatable.memory -= Int64(draw.one(of: [0, 256, 700])) << 20
      if has(.spot) && draw.chance(0.7) { draft = draft.spot(price * 0.4, zones: draw.some(of: zones)) }
      if has(.gpus) && draw.chance(0.3) { draft = draft.having("nvidia.com/gpu", "\(draw.one(of: [1, 4]))") }
      vary(&draft.type, price: price)
      draft.add(to: &scene)
    }
  }

  private mutating func vary(_ type: inout InstanceType, price: Double) {
    for index in type.offerings.indices {
      if draw.chance(0.3) { type.offerings[index].price.nanos += Int64(draw.number(-9...9)) * 1_000_000 }
      if has(.unavailable) && draw.chance(0.2) { type.offerings[index].isAvailable = false }
    }
    if has(.reserved) && draw.chance(0.3) {
      var offering = Offering(
        zone: draw.one(of: defaultZones), capacityType: "reserved", price: Money(dollars: price / 1e7))
      offering.reservation = Reservation(id: "cr-\(type.name)", count: draw.number(0...2))
      type.offerings.append(offering)
    }
  }

  mutating func addPools() {
    for number in 0..<draw.number(extent.pools) {
      var draft = pool("pool-\(number)")
      if draw.chance(0.3) { draft = draft.requiring(Key.arch, "In", draw.one(of: ["amd64", "arm64"])) }
      if draw.chance(0.3) { draft = draft.requiring("karpenter.k8s.aws/instance-generation", "Gt", "4") }
      if draw.chance(0.2) {
        draft = draft.requiring("karpenter.k8s.aws/instance-category", "NotIn", draw.one(of: ["c", "m"]))
      }
      if has(.spot) {
        if draw.chance(0.4) { draft = draft.requiring(Key.capacityType, "In", "spot", "on-demand") }
      } else if !has(.reserved) {
        draft = draft.requiring(Key.capacityType, "In", "on-demand")
      }
      if has(.customLabels) { draft = labelled(draft) }
      if has(.taints) && draw.chance(0.4) {
        draft = draft.tainted(
          "dedicated", draw.one(of: ["a", "b"]), effect: draw.one(of: ["NoSchedule", "NoExecute"]))
      }
      if has(.softTaints) && draw.chance(0.4) { draft = draft.tainted("costly", effect: "PreferNoSchedule") }
      if has(.taints) && draw.chance(0.2) { draft = draft.startupTainted("starting") }
      if has(.weights) { draft = draft.weight(draw.number(0...3) * 10) }
      if has(.limits) && draw.chance(0.6) { draft = limited(draft) }
      if has(.minValues) && draw.chance(0.5) {
        draft = draft.requiring(Key.instanceType, "Exists", minValues: draw.number(1...3))
      }
      if has(.oddPools) && draw.chance(0.3) { spoil(&draft.pool) }
      draft.add(to: &scene)
    }
  }

  private mutating func labelled(_ draft: PoolDraft) -> PoolDraft {
    switch draw.number(0...3) {
    case 0: draft.labeling(["team": draw.one(of: ["red", "blue"])])
    case 1: draft.requiring("team", "In", "red", "blue")
    case 2: draft.requiring("team", "Exists").labeling(["rack": draw.one(of: ["one", "two"])])
    default: draft.requiring("rack", "In", draw.one(of: ["one", "two"]), "three")
    }
  }

  private mutating func limited(_ draft: PoolDraft) -> PoolDraft {
    switch draw.number(0...2) {
    case 0: draft.limited(.cpu, "\(draw.number(1...40))")
    case 1: draft.limited(.memory, "\(draw.number(4...100))Gi")
    default: draft.limited(.nodes, "\(draw.number(0...4))")
    }
  }

  private mutating func spoil(_ pool: inout NodePool) {
    switch draw.number(0...2) {
    case 0: pool.conditions = [Condition(type: "Ready", status: "False")]
    case 1: pool.metadata.deletionTimestamp = Timestamp(seconds: 1_700_000_000)
    default: pool.replicas = 1
    }
  }
}
