import Foundation

/// What one consolidation came to.
struct ConsolidationMeasurement {
  var instance: Instance
  var before = 0.0
  var after = 0.0
  var bound = 0.0
  var commands = 0
  var waves = 0
  var leaving = 0
  var launched = 0
  var moves = 0
  var wallSeconds = 0.0
  var cpuSeconds = 0.0
  var peakMegabytes = 0.0
  var violations: [String] = []

  init(_ instance: Instance, plan: Data) throws {
    self.instance = instance
    guard let json = try JSONSerialization.jsonObject(with: plan) as? [String: Any],
      let cost = json["cost"] as? [String: Double], let commands = json["commands"] as? [[String: Any]]
    else { throw RunnerFault("\(instance.name): the plan is no plan") }
    before = cost["before"] ?? 0
    after = cost["after"] ?? 0
    bound = cost["lowerBound"] ?? 0
    self.commands = commands.count
    waves = commands.last?["wave"] as? Int ?? 0
    for command in commands {
      leaving += (command["nodes"] as? [Any])?.count ?? 0
      launched += (command["replacements"] as? [Any])?.count ?? 0
      moves += (command["moves"] as? [Any])?.count ?? 0
    }
  }

  static let header = [
    "INSTANCE", "BEFORE", "AFTER", "SAVES", "BOUND", "GAP", "COMMANDS", "LEAVE", "LAUNCH", "MOVES", "WALL",
    "CPU",
    "PEAK MB", "KARPENTER", "AGAINST IT", "ITS CPU", "CHECK",
  ]

  var row: [String] {
    func share(_ value: Double, _ whole: Double) -> String {
      whole == 0 ? "-" : String(format: "%.2f%%", value / whole * 100)
    }
    return [
      instance.name, String(format: "%.4f", before), String(format: "%.4f", after),
      share(before - after, before),
      String(format: "%.4f", bound), share(after - bound, after), String(commands), String(leaving),
      String(launched), String(moves), String(format: "%.2fs", wallSeconds),
      String(format: "%.2fs", cpuSeconds),
      String(format: "%.0f", peakMegabytes),
      instance.karpenterCost.map { String(format: "%.4f", $0) } ?? "-",
      instance.karpenterCost.map { String(format: "%+.2f%%", (after / $0 - 1) * 100) } ?? "-",
      instance.karpenterCPUMilliseconds.map { String(format: "%.1fs", $0 / 1000) } ?? "-",
      violations.isEmpty ? "ok" : "\(violations.count) violations",
    ]
  }

  var json: [String: Any] {
    var json: [String: Any] = [
      "instance": instance.name, "before": before, "after": after, "lowerBound": bound, "commands": commands,
      "waves": waves, "leaving": leaving, "launched": launched, "moves": moves, "wallSeconds": wallSeconds,
      "cpuSeconds": cpuSeconds, "peakMegabytes": peakMegabytes, "violations": violations,
    ]
    json["karpenterHourly"] = instance.karpenterCost
    json["karpenterCPUMilliseconds"] = instance.karpenterCPUMilliseconds
    json["knownBound"] = instance.knownBound
    return json
  }
}
