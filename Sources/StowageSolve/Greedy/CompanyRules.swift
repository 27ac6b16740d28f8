import StowageProblem

/// Who may come into a bin only after a target: lots wait until their company is there.
final class CompanyRules {
  private let table: FillTable
  /// Per lot: the companions that it is the subject of; whether it is a target of any.
  private let companies: [[Int]]
  private let isTarget: [Bool]
  let isNeeded: Bool
  private var bin = 0
  /// Lots that may come once a target is there.
  var waiting: [Int] = []
  /// Classes in the bin.
  private var inside: [ClassID] = []

  init(_ table: FillTable) {
    self.table = table
    let index = table.placement.index
    companies = table.lots.map { index.companies[$0.podClass] }
    isTarget = table.lots.map { !index.companyTargets[$0.podClass].isEmpty }
    isNeeded = companies.contains { !$0.isEmpty }
  }

  func start(_ bin: Int) {
    guard isNeeded else { return }
    self.bin = bin
    waiting.removeAll(keepingCapacity: true)
    inside.removeAll(keepingCapacity: true)
    if table.isOpen(bin) {
      inside += table.placement.bins[table.source[bin]].content.map(\.podClass)
    }
  }

  /// Whether the lot has company; it waits otherwise.
  func admits(_ lot: Int) -> Bool {
    if companies[lot].isEmpty || isAccompanied(lot) { return true }
    waiting.append(lot)
    return false
  }

  func takeGuests(of lot: Int) -> [Int] {
    guard isNeeded, isTarget[lot] else { return [] }
    let id = ClassID(table.lots[lot].podClass)
    guard !inside.contains(id) else { return [] }
    inside.append(id)
    let guests = waiting.filter(isAccompanied)
    waiting.removeAll { guests.contains($0) }
    return guests
  }

  /// The bin is the one where the groups that count this lot among their targets were founded.
  func isFounding(_ lot: Int, _ bin: Int) -> Bool {
    guard table.isOpen(bin) else { return false }
    let placement = table.placement
    return placement.index.companyTargets[table.lots[lot].podClass].allSatisfy {
      placement.foundedIn[$0] < 0 || placement.foundedIn[$0] == table.source[bin]
    }
  }

  private func isAccompanied(_ lot: Int) -> Bool {
    let own = ClassID(table.lots[lot].podClass)
    return companies[lot].allSatisfy { rule in
      let companion = table.problem.companions[rule]
      if table.isOpen(bin) {
        let source = table.source[bin]
        if table.placement.foundedIn[rule] == source { return true }
        if case .node(let node) = table.placement.bins[source].place, companion.satisfiedNodes[node] {
          return true
        }
      }
      return inside.contains { $0 != own && companion.targets.contains($0) }
    }
  }
}
