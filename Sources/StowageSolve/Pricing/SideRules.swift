/// What else decides whether a pattern is allowed, beyond the eight lanes: conflicts, group rules and rows past the
/// eighth, which decide whether an item may join, and company, which only a whole pattern shows. Counts what is in
/// the pattern now, so items can be added and removed in any order.
struct SideRules: ~Copyable {
  /// False where there is nothing to ask.
  var isActive = false
  var hasConflicts = false

  /// How many copies of conflicting items are in the pattern, per item.
  var blocked = FlatBuffer<Int32>()
  var neighbourStart = FlatBuffer<Int32>()
  var neighbour = FlatBuffer<Int32>()

  var chunkCount = 1
  var weight = FlatBuffer<Lanes>()
  var room = FlatBuffer<Lanes>()
  var initialRoom = FlatBuffer<Lanes>()

  var hasGroups = false
  var groupCount = 0
  /// Per group: room left for members, and copies of subjects in the pattern.
  var groupRoom = FlatBuffer<Int32>()
  var groupSubjects = FlatBuffer<Int32>()
  var initialGroupRoom = FlatBuffer<Int32>()
  var initialSubjects = FlatBuffer<Int32>()
  var roleStart = FlatBuffer<Int32>()
  var role = FlatBuffer<Role>()

  // Not private: the debug compiler of Swift 6.3.1 crashes on a private type as a generic argument here.
  struct Role: BitwiseCopyable {
    var group: Int32
    var isMember: Bool
    var isSubject: Bool
  }

  var hasCompanies = false
  var companyCount = 0
  /// Per company: copies of the subject and of its targets in the pattern.
  var companySubjects = FlatBuffer<Int32>()
  var companyTargets = FlatBuffer<Int32>()
  var initialCompanySubjects = FlatBuffer<Int32>()
  var initialCompanyTargets = FlatBuffer<Int32>()
  /// So many targets are company enough.
  var companyNeed = FlatBuffer<Int32>()
  var companyStart = FlatBuffer<Int32>()
  var companyRole = FlatBuffer<Role>()

  var localOfCell = FlatBuffer<Int32>()
  var itemCount = 0
}

extension SideRules {
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
    if hasCompanies {
      for company in 0..<companyCount {
        companySubjects[company] = initialCompanySubjects[company]
        companyTargets[company] = initialCompanyTargets[company]
      }
    }
  }

  /// Every subject in the pattern has company.
  func hasCompany() -> Bool {
    if hasCompanies {
      for company in 0..<companyCount where !isContent(company) { return false }
    }
    return true
  }

  private func isContent(_ company: Int) -> Bool {
    companySubjects[company] == 0 || companyTargets[company] >= companyNeed[company]
  }

  /// The item is a subject that lacks company now.
  func isLonely(_ item: Int) -> Bool {
    for position in Int(companyStart[item])..<Int(companyStart[item + 1])
    where companyRole[position].isSubject && !isContent(Int(companyRole[position].group)) { return true }
    return false
  }

  /// The item would be company for a subject that lacks it now.
  func isWanted(_ item: Int) -> Bool {
    for position in Int(companyStart[item])..<Int(companyStart[item + 1])
    where companyRole[position].isMember && !isContent(Int(companyRole[position].group)) { return true }
    return false
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
    if hasCompanies {
      for position in Int(companyStart[item])..<Int(companyStart[item + 1]) {
        let entry = companyRole[position]
        if entry.isMember { companyTargets[Int(entry.group)] += copies }
        if entry.isSubject { companySubjects[Int(entry.group)] += copies }
      }
    }
  }

  /// Whatever `first` forbids, `second` forbids too, so that a copy of `second` may be swapped for one of `first`.
  func isNoStricter(_ first: Int, than second: Int) -> Bool {
    if hasGroups && (roleStart[first] != roleStart[first + 1]) { return false }
    if hasCompanies
      && (companyStart[first] != companyStart[first + 1] || companyStart[second] != companyStart[second + 1])
    {
      return false
    }
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
