import Foundation

/// What one run of the program on one instance came to.
struct Measurement {
  var instance: Instance
  var pods = 0
  var classes = 0
  var unplaced = 0
  var cost = 0.0
  var bound = 0.0
  /// Seconds from the start of the process to the first moment at which the gap was at most 5 %, 1 % and 0.1 %; nil
  /// where it never was.
  var secondsToGap: [Double?] = [nil, nil, nil]
  /// From the start of the process to its end.
  var wallSeconds = 0.0
  var cpuSeconds = 0.0
  var solveMilliseconds = 0.0
  var peakMegabytes = 0.0
  var violations: [String] = []

  static let gaps = [0.05, 0.01, 0.001]

  var gap: Double { cost == 0 ? 0 : (cost - bound) / cost }

  mutating func reached(_ gap: Double, at seconds: Double) {
    for (index, wanted) in Self.gaps.enumerated() where gap <= wanted && secondsToGap[index] == nil {
      secondsToGap[index] = seconds
    }
  }
}

extension Measurement {
  static let header = [
    "INSTANCE", "PODS", "CLASSES", "COST", "BOUND", "GAP", "TO 5%", "TO 1%", "TO 0.1%", "WALL", "CPU",
    "PEAK MB",
    "VS BEST", "VS KARPENTER", "CPU RATIO", "CHECK",
  ]

  var row: [String] {
    func seconds(_ value: Double?) -> String { value.map { String(format: "%.2fs", $0) } ?? "-" }
    func ratio(_ value: Double, _ other: Double?) -> String {
      other.map { String(format: "%+.2f%%", (value / $0 - 1) * 100) } ?? "-"
    }
    return [
      instance.name, String(pods), String(classes), String(format: "%.5f", cost),
      String(format: "%.5f", bound),
      String(format: "%.3f%%", gap * 100), seconds(secondsToGap[0]), seconds(secondsToGap[1]),
      seconds(secondsToGap[2]), seconds(wallSeconds), seconds(cpuSeconds),
      String(format: "%.0f", peakMegabytes),
      ratio(cost, instance.bestKnown), ratio(cost, instance.karpenterCost),
      instance.karpenterCPUMilliseconds.map { String(format: "%.2f", cpuSeconds * 1000 / $0) } ?? "-",
      violations.isEmpty ? "ok" : "\(violations.count) violations",
    ]
  }

  var json: [String: Any] {
    var json: [String: Any] = [
      "instance": instance.name, "pods": pods, "podClasses": classes, "unplaced": unplaced, "hourly": cost,
      "lowerBound": bound, "gap": gap, "wallSeconds": wallSeconds, "cpuSeconds": cpuSeconds,
      "solveMilliseconds": solveMilliseconds, "peakMegabytes": peakMegabytes, "violations": violations,
    ]
    for (gap, seconds) in zip(["5", "1", "0.1"], secondsToGap) { json["secondsTo\(gap)Percent"] = seconds }
    json["karpenterHourly"] = instance.karpenterCost
    json["karpenterCPUMilliseconds"] = instance.karpenterCPUMilliseconds
    json["bestKnown"] = instance.bestKnown
    json["knownBound"] = instance.knownBound
    return json
  }
}
