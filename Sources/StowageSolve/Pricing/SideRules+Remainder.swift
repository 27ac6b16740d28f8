extension SideRules {
  /// Takes over what another set of rules, with its present pattern, means for some of its items; that pattern then
  /// counts as the start.
  mutating func load(remainderOf whole: borrowing SideRules, items: UnsafePointer<Int32>, count: Int) {
    itemCount = count
    isActive = whole.isActive
    hasConflicts = whole.hasConflicts
    hasGroups = whole.hasGroups
    hasCompanies = whole.hasCompanies
    chunkCount = whole.chunkCount
    if !isActive { return }
    localOfCell.reserve(whole.itemCount)
    for index in 0..<whole.itemCount { localOfCell[index] = -1 }
    for item in 0..<count { localOfCell[Int(items[item])] = Int32(item) }
    if hasConflicts { loadConflicts(remainderOf: whole, items: items) }
    if hasGroups { loadGroups(remainderOf: whole, items: items) }
    if hasCompanies { loadCompanies(remainderOf: whole, items: items) }
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

  private mutating func loadCompanies(
    remainderOf whole: borrowing SideRules, items: UnsafePointer<Int32>
  ) {
    companyCount = whole.companyCount
    reserveCompanies()
    for company in 0..<companyCount {
      initialCompanySubjects[company] = whole.companySubjects[company]
      initialCompanyTargets[company] = whole.companyTargets[company]
      companyNeed[company] = whole.companyNeed[company]
    }
    companyRole.reserve(Int(whole.companyStart[whole.itemCount]))
    var found = 0
    for item in 0..<itemCount {
      companyStart[item] = Int32(found)
      let origin = Int(items[item])
      for position in Int(whole.companyStart[origin])..<Int(whole.companyStart[origin + 1]) {
        companyRole[found] = whole.companyRole[position]
        found += 1
      }
    }
    companyStart[itemCount] = Int32(found)
  }
}
