import StowageProblem
import StowageUnits

/// Problems of a single class, solved exactly: how many new bins of each kind hold the pods that existing bins do
/// not, at the least price. A covering problem in one dimension, by dynamic programming over the number of pods.
///
/// Copies, limits and choices are left out, so that the value is a bound in any case, and the optimum where the
/// bins it takes keep those rules too.
struct SingleClass {
  private let problem: Problem
  /// The cheapest offering for each number of pods that a bin can hold, ascending in both.
  private let kinds: [(pods: Int, offering: OfferingID)]

  /// The longest table: beyond it the relative gap of the linear bound is far below anything asked for.
  private static let podLimit = 200_000

  /// nil where the problem has more than one class, or topologies that divide it.
  init?(_ problem: Problem) {
    guard problem.classes.count == 1, problem.topologies.isEmpty, problem.homes.isEmpty else { return nil }
    self.problem = problem
    var best: [Int: OfferingID] = [:]
    for index in problem.offerings.indices where problem.offeringMask[0, index] {
      let pods = Self.count(in: problem.offerings[index].capacity, problem.classes[0])
      guard pods > 0 else { continue }
      let known = best[pods].map { problem.offerings[$0.index] }
      let candidate = problem.offerings[index]
      if known.map({ (candidate.price, candidate.rank) < ($0.price, $0.rank) }) ?? true {
        best[pods] = OfferingID(index)
      }
    }
    kinds = best.sorted { $0.key < $1.key }.map { (pods: $0.key, offering: $0.value) }
  }

  private static func count(in room: [Int32], _ item: PodClass) -> Int {
    var count = Int(min(item.maxPerBin, item.count))
    for (dimension, size) in item.size.enumerated() where size > 0 {
      count = min(count, max(0, Int(room[dimension] / size)))
    }
    return room.contains { $0 < 0 } ? 0 : count
  }

  /// Offers the optimum and its value to the search.
  func run(_ search: Search) {
    let placed = Int(search.solution.placedCounts(in: problem)[0])
    let inNodes = problem.nodes.indices.reduce(0) { sum, index in
      problem.nodeMask[0, index] ? sum + Self.count(in: problem.nodes[index].free, problem.classes[0]) : sum
    }
    let demand = placed - min(placed, inNodes)
    guard demand > 0, demand <= Self.podLimit, !kinds.isEmpty else { return }
    let (value, last) = table(demand)
    let relaxed = (problem.choices.isEmpty ? [] : ["choices"]) + (problem.limits.isEmpty ? [] : ["limits"])
    search.offer(bound: Double(value), duals: [], unit: 1, relaxed: relaxed, phase: "exact")
    var solution = search.solution
    let inPlace = solution.nodeContents.reduce(0) { $0 + $1.parts.reduce(0) { $0 + Int($1.count) } }
    guard placed - inPlace == demand else { return }
    solution.newBins = bins(demand, last)
    search.offer(solution, phase: "exact")
  }

  /// The least price of `demand` pods, and per number of pods the kind of the last bin.
  private func table(_ demand: Int) -> (value: Int64, last: [Int32]) {
    var price = [Int64](repeating: 0, count: demand + 1)
    var last = [Int32](repeating: -1, count: demand + 1)
    for pods in 1...demand {
      var best = Int64.max
      for (index, kind) in kinds.enumerated() {
        let value = price[max(0, pods - kind.pods)] + problem.offerings[kind.offering.index].price.nanos
        if value < best {
          best = value
          last[pods] = Int32(index)
        }
      }
      price[pods] = best
    }
    return (price[demand], last)
  }

  private func bins(_ demand: Int, _ last: [Int32]) -> [NewBin] {
    var bins: [NewBin] = []
    var rest = demand
    while rest > 0 {
      let kind = kinds[Int(last[rest])]
      let pods = min(rest, kind.pods)
      bins.append(
        NewBin(
          offering: kind.offering, content: Pattern([.init(podClass: ClassID(0), count: Int32(pods))])))
      rest -= pods
    }
    return bins
  }
}
