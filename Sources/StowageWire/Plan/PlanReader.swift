import StowageModel
import StowagePlan
import StowageUnits

/// A plan of either kind.
package enum AnyPlan: Sendable {
  case provisioning(ProvisioningPlan)
  case consolidation(ConsolidationPlan)
}

/// Reads a plan, ours or anyone's: who wants a plan judged must say which pods share which new node of which pool and
/// offering, and which pods go to which existing node, from which node. Everything else is optional.
package enum PlanReader {
  package static func readAny(
    _ bytes: UnsafeRawBufferPointer, source: String, limit: ReadingLimit? = nil
  ) throws(InputError) -> AnyPlan {
    try read(bytes, source: source, limit: limit) { reader throws(JSONFault) in
      try reader.planKind() == "ConsolidationPlan"
        ? .consolidation(reader.consolidationPlan()) : .provisioning(reader.provisioningPlan())
    }
  }

  package static func read(
    _ bytes: UnsafeRawBufferPointer, source: String
  ) throws(InputError) -> ProvisioningPlan {
    try read(bytes, source: source) { reader throws(JSONFault) in try reader.provisioningPlan() }
  }

  private static func read<Plan>(
    _ bytes: UnsafeRawBufferPointer, source: String, limit: ReadingLimit? = nil,
    _ body: (inout JSONReader) throws(JSONFault) -> Plan
  ) throws(InputError) -> Plan {
    var reader = JSONReader(bytes)
    reader.limit = limit
    do throws(JSONFault) {
      try reader.validateUTF8()
      reader.skipByteOrderMark()
      let plan = try body(&reader)
      guard reader.isAtEnd() else { throw reader.syntax("stands after the end of the plan") }
      return plan
    } catch { throw JSONLocator(bytes).inputError(error, source: source) }
  }

  package static func read(_ bytes: [UInt8], source: String) throws(InputError) -> ProvisioningPlan {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(InputError) in try read(bytes, source: source) }
    }
    return try result.get()
  }
}

extension JSONReader {
  fileprivate mutating func planKind() throws(JSONFault) -> String {
    skipWhitespace()
    return try peekObjectType().kind
  }

  fileprivate mutating func provisioningPlan() throws(JSONFault) -> ProvisioningPlan {
    skipWhitespace()
    let start = position
    let kind = try planKind()
    guard kind.isEmpty || kind == "ProvisioningPlan" else {
      throw JSONFault("NotAPlan", at: start, found: kind, rule: "is not the kind ProvisioningPlan")
    }
    var result = ProvisioningPlan()
    var hasNodes = false
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "status": result.status = try planStatus()
      case "nodeClaims":
        result.nodeClaims = try plannedClaims()
        hasNodes = true
      case "placements":
        result.placements = try array { reader throws(JSONFault) in try reader.placement() }
        hasNodes = true
      case "unschedulable":
        result.unschedulable = try array { reader throws(JSONFault) in try reader.verdict() }
        hasNodes = true
      case "cost": result.cost = try planCost()
      case "statistics": result.statistics = try statistics()
      case "warnings": result.warnings = try array { reader throws(JSONFault) in try reader.warning() }
      default: try skip()
      }
    }
    guard hasNodes else {
      throw JSONFault(
        "NotAPlan", at: start, rule: "is no plan",
        hint: "A plan has nodeClaims, placements and unschedulable, as stowage provision -o json prints them")
    }
    return result
  }

  mutating func planStatus() throws(JSONFault) -> PlanStatus {
    let position = position
    let text = try string()
    guard let status = PlanStatus(rawValue: text) else {
      throw JSONFault("InvalidStatus", at: position, found: text, rule: "is neither Optimal nor Feasible")
    }
    return status
  }

  mutating func plannedClaims() throws(JSONFault) -> [PlannedClaim] {
    var result: [PlannedClaim] = []
    try enterArray()
    while try nextElement() {
      var claim = try plannedClaim()
      if claim.name.isEmpty { claim.name = claim.nodePool + "-" + String(result.count + 1) }
      result.append(claim)
    }
    return result
  }

  private mutating func plannedClaim() throws(JSONFault) -> PlannedClaim {
    skipWhitespace()
    let start = position
    var offering: PlannedOffering?
    var result = PlannedClaim(
      name: "", nodePool: "",
      offering: PlannedOffering(instanceType: "", zone: "", capacityType: "", price: .zero))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "name": result.name = try string()
      case "nodePool": result.nodePool = try interned()
      case "offering": offering = try plannedOffering()
      case "instanceTypes": result.instanceTypes = try strings()
      case "requirements": result.requirements = try requirements()
      case "labels": result.labels = try labels()
      case "requests": result.requests = ResourceVector(try resources())
      case "allocatable": result.allocatable = ResourceVector(try resources())
      case "pods": result.pods = try strings()
      default: try skip()
      }
    }
    guard let offering else {
      throw JSONFault("MissingOffering", at: start, rule: "a node claim has no offering")
    }
    result.offering = offering
    return result
  }

  private mutating func plannedOffering() throws(JSONFault) -> PlannedOffering {
    var result = PlannedOffering(instanceType: "", zone: "", capacityType: "", price: .zero)
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "instanceType": result.instanceType = try interned()
      case "zone": result.zone = try interned()
      case "capacityType": result.capacityType = try interned()
      case "price": result.price = try money()
      case "reservationID": result.reservationID = try interned()
      default: try skip()
      }
    }
    return result
  }

  mutating func placement() throws(JSONFault) -> Placement {
    var result = Placement(node: "", pods: [])
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "node": result.node = try interned()
      case "instanceType": result.instanceType = try interned()
      case "zone": result.zone = try interned()
      case "requests": result.requests = ResourceVector(try resources())
      case "allocatable": result.allocatable = ResourceVector(try resources())
      case "pods": result.pods = try strings()
      default: try skip()
      }
    }
    return result
  }

  mutating func verdict() throws(JSONFault) -> Verdict {
    var result = Verdict(pod: "", reason: "", message: "", hint: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "pod": result.pod = try interned()
      case "reason": result.reason = try interned()
      case "message": result.message = try interned()
      case "hint": result.hint = try interned()
      default: try skip()
      }
    }
    return result
  }

  private mutating func planCost() throws(JSONFault) -> PlanCost {
    var result = PlanCost()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "hourly": result.hourly = try money()
      case "lowerBound": result.lowerBound = try money()
      default: try skip()
      }
    }
    return result
  }

  mutating func statistics() throws(JSONFault) -> Statistics {
    var result = Statistics()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "relaxedRules": result.relaxedRules = try strings()
      case "karpenterHourly": result.karpenterHourly = try money()
      case "karpenterPlaced": result.karpenterPlaced = Int(exactly: try double())
      case "milliseconds":
        try enterObject()
        while let key = try nextKey() {
          let name = key.text
          result.stages.append(Statistics.Stage(name: name, milliseconds: try double()))
        }
      default:
        // Numbers that other programs add are theirs to explain.
        guard let first = peek(), first &- 48 <= 9 else {
          try skip()
          continue
        }
        let name = key.text
        let number = try double()
        if let value = Int(exactly: number) {
          result.counters.append(Statistics.Counter(name: name, value: value))
        }
      }
    }
    return result
  }

  mutating func warning() throws(JSONFault) -> Warning {
    var result = Warning(reason: "", object: "", message: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "reason": result.reason = try interned()
      case "object": result.object = try interned()
      case "message": result.message = try interned()
      default: try skip()
      }
    }
    return result
  }
}
