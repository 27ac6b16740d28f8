import StowagePlan
import StowageUnits

/// How full some nodes are, from the emptiest to the fullest of them.
struct Load {
  private var nodes: [(requests: ResourceVector, allocatable: ResourceVector)] = []

  init() {}
  init(_ claim: PlannedClaim) { nodes = [(claim.requests, claim.allocatable)] }
  init(_ placement: Placement) { nodes = [(placement.requests, placement.allocatable)] }

  mutating func add(_ other: Load) { nodes += other.nodes }

  /// Whole percents of a resource in use, cut, so that 100 means full: `65%`, `61-65%`; empty where the nodes do
  /// not have the resource or the plan does not say.
  func percents(of name: ResourceName) -> Table.Cell {
    let shares = nodes.compactMap { Self.percent($0.requests[name], of: $0.allocatable[name]) }
    guard let lowest = shares.min(), let highest = shares.max() else { return "-" }
    let text = lowest == highest ? "\(lowest)%" : "\(lowest)-\(highest)%"
    return Table.Cell(text, Self.tone(ofPercent: highest))
  }

  /// How many pods the nodes hold and how many they may: `8/58`, `7-8/58`; `8` where the plan does not say
  /// what they may.
  func podCounts() -> Table.Cell {
    let counts = nodes.map(\.requests.pods)
    let rooms = nodes.map(\.allocatable.pods)
    if rooms.contains(0) { return Table.Cell(counts.contains(0) ? "-" : Self.range(counts)) }
    return Table.Cell(Self.range(counts) + "/" + Self.range(rooms))
  }

  /// Amounts in use and usable with their share: `5150m/7910m 65%`.
  func amounts(of name: ResourceName) -> Table.Cell {
    guard let node = nodes.first, node.allocatable[name] != 0 || node.requests[name] != 0 else { return "-" }
    let used = Quantity.text(ofAmount: node.requests[name], of: name)
    let usable = Quantity.text(ofAmount: node.allocatable[name], of: name)
    guard let percent = Self.percent(node.requests[name], of: node.allocatable[name]) else {
      return Table.Cell(used)
    }
    return Table.Cell("\(used)/\(usable) \(percent)%", Self.tone(ofPercent: percent))
  }

  private static func range(_ numbers: [Int64]) -> String {
    guard let lowest = numbers.min(), let highest = numbers.max() else { return "" }
    return lowest == highest ? "\(lowest)" : "\(lowest)-\(highest)"
  }

  private static func percent(_ part: Int64, of whole: Int64) -> Int? {
    whole > 0 ? Int(Double(part) / Double(whole) * 100) : nil
  }

  /// Well filled from 90 % on, fairly from 60 %.
  private static func tone(ofPercent percent: Int) -> Tone {
    percent >= 90 ? .good : percent >= 60 ? .notable : .bad
  }
}

/// The resources that some requests name beside cpu, memory, storage and pods, sorted by name.
func extendedNames(in requests: some Sequence<ResourceVector>) -> [ResourceName] {
  var names: [ResourceName] = []
  for request in requests {
    for entry in request.extended where !names.contains(entry.name) { names.append(entry.name) }
  }
  return names.sorted()
}

/// A column title for a resource: `NVIDIA.COM/GPU` is `GPU`.
func title(of name: ResourceName) -> String {
  (name.text.split(separator: "/").last.map(String.init) ?? name.text).uppercased()
}
