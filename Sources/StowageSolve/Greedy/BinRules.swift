import StowageProblem

/// The rules of one bin, beyond room and masks, while it is being filled: multiplicities, conflicts, caps whose
/// members are not their subjects, and company.
final class BinRules {
  /// False where no lot of the table is under any of these rules.
  let areNeeded: Bool
  private let table: FillTable
  private let maxPerBin: FixedBuffer<Int32>
  /// Per lot: pods of its class that were in the bin at the start.
  private let already: FixedBuffer<Int32>
  /// Lots in conflict with lot i: `conflictLots[conflictStart[i] ..< conflictStart[i + 1]]`.
  private let conflictStart: FixedBuffer<Int32>
  private let conflictLots: FixedBuffer<Int32>
  private let isBlocked: FixedBuffer<Bool>
  /// Lots that must be where their group was founded, which is an open bin.
  private let isBound: FixedBuffer<Bool>
  private let caps: CapWords
  let company: CompanyRules

  init(_ table: FillTable) {
    self.table = table
    let (problem, index) = (table.problem, table.placement.index)
    let lots = table.lots
    maxPerBin = FixedBuffer(lots.map { problem.classes[$0.podClass].maxPerBin })
    already = FixedBuffer(repeating: 0, count: lots.count)
    isBlocked = FixedBuffer(repeating: false, count: lots.count)
    isBound = FixedBuffer(
      lots.map { lot in
        index.companyTargets[lot.podClass].contains { table.placement.foundedIn[$0] >= 0 }
      })
    var (starts, others) = ([Int32(0)], [Int32]())
    let lotsOfClass = table.lotsOfClass
    for lot in lots {
      if index.conflicts[lot.podClass] {
        problem.conflicts.forEachColumn(of: lot.podClass) { others += lotsOfClass[$0] }
      }
      starts.append(Int32(others.count))
    }
    conflictStart = FixedBuffer(starts)
    conflictLots = FixedBuffer(others)
    caps = CapWords(table)
    company = CompanyRules(table)
    areNeeded = lots.contains { lot in
      problem.classes[lot.podClass].maxPerBin != .max || index.conflicts[lot.podClass]
        || !index.caps[lot.podClass].isEmpty || !index.companies[lot.podClass].isEmpty
        || !index.companyTargets[lot.podClass].isEmpty
    }
  }

  /// Begins with a bin of the table and what it holds already.
  func start(_ bin: Int) {
    already.fill(with: 0)
    isBlocked.fill(with: false)
    caps.start()
    company.start(bin)
    guard table.isOpen(bin) else { return }
    let open = table.placement.bins[table.source[bin]]
    if case .node(let node) = open.place { caps.countPresent(node) }
    let index = table.placement.index
    for part in open.content {
      let podClass = part.podClass.index
      for lot in table.lotsOfClass[podClass] { already[Int(lot)] = part.count }
      for role in index.caps[podClass] { caps.count(role, part.count, nil) }
      guard index.conflicts[podClass] else { continue }
      table.problem.conflicts.forEachColumn(of: podClass) { other in
        for lot in table.lotsOfClass[other] { isBlocked[Int(lot)] = true }
      }
    }
  }

  /// Whether a lot may come into the bin as it stands at the start; one that only lacks company is remembered.
  func admits(_ lot: Int, in bin: Int) -> Bool {
    if isOut(lot) || maxPerBin[lot] <= already[lot] { return false }
    if isBound[lot] && !company.isFounding(lot, bin) { return false }
    return company.admits(lot)
  }

  /// A conflict or a cap keeps the lot out.
  @inline(__always) func isOut(_ lot: Int) -> Bool { isBlocked[lot] || caps.isClosed(lot) }

  /// The most further pods of a lot that may come, of which `taken` came since the start.
  @inline(__always) func most(_ lot: Int, taken: Int32) -> Int32 {
    if isBlocked[lot] { return 0 }
    let limit = maxPerBin[lot] == .max ? .max : maxPerBin[lot] - already[lot] - taken
    return min(limit, caps.most(lot))
  }

  /// Takes note of pods that came in, and drops the candidates that this keeps out.
  func add(_ lot: Int, _ amount: Int32, _ list: CandidateList) {
    for position in Int(conflictStart[lot])..<Int(conflictStart[lot + 1]) {
      let other = Int(conflictLots[position])
      isBlocked[other] = true
      list.drop(other)
    }
    for role in caps.roles(of: lot) { caps.count(role, amount, list) }
  }

  /// The lots that waited for company and have it now that a lot came; they wait no longer.
  func takeGuests(of lot: Int) -> [Int] { company.takeGuests(of: lot).filter { !isOut($0) } }
}

/// The caps that are not lanes of a table, as bits: which of them still take members or subjects in the bin at
/// hand.
final class CapWords {
  private let problem: Problem
  private let wordCount: Int
  /// Per lot: the caps that it is a member and a subject of, only a member, only a subject.
  private let both: FixedBuffer<UInt64>
  private let memberOnly: FixedBuffer<UInt64>
  private let subjectOnly: FixedBuffer<UInt64>
  /// Per cap: whether it is a lane of the table and not looked at here.
  private let isLane: FixedBuffer<Bool>
  private let rolesOfLot: [[RuleIndex.CapRole]]
  /// Per cap: its lots, by the part they play.
  private let lotsOfCap: [Parts]
  private let members: FixedBuffer<Int32>
  private let hasSubject: FixedBuffer<Bool>
  /// Caps that take no more members that are subjects; members, for a subject is there; subjects.
  private let full: FixedBuffer<UInt64>
  private let closed: FixedBuffer<UInt64>
  private let over: FixedBuffer<UInt64>

