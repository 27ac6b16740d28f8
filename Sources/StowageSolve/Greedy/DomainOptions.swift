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

  /// What classes with one mask find in one combination of domains.
  private struct Reach {
    var domains: [Int32]
    var price: Double
    /// Per dimension: the largest room of any bin, which no single bin need have.
    var room: [Int32]
  }

  private let problem: Problem
  /// Per kind of class (mask and topologies): what it reaches.
  private var reaches: [[Reach]] = []
  private var kindOfClass: [Int] = []

  init(_ placement: Placement) {
    problem = placement.problem
    var combinations: [Combinations] = []
    var kinds: [[UInt64]: Int] = [:]
    let rates = DomainOptions.rates(problem)
    let capacities = problem.offerings.flatMap(\.capacity)
    for (podClass, topologies) in placement.index.topologies.enumerated() {
      guard !topologies.isEmpty else {
        kindOfClass.append(-1)
        continue
      }
      let group =
        combinations.firstIndex { $0.topologies == topologies }
        ?? {
          combinations.append(DomainOptions.combinations(topologies, placement))
          return combinations.count - 1
        }()
      let masks = problem.offeringMask.row(podClass) + problem.nodeMask.row(podClass)
      let key = [UInt64(group)] + masks
      let kind = kinds[key] ?? reaches.count
      if kind == reaches.count {
        kinds[key] = kind
        reaches.append(DomainOptions.reach(podClass, combinations[group], placement, (rates, capacities)))
      }
      kindOfClass.append(kind)
    }
  }

  /// In the order of first occurrence. Bins without a domain are left to whoever looks at single bins.
  func options(of podClass: Int) -> [Option] {
    guard kindOfClass[podClass] >= 0 else { return [] }
    let size = problem.classes[podClass].size
    return reaches[kindOfClass[podClass]].compactMap { reach in
      for (need, room) in zip(size, reach.room) where need > room { return nil }
      return Option(domains: reach.domains, price: reach.price)
    }
  }

  private static func combinations(_ topologies: [Int], _ placement: Placement) -> Combinations {
    var result = Combinations(topologies: topologies)
    var ids: [[Int32]: Int32] = [:]
    let places = placement.bins.map(\.place) + placement.problem.offerings.indices.map { .offering($0) }
    var tuple = [Int32](repeating: -1, count: placement.problem.topologies.count)
    for place in places {
      for topology in topologies { tuple[topology] = Int32(placement.domain(place, topology)) }
      let id = ids[tuple] ?? Int32(result.tuples.count)
      if Int(id) == result.tuples.count {
        ids[tuple] = id
        result.tuples.append(tuple)
      }
      result.tupleOfPlace.append(id)
    }
    return result
  }

  /// - Parameter offerings: their rates, and their capacities, offering by offering.
  private static func reach(
    _ podClass: Int, _ group: Combinations, _ placement: Placement,
    _ offerings: (rates: [Double], capacities: [Int32])
  ) -> [Reach] {
    let (problem, dimensionCount) = (placement.problem, placement.problem.dimensionCount)
    var prices = [Double](repeating: .infinity, count: group.tuples.count)
    // Tuple-major.
    var rooms = [Int32](repeating: -1, count: group.tuples.count * dimensionCount)
    for (bin, open) in placement.bins.enumerated() {
      guard !open.isRetired, placement.accepts(podClass, open.place) else { continue }
      let start = Int(group.tupleOfPlace[bin]) * dimensionCount
      for dimension in 0..<dimensionCount {
        rooms[start + dimension] = max(rooms[start + dimension], placement.room(bin, dimension))
      }
    }
    problem.offeringMask.forEachColumn(of: podClass) { offering in
      guard placement.ledger.available(offering) > 0 else { return }
      let tuple = Int(group.tupleOfPlace[placement.bins.count + offering])
      prices[tuple] = min(prices[tuple], offerings.rates[offering])
      for dimension in 0..<dimensionCount {
        let room = offerings.capacities[offering * dimensionCount + dimension]
        rooms[tuple * dimensionCount + dimension] = max(rooms[tuple * dimensionCount + dimension], room)
      }
    }
    let result = group.tuples.enumerated().map { index, domains in
      Reach(
        domains: domains, price: prices[index],
        room: Array(rooms[index * dimensionCount..<(index + 1) * dimensionCount]))
    }
    return result.filter { reach in
      reach.room.allSatisfy { $0 >= 0 } && group.topologies.allSatisfy { reach.domains[$0] >= 0 }
    }.map { reach in
      var reach = reach
      if reach.price == .infinity { reach.price = 0 }
      return reach
    }
  }

  /// Per offering: price over the mean of its capacities, each relative to the mean of all offerings.
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
}
