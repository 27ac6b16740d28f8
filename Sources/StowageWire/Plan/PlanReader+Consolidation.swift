import StowageModel
import StowagePlan
import StowageUnits

extension JSONReader {
  mutating func consolidationPlan() throws(JSONFault) -> ConsolidationPlan {
    skipWhitespace()
    let start = position
    var result = ConsolidationPlan()
    var hasCommands = false
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "status": result.status = try planStatus()
      case "commands":
        result.commands = try array { reader throws(JSONFault) in try reader.command() }
        hasCommands = true
      case "nodeClaims": result.nodeClaims = try plannedClaims()
      case "placements": result.placements = try array { reader throws(JSONFault) in try reader.placement() }
      case "unschedulable":
        result.unschedulable = try array { reader throws(JSONFault) in try reader.verdict() }
      case "kept": result.kept = try array { reader throws(JSONFault) in try reader.nodeVerdict() }
      case "cost": result.cost = try consolidationCost()
      case "statistics": result.statistics = try statistics()
      case "warnings": result.warnings = try array { reader throws(JSONFault) in try reader.warning() }
      default: try skip()
      }
    }
    guard hasCommands else {
      throw JSONFault(
        "NotAPlan", at: start, rule: "is no plan",
        hint: "A plan of this kind has commands, as stowage consolidate -o json prints them")
    }
    return result
  }

  private mutating func command() throws(JSONFault) -> DisruptionCommand {
    var result = DisruptionCommand(action: .delete, reason: .underutilized, nodes: [])
    var hasAction = false
    try enterObject()
    while let key = try nextKey() {
      let position = position
      switch key {
      case "action":
        let text = try string()
        guard let action = DisruptionCommand.Action(rawValue: text) else {
          throw JSONFault("InvalidAction", at: position, found: text, rule: "is neither delete nor replace")
        }
        result.action = action
        hasAction = true
      case "reason":
        let text = try string()
        guard let reason = DisruptionReason(rawValue: text) else {
          throw JSONFault(
            "InvalidReason", at: position, found: text, rule: "is no reason to disrupt a node",
            hint: DisruptionReason.allCases.map(\.rawValue).joined(separator: ", "))
        }
        result.reason = reason
      case "nodes": result.nodes = try strings()
      case "replacements": result.replacements = try plannedClaims()
      case "moves": result.moves = try array { reader throws(JSONFault) in try reader.move() }
      case "savings": result.savings = try money()
      case "disruptionCost": result.disruptionCost = try double()
      case "wave": result.wave = try integer()
      default: try skip()
      }
    }
    if !hasAction { result.action = result.replacements.isEmpty ? .delete : .replace }
    return result
  }

  private mutating func move() throws(JSONFault) -> PodMove {
    var result = PodMove(pod: "", from: "", to: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "pod": result.pod = try string()
      case "from": result.from = try interned()
      case "to": result.to = try interned()
      default: try skip()
      }
    }
    return result
  }

  private mutating func nodeVerdict() throws(JSONFault) -> NodeVerdict {
    var result = NodeVerdict(node: "", reason: "", message: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "node": result.node = try interned()
      case "reason": result.reason = try interned()
      case "message": result.message = try interned()
      case "blockedBy": result.blockedBy = try interned()
      default: try skip()
      }
    }
    return result
  }

  private mutating func consolidationCost() throws(JSONFault) -> ConsolidationCost {
    var result = ConsolidationCost()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "before": result.before = try money()
      case "after": result.after = try money()
      case "lowerBound": result.lowerBound = try money()
      default: try skip()
      }
    }
    return result
  }
}
