import StowageProblem
import StowageUnits

/// Offerings that no rule but masks and sizes tells apart, the cheapest first.
struct OfferingKind {
  var offerings: [Int]
  /// The most bins.
  var copies: Int64
  /// Per limit.
  var coefficients: [Int64]

  private struct Key: Hashable {
    var domains: [Int32]
    var wishes: [Bool]
    var choices: [Bool]
    var coefficients: [Int64]
    /// Set for an offering of few copies, which is a kind of its own.
    var single: Int?
  }

  static func all(of problem: Problem, offerings: [Int]) -> [OfferingKind] {
    var kinds: [OfferingKind] = []
    var kindOfKey: [Key: Int] = [:]
    let order = offerings.sorted { left, right in
      let (first, second) = (problem.offerings[left], problem.offerings[right])
      return (first.price, first.rank, Int32(left)) < (second.price, second.rank, Int32(right))
    }
    for offering in order where problem.offerings[offering].copies > 0 {
      let copies = problem.offerings[offering].copies
      let key = Key(
        domains: problem.topologies.map { $0.domainOfOffering[offering] }
          + problem.peerWishes.map { $0.isOfBins ? -1 : $0.domainOfOffering[offering] }
          + problem.spreadWishes.map { $0.isOfBins ? -1 : $0.domainOfOffering[offering] },
        wishes: problem.wishes.map { $0.offerings[0, offering] },
        choices: problem.choices.map { $0.valueOfOffering[offering] >= 0 },
        coefficients: problem.limits.map { $0.coefficients[offering] },
        single: copies == .max ? nil : offering)
      if let kind = kindOfKey[key] {
        kinds[kind].offerings.append(offering)
      } else {
        kindOfKey[key] = kinds.count
        kinds.append(
          OfferingKind(
            offerings: [offering], copies: copies == .max ? .max : Int64(copies),
            coefficients: key.coefficients))
      }
    }
    return kinds
  }
}
