import StowageProblem

/// Where the pods of a class could go as far as domains are concerned, and at what price.
struct DomainOptions {
  struct Option {
    /// Per topology; -1 where no rule of the topology names the class.
    var domains: [Int32]
    /// The least price among its offerings, relative to their size; 0 where there are only open bins.
    var price: Double
  }

  /// Combinations of domains that occur, for classes named by the same topologies.
  private struct Combinations {
    var topologies: [Int]
    var tuples: [[Int32]] = []
    /// Per open bin, then per offering.
    var tupleOfPlace: [Int32] = []
  }

  private let placement: Placement
  private let combinations: [Combinations]
  private let combinationsOfClass: [Int]
  /// Per offering: price over the mean of its capacities, each relative to the mean of all offerings.
  private let rates: [Double]

  init(_ placement: Placement) {
    self.placement = placement
    let problem = placement.problem
    var combinations: [Combinations] = []
    combinationsOfClass = placement.index.topologies.map { topologies in
      if let known = combinations.firstIndex(where: { $0.topologies == topologies }) { return known }
      combinations.append(Combinations(topologies: topologies))
      return combinations.count - 1
    }
    for position in combinations.indices {
      DomainOptions.fill(&combinations[position], placement)
    }
    self.combinations = combinations
    rates = DomainOptions.rates(problem)
  }

  private static func fill(_ combinations: inout Combinations, _ placement: Placement) {
    var ids: [[Int32]: Int32] = [:]
    let places = placement.bins.map(\.place) + placement.problem.offerings.indices.map { .offering($0) }
    for place in places {
      var tuple = [Int32](repeating: -1, count: placement.problem.topologies.count)
      for topology in combinations.topologies { tuple[topology] = Int32(placement.domain(place, topology)) }
      let id = ids[tuple] ?? Int32(combinations.tuples.count)
      if Int(id) == combinations.tuples.count {
        ids[tuple] = id
        combinations.tuples.append(tuple)
      }
      combinations.tupleOfPlace.append(id)
    }
  }

  private static func rates(_ problem: Problem) -> [Double] {
    var mean = [Double](repeating: 0, count: problem.dimensionCount)
    for offering in problem.offerings {
      for dimension in mean.indices { mean[dimension] += max(0, Double(offering.capacity[dimension])) }
    }
    return problem.offerings.map { offering in
      var size = 0.0
      for dimension in mean.indices where mean[dimension] > 0 {
        size += max(0, Double(offering.capacity[dimension])) / mean[dimension]
      }
      return Double(offering.price.nanos + 1) / max(1e-12, size)
    }
  }

  /// In the order of first occurrence.
  func options(of podClass: Int) -> [Option] {
    let problem = placement.problem
    let group = combinations[combinationsOfClass[podClass]]
    var price = [Double](repeating: .infinity, count: group.tuples.count)
    let size = problem.classes[podClass].size
    for (bin, open) in placement.bins.enumerated() {
      let tuple = Int(group.tupleOfPlace[bin])
      guard price[tuple] == .infinity, placement.accepts(podClass, open.place) else { continue }
      if size.indices.allSatisfy({ placement.room(bin, $0) >= size[$0] }) {
        price[tuple] = .greatestFiniteMagnitude
      }
    }
    problem.offeringMask.forEachColumn(of: podClass) { offering in
      let tuple = Int(group.tupleOfPlace[placement.bins.count + offering])
      guard rates[offering] < price[tuple] else { return }
      let capacity = problem.offerings[offering].capacity
      for dimension in size.indices where size[dimension] > capacity[dimension] { return }
      if placement.ledger.available(offering) > 0 { price[tuple] = rates[offering] }
    }
    // Bins without a domain are left to whoever looks at single bins.
    let usable = group.tuples.indices.filter { tuple in
      price[tuple] < .infinity && group.topologies.allSatisfy { group.tuples[tuple][$0] >= 0 }
    }
    return usable.map { tuple in
      let isOpenOnly = price[tuple] == .greatestFiniteMagnitude
      return Option(domains: group.tuples[tuple], price: isOpenOnly ? 0 : price[tuple])
    }
  }
}
