/// The order in which pods arrive, where they need company of several kinds.
extension Feasibility {
  /// Each rule about company is judged alone before. Here all of them let a pod come, or none does: a circle may go
  /// through rules of different kinds, as where one pod needs another in its bin that needs the first in its zone.
  mutating func judgeOrder() {
    let topologies = problem.topologies.indices.filter { !problem.topologies[$0].attractions.isEmpty }
    guard topologies.count + (problem.companions.isEmpty ? 0 : 1) > 1 else { return }
    if faults.contains(where: { $0.rule == .companion || $0.rule == .attraction }) { return }
    var order = ArrivalOrder(self, topologies: topologies)
    for (bin, id) in order.stuck() {
      report(.companion, "\(name(of: bins[bin].place)): class \(id) waits in a circle")
    }
  }
}

/// Lets pods come as soon as all that they need is there.
private struct ArrivalOrder {
  private let bins: [JudgedBin]
  private let companions: [Company]
  /// Per class: its rules, into `companions`.
  private var companiesOfClass: [[Int]]
  /// Per kind of place (bins, then each topology), by place: the classes that are there.
  private var settled: [[Set<ClassID>]]
  /// Per kind of place, by bin: its place; -1: none.
  private let placeOfBin: [[Int]]

  /// A rule about company, of whatever kind.
  private struct Company {
    var kind: Int
    var subject: ClassID
    var targets: Set<ClassID>
    /// By place: company is there whoever comes.
    var isPresent: [Bool]
    var mayFound: Bool
  }

  init(_ verdict: Feasibility, topologies: [Int]) {
    let problem = verdict.problem
    let bins = verdict.bins
    self.bins = bins
    placeOfBin =
      [Array(bins.indices)]
      + topologies.map { index in bins.map { verdict.domain(of: $0.place, in: problem.topologies[index]) } }
    let placeCounts = [bins.count] + topologies.map { problem.topologies[$0].domainCount }
    settled = placeCounts.map { Array(repeating: [], count: $0) }
    var companions: [Company] = problem.companions.map { rule in
      let isPresent = bins.map { bin in
        if case .node(let node) = bin.place { rule.satisfiedNodes[node] } else { false }
      }
      return Company(
        kind: 0, subject: rule.subject, targets: Set(rule.targets), isPresent: isPresent,
        mayFound: rule.mayFound && !rule.satisfiedNodes.contains(true)
          && rule.targets.contains(rule.subject))
    }
    for (position, index) in topologies.enumerated() {
      companions += problem.topologies[index].attractions.map { rule in
        Company(
          kind: position + 1, subject: rule.subject, targets: Set(rule.targets), isPresent: rule.present,
          mayFound: rule.mayFound && !rule.present.contains(true) && rule.targets.contains(rule.subject))
      }
    }
    self.companions = companions
    companiesOfClass = Array(repeating: [], count: problem.classes.count)
    for (index, rule) in companions.enumerated() { companiesOfClass[rule.subject.index].append(index) }
    for (bin, judged) in bins.enumerated() {
      for (part, arrived) in zip(judged.content.parts, judged.arrivals) where part.count > arrived {
        settle(part.podClass, in: bin)
      }
    }
  }

  private mutating func settle(_ id: ClassID, in bin: Int) {
    for kind in settled.indices where placeOfBin[kind][bin] >= 0 {
      settled[kind][placeOfBin[kind][bin]].insert(id)
    }
  }

  private func mayCome(_ id: ClassID, into bin: Int) -> Bool {
    companiesOfClass[id.index].allSatisfy { index in
      let rule = companions[index]
      let place = placeOfBin[rule.kind][bin]
      guard place >= 0 else { return false }
      return rule.mayFound || rule.isPresent[place]
        || !rule.targets.isDisjoint(with: settled[rule.kind][place])
    }
  }

  /// The pods that never come, by bin and class.
  mutating func stuck() -> [(bin: Int, id: ClassID)] {
    var waiting: [(bin: Int, id: ClassID)] = []
    for (bin, judged) in bins.enumerated() {
      for (part, arrived) in zip(judged.content.parts, judged.arrivals) where arrived > 0 {
        waiting.append((bin, part.podClass))
      }
    }
    var count = -1
    while count != waiting.count {
      count = waiting.count
      var left: [(bin: Int, id: ClassID)] = []
      for one in waiting {
        if mayCome(one.id, into: one.bin) { settle(one.id, in: one.bin) } else { left.append(one) }
      }
      waiting = left
    }
    return waiting
  }
}
