import StowageProblem

/// The bins of a table without offerings that are never needed, because another holds whatever they hold, is no
/// dearer, has no limit of copies, weighs no more in any limit and meets the same wishes.
struct NeededOfferings {
  private let table: FillTable
  /// The open bins and the offerings that are needed, ascending.
  private(set) var kept: [Int] = []
  /// Per kind of offering (what it accepts): the needed ones, cheapest first.
  private var keptOfKind: [[Int]] = []
  private var kinds: [[Bool]] = []

  init(_ table: FillTable) {
    self.table = table
    let problem = table.problem
    let offerings = (table.openCount..<table.binCount).filter { bin in
      problem.offerings[table.source[bin]].copies > 0 && kind(of: bin).contains(true)
    }
    let sorted = offerings.sorted { left, right in
      if table.price[left] != table.price[right] { return table.price[left] < table.price[right] }
      let ranks = (
        problem.offerings[table.source[left]].rank, problem.offerings[table.source[right]].rank
      )
      return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : left < right
    }
    var kindIDs: [[Bool]: Int] = [:]
    for bin in sorted {
      let kind = kind(of: bin)
      let id = kindIDs[kind] ?? kinds.count
      if id == kinds.count {
        kindIDs[kind] = id
        kinds.append(kind)
        keptOfKind.append([])
      }
      if !isNeedless(bin, kind: id) { keptOfKind[id].append(bin) }
    }
    kept = Array(0..<table.openCount) + keptOfKind.joined().sorted()
  }

  private func kind(of bin: Int) -> [Bool] {
    Array(table.accepts[bin * table.maskCount..<(bin + 1) * table.maskCount])
  }

  /// Cheaper offerings are known already, so only they can make this one needless.
  private func isNeedless(_ bin: Int, kind: Int) -> Bool {
    if keptOfKind[kind].contains(where: { replaces($0, bin) }) { return true }
    return kinds.indices.contains { other in
      other != kind && zip(kinds[other], kinds[kind]).allSatisfy { $0 || !$1 }
        && keptOfKind[other].contains { replaces($0, bin) }
    }
  }

  private func replaces(_ other: Int, _ bin: Int) -> Bool {
    let problem = table.problem
    for block in 0..<table.blockCount {
      let (mine, its) = (
        table.room[bin * table.blockCount + block], table.room[other * table.blockCount + block]
      )
      if any(its .< mine) { return false }
    }
    let (mine, its) = (table.source[bin], table.source[other])
    guard problem.offerings[its].copies == .max else { return false }
    for limit in problem.limits where limit.coefficients[its] > limit.coefficients[mine] { return false }
    for wish in problem.wishes where wish.offerings[0, mine] && !wish.offerings[0, its] { return false }
    return true
  }
}
