import StowageProblem

extension Solution {
  /// Takes new bins out of the solution and, so that no rule breaks, every pod whose spread or company counted on
  /// their pods, and so on. Returns the classes that lost pods, ascending.
  mutating func remove(bins: Set<Int>, in problem: Problem) -> [Int] {
    var lost: Set<ClassID> = []
    for bin in bins { lost.formUnion(newBins[bin].content.parts.map(\.podClass)) }
    newBins = newBins.indices.filter { !bins.contains($0) }.map { newBins[$0] }
    var emptied: Set<ClassID> = []
    while true {
      let dependent = problem.dependents(of: lost).subtracting(emptied)
      if dependent.isEmpty { break }
      emptied.formUnion(dependent)
      lost.formUnion(dependent)
    }
    for bin in newBins.indices { newBins[bin].content.parts.removeAll { emptied.contains($0.podClass) } }
    newBins.removeAll(where: \.content.isEmpty)
    for node in nodeContents.indices {
      nodeContents[node].parts.removeAll { emptied.contains($0.podClass) }
    }
    return lost.map(\.index).sorted()
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
