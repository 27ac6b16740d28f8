import StowageUnits

/// The rules over the new bins: limits, copies, choices.
extension Feasibility {
  mutating func judgeLimits() {
    var copies = [Int64](repeating: 0, count: problem.offerings.count)
    for bin in solution.newBins { copies[bin.offering.index] += 1 }
    for (index, offering) in problem.offerings.enumerated() where copies[index] > Int64(offering.copies) {
      report(.copies, "offering \(index): \(copies[index]) copies of \(offering.copies)")
    }
    for (index, limit) in problem.limits.enumerated() {
      var used: Int64 = 0
      var isTouched = false
      for (coefficient, count) in zip(limit.coefficients, copies) where count > 0 && coefficient != 0 {
        used += coefficient * count
        isTouched = true
      }
      if isTouched && used > limit.bound { report(.limit, "limit \(index): \(used) of \(limit.bound)") }
    }
  }

  /// A bin leaves a choice where enough values occur among the offerings that could hold its pods as they are
  /// counted: in the same domains wherever a rule counts them.
  mutating func judgeChoices() {
    guard !problem.choices.isEmpty else { return }
    let counted = problem.topologies.map(countedClasses)
    var judged: Set<NewBin> = []
    for bin in solution.newBins where judged.insert(bin).inserted {
      let fitting = problem.offerings.indices.filter { couldHold($0, the: bin, counted) }
      for (index, choice) in problem.choices.enumerated() {
        guard choice.valueOfOffering[bin.offering.index] >= 0 else { continue }
        let values = Set(fitting.map { choice.valueOfOffering[$0] }.filter { $0 >= 0 })
        if values.count < Int(choice.minimum) {
          report(
            .choice,
            "choice \(index), offering \(bin.offering): \(values.count) values of \(choice.minimum)")
        }
      }
    }
  }

  private func countedClasses(of topology: Topology) -> Set<ClassID> {
    var result: Set<ClassID> = []
    for spread in topology.spreads { result.formUnion(spread.members + spread.subjects) }
    for rule in topology.attractions { result.formUnion(rule.targets + [rule.subject]) }
    for rule in topology.repulsions { result.formUnion(rule.targets + [rule.subject]) }
    return result
  }

  private func couldHold(_ index: Int, the bin: NewBin, _ counted: [Set<ClassID>]) -> Bool {
    let offering = problem.offerings[index]
    guard offering.copies > 0 else { return false }
    for (topology, classes) in zip(problem.topologies, counted)
    where topology.domainOfOffering[index] != topology.domainOfOffering[bin.offering.index] {
      if bin.content.parts.contains(where: { classes.contains($0.podClass) }) { return false }
    }
    for part in bin.content.parts where !problem.offeringMask[part.podClass.index, index] { return false }
    return (0..<problem.dimensionCount).allSatisfy { dimension in
      var used: Int64 = 0
      for part in bin.content.parts {
        used += Int64(problem.classes[part.podClass.index].size[dimension]) * Int64(part.count)
      }
      return used <= Int64(offering.capacity[dimension])
    }
  }
}
