import StowageProblem

extension Solution {
  /// Takes new bins out of the solution, with every pod elsewhere that counted on theirs. Returns the classes that
  /// lost pods, ascending.
  mutating func remove(bins: Set<Int>, in problem: Problem) -> [Int] {
    var lost: Set<ClassID> = []
    for bin in bins { lost.formUnion(newBins[bin].content.parts.map(\.podClass)) }
    newBins = newBins.indices.filter { !bins.contains($0) }.map { newBins[$0] }
    let emptied = empty(dependentsOf: lost, in: problem)
    newBins.removeAll(where: \.content.isEmpty)
    return Set(lost.map(\.index) + emptied).sorted()
  }

  /// Takes out every pod whose spread or company may have counted on pods of `lost` classes, and on theirs in turn,
  /// so that no rule breaks; bins may be empty afterwards. Returns their classes.
  mutating func empty(dependentsOf lost: Set<ClassID>, in problem: Problem) -> [Int] {
    var emptied: Set<ClassID> = []
    while true {
      let dependent = problem.dependents(of: lost.union(emptied)).subtracting(emptied)
      if dependent.isEmpty { break }
      emptied.formUnion(dependent)
    }
    for bin in newBins.indices { newBins[bin].content.parts.removeAll { emptied.contains($0.podClass) } }
    for node in nodeContents.indices {
      nodeContents[node].parts.removeAll { emptied.contains($0.podClass) }
    }
    return emptied.map(\.index)
  }
}

extension Problem {
  /// The classes whose pods may break a rule where pods of `classes` are taken away.
  fileprivate func dependents(of classes: Set<ClassID>) -> Set<ClassID> {
    var result: Set<ClassID> = []
    for rule in companions where !classes.isDisjoint(with: rule.targets) { result.insert(rule.subject) }
    for topology in topologies {
      for spread in topology.spreads where !classes.isDisjoint(with: spread.members) {
        result.formUnion(spread.subjects)
      }
      for rule in topology.attractions where !classes.isDisjoint(with: rule.targets) {
        result.insert(rule.subject)
      }
    }
    return result
  }
}
