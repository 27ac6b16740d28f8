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
    if !rules.isEmpty { add("Not in bound", rules.joined(separator: ", ")) }
  }

  mutating func addComparison(_ karpenter: Money?, with cost: Money) {
    guard let karpenter else { return }
    let difference = karpenter - cost
    var text = "\(karpenter.hourlyText) per hour by its rules"
    if cost > .zero {
      let ratio = Double(difference.nanos) / Double(cost.nanos)
      text +=
        difference < .zero
        ? ", \(percentText(-ratio, decimals: 1)) less" : ", \(percentText(ratio, decimals: 1)) more"
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