  private struct Parts {
    var both: [Int32] = []
    var memberOnly: [Int32] = []
    var subjectOnly: [Int32] = []

    mutating func add(_ lot: Int32, _ role: RuleIndex.CapRole) {
      switch (role.isMember, role.isSubject) {
      case (true, true): both.append(lot)
      case (true, false): memberOnly.append(lot)
      default: subjectOnly.append(lot)
      }
    }
  }

  init(_ table: FillTable) {
    problem = table.problem
    let capCount = problem.binCaps.count
    let words = (capCount + 63) / 64
    wordCount = words
    let size = table.lots.count * words
    both = FixedBuffer(repeating: 0, count: size)
    memberOnly = FixedBuffer(repeating: 0, count: size)
    subjectOnly = FixedBuffer(repeating: 0, count: size)
    isLane = FixedBuffer(repeating: false, count: capCount)
    members = FixedBuffer(repeating: 0, count: capCount)
    hasSubject = FixedBuffer(repeating: false, count: capCount)
    full = FixedBuffer(repeating: 0, count: words)
    closed = FixedBuffer(repeating: 0, count: words)
    over = FixedBuffer(repeating: 0, count: words)
    for cap in table.laneCaps { isLane[cap] = true }
    rolesOfLot = table.lots.map { lot in
      table.placement.index.caps[lot.podClass].filter { !table.laneCaps.contains($0.cap) }
    }
    var lotsOfCap = [Parts](repeating: Parts(), count: capCount)
    for (lot, roles) in rolesOfLot.enumerated() {
      for role in roles { lotsOfCap[role.cap].add(Int32(lot), role) }
    }
    self.lotsOfCap = lotsOfCap
    for (lot, roles) in rolesOfLot.enumerated() {
      for role in roles {
        let (word, bit) = (lot * words + role.cap >> 6, UInt64(1) << UInt64(role.cap & 63))
        switch (role.isMember, role.isSubject) {
        case (true, true): both[word] |= bit
        case (true, false): memberOnly[word] |= bit
        default: subjectOnly[word] |= bit
        }
      }
    }
  }

  func start() {
    guard wordCount > 0 else { return }
    members.fill(with: 0)
    hasSubject.fill(with: false)
    full.fill(with: 0)
    closed.fill(with: 0)
    over.fill(with: 0)
    for (cap, rule) in problem.binCaps.enumerated() where rule.cap <= 0 { judge(cap) }
  }

  func countPresent(_ node: Int) {
    for (cap, rule) in problem.binCaps.enumerated() where !rule.present.isEmpty && !isLane[cap] {
      members[cap] += rule.present[node]
      judge(cap)
    }
  }

  func roles(of lot: Int) -> [RuleIndex.CapRole] { rolesOfLot[lot] }

  /// Counts pods that are in the bin, and drops the candidates that this keeps out.
  func count(_ role: RuleIndex.CapRole, _ amount: Int32, _ list: CandidateList?) {
    if isLane[role.cap] { return }
    if role.isMember { members[role.cap] += amount }
    if role.isSubject { hasSubject[role.cap] = true }
    judge(role.cap, list)
  }

  /// Sets the bits of a cap, and drops the lots that a bit set now keeps out.
  private func judge(_ cap: Int, _ list: CandidateList? = nil) {
    let (word, bit) = (cap >> 6, UInt64(1) << UInt64(cap & 63))
    let limit = problem.binCaps[cap].cap
    if members[cap] >= limit && full[word] & bit == 0 {
      full[word] |= bit
      if let list { for lot in lotsOfCap[cap].both { list.drop(Int(lot)) } }
    }
    if members[cap] >= limit && hasSubject[cap] && closed[word] & bit == 0 {
      closed[word] |= bit
      if let list { for lot in lotsOfCap[cap].memberOnly { list.drop(Int(lot)) } }
    }
    if members[cap] > limit && over[word] & bit == 0 {
      over[word] |= bit
      if let list { for lot in lotsOfCap[cap].subjectOnly { list.drop(Int(lot)) } }
    }
  }

  @inline(__always) func isClosed(_ lot: Int) -> Bool {
    for word in 0..<wordCount {
      let own = lot * wordCount + word
      if both[own] & full[word] | memberOnly[own] & closed[word] | subjectOnly[own] & over[word] != 0 {
        return true
      }
    }
    return false
  }

  /// The most further pods of a lot.
  @inline(__always) func most(_ lot: Int) -> Int32 {
    if isClosed(lot) { return 0 }
    var result = Int32.max
    for word in 0..<wordCount {
      let own = lot * wordCount + word
      var bits = both[own] | memberOnly[own]
      while bits != 0 {
        let cap = word * 64 + bits.trailingZeroBitCount
        let isSubject = both[own] & (bits & (0 &- bits)) != 0
        if isSubject || hasSubject[cap] { result = min(result, problem.binCaps[cap].cap - members[cap]) }
        bits &= bits - 1
      }
    }
    return result
  }
}
