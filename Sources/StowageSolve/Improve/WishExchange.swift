import StowageProblem
import StowageUnits

/// Exchanges the offerings of new bins for others that meet more wishes and cost no more than those are worth.
///
/// The search for cost looks at no wish, and with the default price a wish only chooses among offerings of equal
/// price: that choice is made here, at the end, bin by bin. Every exchange is verified as a whole solution, since
/// another offering may lie in another domain.
struct WishExchange {
  private let search: Search
  private let wishesOfClass: [[Int]]

  /// Exchanges that are tried, all bins together: each costs a verification of the whole solution.
  private static let trialLimit = 400
  private static let trialsPerBin = 6

  init(_ search: Search) {
    self.search = search
    var wishes = [[Int]](repeating: [], count: search.problem.classes.count)
    for (index, wish) in search.problem.wishes.enumerated() { wishes[wish.subject.index].append(index) }
    wishesOfClass = wishes
  }

  func run() {
    guard !search.problem.wishes.isEmpty else { return }
    var trials = 0
    for index in search.solution.newBins.indices {
      let bin = search.solution.newBins[index]
      for offering in betterOfferings(for: bin).prefix(Self.trialsPerBin) {
        guard trials < Self.trialLimit, !search.settings.deadline.isOver else { return }
        trials += 1
        var candidate = search.solution
        candidate.newBins[index].offering = offering
        if search.offer(candidate, phase: "wishes") { break }
      }
    }
  }

  /// Offerings that hold the bin's content for less, unmet wishes priced in; the best first.
  private func betterOfferings(for bin: NewBin) -> [OfferingID] {
    let wishes = bin.content.parts.flatMap { part in
      wishesOfClass[part.podClass.index].map { (index: $0, count: Int64(part.count)) }
    }
    let current = price(of: bin.offering, wishes)
    guard !wishes.isEmpty, current > search.problem.offerings[bin.offering.index].price.nanos else {
      return []
    }
    var better: [(price: Int64, offering: OfferingID)] = []
    for index in search.problem.offerings.indices {
      let offering = OfferingID(index)
      guard search.problem.offerings[index].price.nanos < current else { continue }
      let value = price(of: offering, wishes)
      if value < current && holds(offering, bin.content) { better.append((value, offering)) }
    }
    return better.sorted { ($0.price, $0.offering) < ($1.price, $1.offering) }.map(\.offering)
  }

  /// The offering's price and that of the wishes it leaves unmet.
  private func price(of offering: OfferingID, _ wishes: [(index: Int, count: Int64)]) -> Int64 {
    var total = search.problem.offerings[offering.index].price.nanos
    for wish in wishes where !search.problem.wishes[wish.index].offerings[0, offering.index] {
      total += search.problem.wishes[wish.index].price.nanos * wish.count
    }
    return total
  }

  private func holds(_ offering: OfferingID, _ content: Pattern) -> Bool {
    let problem = search.problem
    guard content.parts.allSatisfy({ problem.offeringMask[$0.podClass.index, offering.index] }) else {
      return false
    }
    return problem.offerings[offering.index].capacity.indices.allSatisfy { dimension in
      let used = content.parts.reduce(Int64(0)) {
        $0 + Int64(problem.classes[$1.podClass.index].size[dimension]) * Int64($1.count)
      }
      return used <= Int64(problem.offerings[offering.index].capacity[dimension])
    }
  }
}
