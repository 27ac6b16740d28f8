extension SideRules {
  /// Takes over the rules among the cells that are loaded as items `0 ..< cells.count`.
  mutating func load(
    cells: UnsafePointer<Int32>, count: Int, bin: PricingBin, rows: PricingRows
  ) {
    itemCount = count
    hasConflicts = false
    hasGroups = false
    hasCompanies = false
    chunkCount = rows.chunkCount
    if !rows.conflictCells.isEmpty || !rows.rules.isEmpty || !rows.companies.isEmpty {
      localOfCell.reserve(rows.cellCount)
      for index in 0..<rows.cellCount { localOfCell[index] = -1 }
      for item in 0..<count { localOfCell[Int(cells[item])] = Int32(item) }
      loadConflicts(cells: cells, rows: rows)
      loadGroups(bin: bin, rows: rows)
      loadCompanies(bin: bin, rows: rows)
    }
    if chunkCount > 1 { loadExtraRows(cells: cells, bin: bin, rows: rows) }
    isActive = hasConflicts || hasGroups || hasCompanies || chunkCount > 1
    reset()
  }

  mutating func loadConflicts(cells: UnsafePointer<Int32>, rows: PricingRows) {
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

  mutating func loadGroups(bin: PricingBin, rows: PricingRows) {
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

  mutating func loadExtraRows(cells: UnsafePointer<Int32>, bin: PricingBin, rows: PricingRows) {
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

  private mutating func loadCompanies(bin: PricingBin, rows: PricingRows) {
    companyCount = rows.companies.count
    if companyCount == 0 { return }
    reserveCompanies()
    var roles = [[Role]](repeating: [], count: itemCount)
    for (index, company) in rows.companies.enumerated() {
      initialCompanySubjects[index] = 0
      initialCompanyTargets[index] = 0
      companyNeed[index] = bin.isAccompanied(index) ? 0 : company.need
      for cell in company.targets {
        let item = Int(localOfCell[Int(cell)])
        if item < 0 { continue }
        roles[item].append(
          Role(group: Int32(index), isMember: true, isSubject: cell == company.subject))
      }
      let subject = Int(localOfCell[Int(company.subject)])
      if subject >= 0 && !company.targets.contains(company.subject) {
        roles[subject].append(Role(group: Int32(index), isMember: false, isSubject: true))
      }
    }
    let flat = roles.flatMap { $0 }
    companyRole.reserve(flat.count)
    for (index, entry) in flat.enumerated() { companyRole[index] = entry }
    var found = 0
    for item in 0..<itemCount {
      companyStart[item] = Int32(found)
      found += roles[item].count
    }
    companyStart[itemCount] = Int32(found)
    hasCompanies = flat.contains { $0.isSubject }
  }

  mutating func reserveCompanies() {
    companySubjects.reserve(companyCount)
    companyTargets.reserve(companyCount)
    initialCompanySubjects.reserve(companyCount)
    initialCompanyTargets.reserve(companyCount)
    companyNeed.reserve(companyCount)
    companyStart.reserve(itemCount + 1)
  }
}
