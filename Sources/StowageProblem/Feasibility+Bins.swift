import StowageUnits

/// The rules that concern one bin alone.
extension Feasibility {
  mutating func judgeBins() {
    let capsOfClass = binCapsByClass()
    for bin in bins where bin.hasArrivals {
      judgeCapacity(of: bin)
      judgeMask(of: bin)
      judgeMultiplicity(of: bin)
      judgeConflicts(of: bin)
      judgeBinCaps(of: bin, capsOfClass)
    }
  }

  private mutating func judgeCapacity(of bin: JudgedBin) {
    let room: [Int32]
    switch bin.place {
    case .offering(let index): room = problem.offerings[index].capacity
    case .node(let index): room = problem.nodes[index].free
    }
    for dimension in 0..<problem.dimensionCount {
      var used: Int64 = 0
      for part in bin.content.parts {
        used += Int64(problem.classes[part.podClass.index].size[dimension]) * Int64(part.count)
      }
      if used > Int64(room[dimension]) {
        report(.capacity, "\(name(of: bin.place)): \(used) of \(room[dimension]) in dimension \(dimension)")
      }
    }
  }

  private mutating func judgeMask(of bin: JudgedBin) {
    for (part, arrived) in zip(bin.content.parts, bin.arrivals) where arrived > 0 {
      let allowed =
        switch bin.place {
        case .offering(let index): problem.offeringMask[part.podClass.index, index]
        case .node(let index): problem.nodeMask[part.podClass.index, index]
        }
      if !allowed { report(.mask, "class \(part.podClass) may not be in \(name(of: bin.place))") }
    }
  }

  private mutating func judgeMultiplicity(of bin: JudgedBin) {
    for (part, arrived) in zip(bin.content.parts, bin.arrivals) where arrived > 0 {
      let limit = problem.classes[part.podClass.index].maxPerBin
      if part.count > limit {
        report(.maxPerBin, "\(name(of: bin.place)): \(part.count) of class \(part.podClass), limit \(limit)")
      }
    }
  }

  private mutating func judgeConflicts(of bin: JudgedBin) {
    for (part, arrived) in zip(bin.content.parts, bin.arrivals) where arrived > 0 {
      for other in bin.content.parts where other.podClass != part.podClass {
        if problem.conflicts[part.podClass.index, other.podClass.index] {
          report(.conflict, "\(name(of: bin.place)): classes \(part.podClass) and \(other.podClass)")
        }
      }
    }
  }

  /// Per class: the caps that speak of it.
  private func binCapsByClass() -> [[Int]] {
    var result = [[Int]](repeating: [], count: problem.classes.count)
    for (index, cap) in problem.binCaps.enumerated() {
      for id in Set(cap.members).union(cap.subjects) { result[id.index].append(index) }
    }
    return result
  }

  private mutating func judgeBinCaps(of bin: JudgedBin, _ capsOfClass: [[Int]]) {
    var concerned: Set<Int> = []
    for part in bin.content.parts { concerned.formUnion(capsOfClass[part.podClass.index]) }
    for index in concerned.sorted() {
      let cap = problem.binCaps[index]
      var total: Int64 = 0
      var subjectComes = false
      for (part, arrived) in zip(bin.content.parts, bin.arrivals) {
        if cap.members.contains(part.podClass) { total += Int64(part.count) }
        subjectComes = subjectComes || arrived > 0 && cap.subjects.contains(part.podClass)
      }
      if case .node(let node) = bin.place, !cap.present.isEmpty { total += Int64(cap.present[node]) }
      if subjectComes && total > Int64(cap.cap) {
        report(.binCap, "\(name(of: bin.place)): \(total) pods under cap \(index), limit \(cap.cap)")
      }
    }
  }
}

// MARK: - Company

extension Feasibility {
  /// Company must be there first: pods that stay, then classes that need none or have theirs, and so on. A
  /// circle of classes that wait for one another never starts, just as their pods would never be scheduled.
  mutating func judgeCompanions() {
    guard !problem.companions.isEmpty else { return }
    var binsHolding = [Int](repeating: 0, count: problem.companions.count)
    for (index, rule) in problem.companions.enumerated() {
      let targets = Set(rule.targets)
      binsHolding[index] = bins.count { $0.content.parts.contains { targets.contains($0.podClass) } }
    }
    for bin in bins where bin.hasArrivals { judgeCompanions(of: bin, binsHolding) }
  }

  private mutating func judgeCompanions(of bin: JudgedBin, _ binsHolding: [Int]) {
    var settled: Set<ClassID> = []
    var waiting: [ClassID] = []
    for (part, arrived) in zip(bin.content.parts, bin.arrivals) {
      if part.count > arrived { settled.insert(part.podClass) }
      if arrived > 0 { waiting.append(part.podClass) }
    }
    func mayCome(_ id: ClassID) -> Bool {
      for (index, rule) in problem.companions.enumerated() where rule.subject == id {
        if case .node(let node) = bin.place, rule.satisfiedNodes[node] { continue }
        if rule.targets.contains(where: settled.contains) { continue }
        let isStaying = rule.satisfiedNodes.contains(true)
        let founds = rule.mayFound && !isStaying && rule.targets.contains(id) && binsHolding[index] == 1
        if !founds { return false }
      }
      return true
    }
    while let index = waiting.firstIndex(where: mayCome) { settled.insert(waiting.remove(at: index)) }
    for id in waiting { report(.companion, "\(name(of: bin.place)): class \(id) lacks its company") }
  }
}
