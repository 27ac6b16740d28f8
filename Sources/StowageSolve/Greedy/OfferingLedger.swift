import StowageProblem

/// What new bins use up: copies and limits; and whether a bin leaves the choice that the rules ask for.
struct OfferingLedger {
  private let problem: Problem
  private(set) var copiesLeft: [Int32]
  /// Per limit: what is left of its bound.
  private(set) var limitsLeft: [Int64]
  /// Per offering: the choices it is under.
  private let choices: [[Int]]
  /// Per topology: the classes that its rules name.
  private let counted: [[Bool]]

  init(_ problem: Problem) {
    self.problem = problem
    copiesLeft = problem.offerings.map(\.copies)
    limitsLeft = problem.limits.map(\.bound)
    choices = problem.offerings.indices.map { offering in
      problem.choices.indices.filter {
        problem.choices[$0].minimum > 1 && problem.choices[$0].valueOfOffering[offering] >= 0
      }
    }
    let index = RuleIndex(problem)
    counted =
      problem.choices.isEmpty
      ? []
      : problem.topologies.indices.map { topology in
        index.topologies.map { $0.contains(topology) }
      }
  }

  /// How many more bins of an offering may be opened.
  func available(_ offering: Int) -> Int32 {
    var result = Int64(copiesLeft[offering])
    for (limit, room) in zip(problem.limits, limitsLeft) where limit.coefficients[offering] > 0 {
      result = min(result, room / limit.coefficients[offering])
      if room < 0 { return 0 }
    }
    return Int32(max(0, min(result, Int64(Int32.max))))
  }

  mutating func take(_ offering: Int, _ count: Int32 = 1) {
    if copiesLeft[offering] != .max { copiesLeft[offering] -= count }
    for (index, limit) in problem.limits.enumerated() {
      limitsLeft[index] -= limit.coefficients[offering] * Int64(count)
    }
  }

  mutating func giveBack(_ offering: Int, _ count: Int32 = 1) { take(offering, -count) }

  /// Whether bins of one offering may be exchanged for as many of another.
  func mayReplace(_ offering: Int, by other: Int, _ count: Int32) -> Bool {
    if copiesLeft[other] < count { return false }
    return zip(problem.limits, limitsLeft).allSatisfy { limit, room in
      (limit.coefficients[other] - limit.coefficients[offering]) * Int64(count) <= max(0, room)
    }
  }

  func hasChoice(_ offering: Int) -> Bool { !choices[offering].isEmpty }

  /// The most pods of a class, at most `limit`, beside a content, so that the choice stays wide enough.
  func most(_ podClass: Int, beside content: [Pattern.Part], in offering: Int, upTo limit: Int32) -> Int32 {
    var (low, high) = (Int32(0), limit)
    while low < high {
      let middle = low + (high - low + 1) / 2
      let part = Pattern.Part(podClass: ClassID(podClass), count: middle)
      if leavesChoice(content + [part], in: offering) { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Enough distinct values occur among the offerings that could hold the same content in the same domains.
  func leavesChoice(_ content: [Pattern.Part], in offering: Int) -> Bool {
    guard !choices[offering].isEmpty else { return true }
    var used = [Int64](repeating: 0, count: problem.dimensionCount)
    for part in content {
      for dimension in used.indices {
        used[dimension] += Int64(problem.classes[part.podClass.index].size[dimension]) * Int64(part.count)
      }
    }
    let bound = problem.topologies.indices.filter { topology in
      content.contains { counted[topology][$0.podClass.index] }
    }
    let fitting = problem.offerings.indices.filter { other in
      problem.offerings[other].copies > 0
        && bound.allSatisfy {
          let domains = problem.topologies[$0].domainOfOffering
          return domains[other] == domains[offering]
        }
        && used.indices.allSatisfy { used[$0] <= Int64(problem.offerings[other].capacity[$0]) }
        && content.allSatisfy { problem.offeringMask[$0.podClass.index, other] }
    }
    return choices[offering].allSatisfy { number in
      let choice = problem.choices[number]
      var values: Set<Int32> = []
      for other in fitting where choice.valueOfOffering[other] >= 0 {
        values.insert(choice.valueOfOffering[other])
        if values.count >= Int(choice.minimum) { return true }
      }
      return false
    }
  }
}
