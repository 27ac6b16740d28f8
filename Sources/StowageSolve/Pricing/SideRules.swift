/// What else decides whether an item may join a pattern, beyond the eight lanes: conflicts, group rules, and rows
/// past the eighth. Counts what is in the pattern now, so items can be added and removed in any order.
struct SideRules: ~Copyable {
  /// False where there is nothing to ask.
  private(set) var isActive = false
  private(set) var hasConflicts = false

  /// How many copies of conflicting items are in the pattern, per item.
  private var blocked = FlatBuffer<Int32>()
  private var neighbourStart = FlatBuffer<Int32>()
  private var neighbour = FlatBuffer<Int32>()

  private var chunkCount = 1
  private var weight = FlatBuffer<Lanes>()
  private var room = FlatBuffer<Lanes>()
  private var initialRoom = FlatBuffer<Lanes>()

  private var hasGroups = false
  private var groupCount = 0
  /// Per group: room left for members, and copies of subjects in the pattern.
  private var groupRoom = FlatBuffer<Int32>()
  private var groupSubjects = FlatBuffer<Int32>()
  private var initialGroupRoom = FlatBuffer<Int32>()
  private var initialSubjects = FlatBuffer<Int32>()
  private var roleStart = FlatBuffer<Int32>()
  private var role = FlatBuffer<Role>()

  // Not private: the debug compiler of Swift 6.3.1 crashes on a private type as a generic argument here.
  struct Role: BitwiseCopyable {
    var group: Int32
    var isMember: Bool
    var isSubject: Bool
  }

  private var localOfCell = FlatBuffer<Int32>()
  private var itemCount = 0
}

extension SideRules {
  /// Takes over the rules among the cells that are loaded as items `0 ..< cells.count`.
  mutating func load(
    cells: UnsafePointer<Int32>, count: Int, bin: PricingBin, rows: PricingRows
  ) {
    itemCount = count
    hasConflicts = false
    hasGroups = false
    chunkCount = rows.chunkCount
    isActive = chunkCount > 1
    if !rows.conflictCells.isEmpty || !rows.rules.isEmpty {
      localOfCell.reserve(rows.cellCount)
      for index in 0..<rows.cellCount { localOfCell[index] = -1 }
      for item in 0..<count { localOfCell[Int(cells[item])] = Int32(item) }
      loadConflicts(cells: cells, rows: rows)
      loadGroups(bin: bin, rows: rows)
    }
    if chunkCount > 1 { loadExtraRows(cells: cells, bin: bin, rows: rows) }
    isActive = hasConflicts || hasGroups || chunkCount > 1
    reset()
  }

  private mutating func loadConflicts(cells: UnsafePointer<Int32>, rows: PricingRows) {
    blocked.reserve(itemCount)
    neighbourStart.reserve(itemCount + 1)
    neighbour.reserve(rows.conflictCells.count)
    var found = 0
    for item in 0..<itemCount {
      neighbourStart[item] = Int32(found)
      let cell = Int(cells[item])
      for position in Int(rows.conflictStart[cell])..<Int(rows.conflictStart[cell + 1]) {
        let other = localOfCell[Int(rows.conflictCells[position])]
        if other < 0 || Int(other) == item { continue }
        neighbour[found] = other
        found += 1
      }
    }
    neighbourStart[itemCount] = Int32(found)
    hasConflicts = found > 0
  }

  private mutating func loadGroups(bin: PricingBin, rows: PricingRows) {
    groupCount = rows.rules.count
    if groupCount == 0 { return }
    groupRoom.reserve(groupCount)
    groupSubjects.reserve(groupCount)
    initialGroupRoom.reserve(groupCount)
    initialSubjects.reserve(groupCount)
    roleStart.reserve(itemCount + 1)
    var roles = [[Role]](repeating: [], count: itemCount)
    for (index, rule) in rows.rules.enumerated() {
      initialSubjects[index] = 0
      initialGroupRoom[index] = rule.cap - (bin.present.isEmpty ? 0 : bin.present[index])
      for cell in rule.members {
        let item = Int(localOfCell[Int(cell)])
        if item >= 0 { roles[item].append(Role(group: Int32(index), isMember: true, isSubject: false)) }
      }
      for cell in rule.subjects {
        let item = Int(localOfCell[Int(cell)])
        if item < 0 { continue }
        if let last = roles[item].last, last.group == Int32(index) {
          roles[item][roles[item].count - 1].isSubject = true
        } else {
          roles[item].append(Role(group: Int32(index), isMember: false, isSubject: true))
        }
      }
    }
    let flat = roles.flatMap { $0 }
    role.reserve(flat.count)
    for (index, entry) in flat.enumerated() { role[index] = entry }
    var found = 0
    for item in 0..<itemCount {
      roleStart[item] = Int32(found)
      found += roles[item].count
    }
    roleStart[itemCount] = Int32(found)
    hasGroups = found > 0
  }

  private mutating func loadExtraRows(cells: UnsafePointer<Int32>, bin: PricingBin, rows: PricingRows) {
    let extra = chunkCount - 1
    weight.reserve(itemCount * extra)
    room.reserve(extra)
    initialRoom.reserve(extra)
    for chunk in 0..<extra {
      initialRoom[chunk] = bin.room[chunk + 1]
      for item in 0..<itemCount {
        weight[item * extra + chunk] = rows.weight[Int(cells[item]) * chunkCount + chunk + 1]
      }
    }
  }

