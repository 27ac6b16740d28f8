import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Can a claim be launched as each instance type it lists, and do the types keep the pool's minimum choice?
struct TypeListCheck {
  let claim: PlannedClaim
  let pool: Pool
  let site: Site
  let cluster: Cluster
  /// What the claim asks the provider for.
  let launch: Requirements
  /// What the claim's pods ask for together.
  let requests: ResourceVector
  /// Listed types that the pool has, into `pool.types`, in the order of the list.
  private var accepted: [Int] = []

  init(claim: PlannedClaim, pool: Pool, site: Site, cluster: Cluster) {
    self.claim = claim
    self.pool = pool
    self.site = site
    self.cluster = cluster
    launch = claim.launchRequirements(of: pool)
    requests = site.guests.reduce(.zero) { sum, guest in
      sum + cluster.shapes[guest.shape].requests.times(guest.count)
    }
  }

  mutating func run(_ findings: inout Findings) {
    var seen: Set<String> = []
    for name in claim.listedTypes {
      if !seen.insert(name).inserted {
        findings.add(.duplicateInstanceType, claim.name, "\(name) is listed twice")
        continue
      }
      guard let type = cluster.typeIndex(of: name) else {
        // Named by the offering, it is reported there.
        if name != claim.offering.instanceType {
          findings.add(.unknownInstanceType, claim.name, "the catalog has no instance type \(name)")
        }
        continue
      }
      check(type, name: name, &findings)
    }
    if !seen.contains(claim.offering.instanceType) {
      findings.add(
        .offeringNotListed, claim.name,
        "the planned type \(claim.offering.instanceType) is not among the claim's instance types")
    }
    checkMinValues(&findings)
    checkRequests(&findings)
  }

  private mutating func check(_ type: Int, name: String, _ findings: inout Findings) {
    guard let position = pool.position(ofType: type) else {
      findings.add(
        .instanceTypeOutsideNodePool, claim.name,
        "NodePool \(pool.name) does not launch \(name): its requirements or the offerings exclude it")
      return
    }
    accepted.append(position)
    let poolType = pool.types[position]
    if let key = launch.conflict(with: cluster.facts.requirements[type]) {
      findings.add(
        .instanceTypeOutsideRequirements, claim.name,
        "\(name) has \(cluster.facts.requirements[type].get(key)), the claim requires \(launch.get(key))")
    } else if !poolType.offerings.contains(where: { launch.intersects(cluster.place(type, $0)) }) {
      findings.add(
        .instanceTypeOutsideRequirements, claim.name,
        "\(name) has no available offering that meets the claim's requirements")
    }
    if let lack = requests.firstLack(in: poolType.room) {
      let code: Code = name == claim.offering.instanceType ? .insufficientResources : .instanceTypeTooSmall
      findings.add(
        code, claim.name,
        "the pods ask for \(text(lack.asked, lack.name)) \(lack.name.text); \(name) has "
          + "\(text(lack.room, lack.name)) (allocatable \(text(poolType.allocatable[lack.name], lack.name)) "
          + "less daemons)")
    }
    for guest in site.guests {
      guard let port = cluster.shapes[guest.shape].hostPorts.firstClash(with: poolType.daemonPorts) else {
        continue
      }
      findings.add(
        .hostPortClash, claim.name,
        "host port \(port.port)/\(port.networkProtocol) of \(guest.firstPod) is taken by a daemon on \(name)")
    }
  }

  private func checkMinValues(_ findings: inout Findings) {
    guard cluster.options.minValues == .strict, launch.hasMinValues else { return }
    for requirement in launch.all {
      guard let least = requirement.minValues else { continue }
      var values: Set<String> = []
      for position in accepted {
        let type = cluster.facts.requirements[pool.types[position].type]
        if let found = type[requirement.key], found.isIn { values.formUnion(found.values) }
      }
      if values.count < least {
        findings.add(
          .minValues, claim.name,
          "the claim's types have \(values.count) values of \(requirement.key), minValues is \(least)")
      }
    }
  }

  /// The stated requests are the pods' with the daemons of some listed type; a plan that states none is let pass.
  private func checkRequests(_ findings: inout Findings) {
    if claim.requests == .zero || accepted.isEmpty { return }
    let overheads = accepted.map { pool.types[$0].daemonOverhead }
    let least = overheads.dropFirst().reduce(overheads[0]) { $0.minimum(with: $1) } + requests
    let most = overheads.dropFirst().reduce(overheads[0]) { $0.maximum(with: $1) } + requests
    let names = Set(claim.requests.names + least.names + most.names).sorted()
    for name in names {
      let stated = claim.requests[name]
      if stated >= least[name] && stated <= most[name] { continue }
      let right =
        least[name] == most[name]
        ? text(least[name], name) : "between \(text(least[name], name)) and \(text(most[name], name))"
      findings.add(
        .wrongRequests, claim.name,
        "the claim states \(text(stated, name)) \(name.text); its pods and daemons ask for \(right)")
    }
  }
}

extension Pool {
  /// `types` is sorted by catalog index.
  func position(ofType type: Int) -> Int? {
    var low = 0
    var high = types.count
    while low < high {
      let middle = (low + high) / 2
      if types[middle].type < type { low = middle + 1 } else { high = middle }
    }
    return low < types.count && types[low].type == type ? low : nil
  }
}

extension Cluster {
  /// The labels of an offering, into the catalog's types and the type's offerings.
  func place(_ type: Int, _ offering: Int) -> Requirements {
    facts.places[facts.placeOfOffering[type][offering]]
  }
}

extension ResourceVector {
  struct Lack {
    var name: ResourceName
    var asked: Int64
    var room: Int64
  }

  /// The first resource of which more is asked than there is; a room below zero lacks even what nobody asks for.
  func firstLack(in room: ResourceVector) -> Lack? {
    if fits(in: room) { return nil }
    for name in names where self[name] > room[name] {
      return Lack(name: name, asked: self[name], room: room[name])
    }
    for name in room.names where room[name] < 0 {
      return Lack(name: name, asked: self[name], room: room[name])
    }
    return nil
  }

  /// The sum of `count` such amounts, saturating.
  func times(_ count: Int) -> ResourceVector {
    var result = ResourceVector()
    for name in names {
      let (product, overflow) = self[name].multipliedReportingOverflow(by: Int64(count))
      result[name] = overflow ? (self[name] < 0 ? .min : .max) : product
    }
    return result
  }
}
