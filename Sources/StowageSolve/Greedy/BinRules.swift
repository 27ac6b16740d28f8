import StowageProblem

/// The rules of one bin, beyond room and masks, while it is being filled: multiplicities, conflicts, caps whose
/// members are not their subjects, and company.
final class BinRules {
  /// What the arrival of a pod does to others.
  struct Effects: OptionSet {
    let rawValue: Int
    /// Others may have to stay out now.
    static let excludes = Effects(rawValue: 1)
    /// Others may come now.
    static let invites = Effects(rawValue: 2)
  }

  private struct Side {
    var podClass: Int
    var maxPerBin: Int32
    var hasConflicts: Bool
    /// Caps that are not lanes of the table.
    var caps: [RuleIndex.CapRole]
    var companies: [Int]
    var isTarget: Bool
    /// The lot must be where its group was founded, which is an open bin.
    var isBound: Bool
    var isPlain: Bool
  }

  /// False where no lot of the table is under any of these rules.
  let areNeeded: Bool
  private let table: FillTable
  private let sides: [Side]
  private var bin = 0
  /// Classes that came in, with their numbers, and those that were there.
  private var inside: [Pattern.Part] = []
  private var members: [Int32]
  private var hasSubject: [Bool]
  /// Lots that wait for company in this bin.
  private var waiting: [Int] = []

  init(_ table: FillTable) {
    self.table = table
    let (problem, index) = (table.problem, table.placement.index)
    let lanes = Set(table.laneCaps)
    sides = table.lots.map { lot in
      let id = lot.podClass
      let caps = index.caps[id].filter { !lanes.contains($0.cap) }
      let isBound = index.companyTargets[id].contains { table.placement.foundedIn[$0] >= 0 }
      let isPlain =
        problem.classes[id].maxPerBin == .max && !index.conflicts[id] && caps.isEmpty
        && index.companies[id].isEmpty && index.companyTargets[id].isEmpty
      return Side(
        podClass: id, maxPerBin: problem.classes[id].maxPerBin, hasConflicts: index.conflicts[id], caps: caps,
        companies: index.companies[id], isTarget: !index.companyTargets[id].isEmpty, isBound: isBound,
        isPlain: isPlain)
    }
    areNeeded = sides.contains { !$0.isPlain }
    members = Array(repeating: 0, count: problem.binCaps.count)
    hasSubject = Array(repeating: false, count: problem.binCaps.count)
  }

  /// Begins with a bin of the table and what it holds already.
  func start(_ bin: Int) {
    guard areNeeded else { return }
    self.bin = bin
    inside.removeAll(keepingCapacity: true)
    waiting.removeAll(keepingCapacity: true)
    for cap in members.indices {
      members[cap] = 0
      hasSubject[cap] = false
    }
    guard table.isOpen(bin) else { return }
    let open = table.placement.bins[table.source[bin]]
    if case .node(let node) = open.place {
      for (cap, rule) in table.problem.binCaps.enumerated() where !rule.present.isEmpty {
        members[cap] = rule.present[node]
      }
    }
    for part in open.content { enter(part, table.placement.index.caps[part.podClass.index]) }
  }

  private func enter(_ part: Pattern.Part, _ caps: [RuleIndex.CapRole]) {
    if let position = inside.firstIndex(where: { $0.podClass == part.podClass }) {
      inside[position].count += part.count
    } else {
      inside.append(part)
    }
    for role in caps {
      if role.isMember { members[role.cap] += part.count }
      if role.isSubject { hasSubject[role.cap] = true }
    }
  }

  /// Whether the lot may come as things stand; one that only lacks company is remembered.
  func admits(_ lot: Int) -> Bool {
    if sides[lot].isPlain { return true }
    guard most(lot) > 0 else { return false }
    if isAccompanied(lot) { return true }
    waiting.append(lot)
    return false
  }

  /// The most further pods of a lot, company apart.
  func most(_ lot: Int) -> Int32 {
    let side = sides[lot]
    if side.isPlain { return .max }
    var result = side.maxPerBin
    if result != .max {
      result -= inside.first { $0.podClass.index == side.podClass }?.count ?? 0
    }
    if side.hasConflicts {
      for part in inside where table.problem.conflicts[side.podClass, part.podClass.index] { return 0 }
    }
    for role in side.caps {
      let cap = table.problem.binCaps[role.cap].cap
      guard role.isSubject || hasSubject[role.cap] else { continue }
      if role.isMember {
        result = min(result, cap - members[role.cap])
      } else if members[role.cap] > cap {
        return 0
      }
    }
    if side.isBound && !isFoundingBin(lot) { return 0 }
    return result
  }

  private func isFoundingBin(_ lot: Int) -> Bool {
    guard table.isOpen(bin) else { return false }
    let placement = table.placement
    return placement.index.companyTargets[sides[lot].podClass].allSatisfy {
      placement.foundedIn[$0] < 0 || placement.foundedIn[$0] == table.source[bin]
    }
  }

  private func isAccompanied(_ lot: Int) -> Bool {
    sides[lot].companies.allSatisfy { rule in
      let companion = table.problem.companions[rule]
      if table.isOpen(bin) {
        let source = table.source[bin]
        if table.placement.foundedIn[rule] == source { return true }
        if case .node(let node) = table.placement.bins[source].place, companion.satisfiedNodes[node] {
          return true
        }
      }
      return inside.contains {
        $0.podClass.index != sides[lot].podClass && companion.targets.contains($0.podClass)
      }
    }
  }

  /// Takes note of pods that came in.
  func add(_ lot: Int, _ amount: Int32) -> Effects {
    let side = sides[lot]
    if side.isPlain { return [] }
    enter(Pattern.Part(podClass: ClassID(side.podClass), count: amount), side.caps)
    var effects: Effects = []
    if side.hasConflicts || !side.caps.isEmpty || side.maxPerBin != .max { effects.insert(.excludes) }
    if side.isTarget && !waiting.isEmpty { effects.insert(.invites) }
    return effects
  }

  /// The waiting lots that have company now; they wait no longer.
  func takeGuests() -> [Int] {
    let guests = waiting.filter { isAccompanied($0) && most($0) > 0 }
    waiting.removeAll { guests.contains($0) }
    return guests
  }
}
