import StowagePlan
import StowageUnits

/// Lines of a name and a value, the way `kubectl describe` prints.
struct Summary {
  private var lines: [(name: String, value: String, tone: Tone)] = []

  mutating func add(_ name: String, _ value: String, _ tone: Tone = .plain) {
    lines.append((name + ":", printable(value), tone))
  }

  mutating func addBound(_ bound: Money, gap: Double, status: PlanStatus) {
    let proven = status == .optimal ? "proven optimal within the gap asked for" : "no plan can cost less"
    add(
      "Bound", "\(bound.hourlyText) per hour, gap \(percentText(gap)), \(proven)",
      status == .optimal ? .good : .plain)
  }

  /// Rules that the bound's proof leaves out, so that the true optimum may lie well above it.
  mutating func addRelaxed(_ rules: [String]) {
    if !rules.isEmpty { add("Not in bound", rules.map(Self.name(ofRule:)).joined(separator: ", ")) }
  }

  /// The solver names kinds of rules of its own; a reader knows them by what they come from.
  private static func name(ofRule rule: String) -> String {
    switch rule {
    case "binCaps": "limits per node"
    case "choices": "minValues"
    case "companions": "affinity on a node"
    case "conflicts": "pods that must not meet"
    case "limits": "NodePool limits"
    case "topologies": "spread and affinity over zones"
    default: rule
    }
  }

  /// Costs for different numbers of pods are not held against each other.
  mutating func addComparison(_ karpenter: Money?, forPods count: Int) {
    guard let karpenter else { return }
    add("Karpenter", "\(karpenter.hourlyText) per hour by its rules, for \(counted(count, "pod")) placed")
  }

  mutating func addComparison(_ karpenter: Money?, with cost: Money) {
    guard let karpenter else { return }
    let difference = karpenter - cost
    var text = "\(karpenter.hourlyText) per hour by its rules"
    if difference == .zero {
      text += ", the same"
    } else if cost > .zero {
      let share = percentText(abs(Double(difference.nanos) / Double(cost.nanos)), decimals: 1)
      text += difference > .zero ? ", \(share) more" : ", \(share) less"
    }
    if difference > .zero { text += ", \(difference.monthlyText) per month" }
    add("Karpenter", text)
  }

  func text(_ palette: Palette) -> String {
    let width = lines.map { displayWidth($0.name) }.max() ?? 0
    return lines.map { line in
      let padding = String(repeating: " ", count: width - displayWidth(line.name) + 3)
      return palette.paint(line.name, .strong) + padding + palette.paint(line.value, line.tone) + "\n"
    }.joined()
  }
}