  /// Takes over what another set of rules, with its present pattern, means for some of its items; that pattern then
  /// counts as the start.
  mutating func load(remainderOf whole: borrowing SideRules, items: UnsafePointer<Int32>, count: Int) {
    itemCount = count
    isActive = whole.isActive
    hasConflicts = whole.hasConflicts
    hasGroups = whole.hasGroups
    chunkCount = whole.chunkCount
    if !isActive { return }
    localOfCell.reserve(whole.itemCount)
    for index in 0..<whole.itemCount { localOfCell[index] = -1 }
    for item in 0..<count { localOfCell[Int(items[item])] = Int32(item) }
    if hasConflicts { loadConflicts(remainderOf: whole, items: items) }
    if hasGroups { loadGroups(remainderOf: whole, items: items) }
    let extra = chunkCount - 1
    weight.reserve(count * extra)
    room.reserve(extra)
    initialRoom.reserve(extra)
    for chunk in 0..<extra {
      initialRoom[chunk] = whole.room[chunk]
      for item in 0..<count {
        weight[item * extra + chunk] = whole.weight[Int(items[item]) * extra + chunk]
      }
    }
    reset()
  }

  private mutating func loadConflicts(
    remainderOf whole: borrowing SideRules, items: UnsafePointer<Int32>
  ) {
    blocked.reserve(itemCount)
    neighbourStart.reserve(itemCount + 1)
    neighbour.reserve(Int(whole.neighbourStart[whole.itemCount]))
    var found = 0
    for item in 0..<itemCount {
      neighbourStart[item] = Int32(found)
      let origin = Int(items[item])
      for position in Int(whole.neighbourStart[origin])..<Int(whole.neighbourStart[origin + 1]) {
        let other = localOfCell[Int(whole.neighbour[position])]
        if other < 0 { continue }
        neighbour[found] = other
        found += 1
      }
    }
    neighbourStart[itemCount] = Int32(found)
    hasConflicts = found > 0
  }

  private mutating func loadGroups(remainderOf whole: borrowing SideRules, items: UnsafePointer<Int32>) {
    groupCount = whole.groupCount
    groupRoom.reserve(groupCount)
    groupSubjects.reserve(groupCount)
    initialGroupRoom.reserve(groupCount)
    initialSubjects.reserve(groupCount)
    for group in 0..<groupCount {
      initialGroupRoom[group] = whole.groupRoom[group]
      initialSubjects[group] = whole.groupSubjects[group]
    }
    roleStart.reserve(itemCount + 1)
    role.reserve(Int(whole.roleStart[whole.itemCount]))
    var found = 0
    for item in 0..<itemCount {
      roleStart[item] = Int32(found)
      let origin = Int(items[item])
      for position in Int(whole.roleStart[origin])..<Int(whole.roleStart[origin + 1]) {
        role[found] = whole.role[position]
        found += 1
      }
    }
    roleStart[itemCount] = Int32(found)
    hasGroups = found > 0
  }

  /// The pattern that counts as the start.
  func reset() {
    if hasConflicts { for item in 0..<itemCount { blocked[item] = 0 } }
    for chunk in 0..<chunkCount - 1 { room[chunk] = initialRoom[chunk] }
    if hasGroups {
      for group in 0..<groupCount {
        groupRoom[group] = initialGroupRoom[group]
        groupSubjects[group] = initialSubjects[group]
      }
    }
  }

  /// One more copy of the item keeps every rule.
  func admits(_ item: Int) -> Bool {
    if hasConflicts && blocked[item] > 0 { return false }
    let extra = chunkCount - 1
    for chunk in 0..<extra where any(weight[item * extra + chunk] .> room[chunk]) { return false }
    if hasGroups {
      for position in Int(roleStart[item])..<Int(roleStart[item + 1]) {
        let entry = role[position]
        let left = groupRoom[Int(entry.group)] - (entry.isMember ? 1 : 0)
        if left < 0 && (entry.isSubject || groupSubjects[Int(entry.group)] > 0) { return false }
      }
    }
    return true
  }

  /// Counts `copies` more of the item, or fewer where negative.
  func add(_ item: Int, copies: Int32) {
    if hasConflicts {
      for position in Int(neighbourStart[item])..<Int(neighbourStart[item + 1]) {
        blocked[Int(neighbour[position])] += copies
      }
    }
    let extra = chunkCount - 1
    for chunk in 0..<extra { room[chunk] &-= weight[item * extra + chunk] &* Lanes(repeating: copies) }
    if hasGroups {
      for position in Int(roleStart[item])..<Int(roleStart[item + 1]) {
        let entry = role[position]
        if entry.isMember { groupRoom[Int(entry.group)] -= copies }
        if entry.isSubject { groupSubjects[Int(entry.group)] += copies }
      }
    }
  }

  /// Whatever `first` forbids, `second` forbids too, so that a copy of `second` may be swapped for one of `first`.
  func isNoStricter(_ first: Int, than second: Int) -> Bool {
    if hasGroups && (roleStart[first] != roleStart[first + 1]) { return false }
    if hasConflicts {
      for position in Int(neighbourStart[first])..<Int(neighbourStart[first + 1]) {
        let other = neighbour[position]
        var shared = false
        for match in Int(neighbourStart[second])..<Int(neighbourStart[second + 1])
        where neighbour[match] == other { shared = true }
        if !shared { return false }
      }
    }
    let extra = chunkCount - 1
    for chunk in 0..<extra
    where any(weight[first * extra + chunk] .> weight[second * extra + chunk]) { return false }
    return true
  }
}
