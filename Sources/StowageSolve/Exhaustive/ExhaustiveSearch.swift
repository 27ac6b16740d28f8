import StowageProblem
import StowageUnits

/// Problems of a few pods, solved by trying every way to group them, under all rules.
///
/// Pods are placed one after the other: into a node, into a bin that is open already, into a new one, or nowhere.
/// Pods of one class only go to places in ascending order, and of equal empty nodes only the first is tried, so
/// that no grouping is met twice. An open bin costs what the cheapest offering of its kind costs that holds its
/// pods so far; that only rises, so whatever is no better than the best solution already is left. Rules that only
/// a whole solution shows are judged there.
struct ExhaustiveSearch {
  private let search: Search
  private var state: GroupingState
  /// The classes of the pods in the order in which they are placed: higher priorities, then larger pods first.
  private let pods: [Int]
  private let levelOfClass: [Int]
  /// Where each pod went, `nowhere` for the last resort.
  private var placeOfPod: [Int]
  private var unplaced: [Int64]
  private let workLimit: Int
  private var work = 0
  private var isCutOff = false
  /// The least cost met, where wishes are left out of account; nil while the objective is what counts.
  private var leastCost: Money?

  private static let nowhere = Int.max
  /// More pods than this are not tried at all.
  private static let podLimit = 16
  /// What judging a whole solution counts beside the places tried.
  private static let judgingWork = 100
  /// A limit of work for a first look, about a twentieth of a second.
  static let shortWork = 200_000
  /// A limit of work for the whole: about half a second.
  static let longWork = 2_000_000

  /// nil where there are too many pods, or pods that run already.
  private init?(_ search: Search, workLimit: Int, ignoringWishes: Bool = false) {
    var problem = search.problem
    let count = problem.classes.reduce(0) { $0 + Int($1.count) }
    guard count <= Self.podLimit, problem.homes.isEmpty,
      problem.nodes.allSatisfy({ !$0.mayClose && $0.price == .zero })
    else { return nil }
    if ignoringWishes {
      problem.dropWishes()
      leastCost = search.objective.cost
    }
    self.search = search
    self.workLimit = workLimit
    state = GroupingState(problem)
    let priorities = Set(problem.classes.map(\.priority)).sorted(by: >)
    levelOfClass = problem.classes.map { item in priorities.firstIndex(of: item.priority) ?? 0 }
    unplaced = Array(repeating: 0, count: priorities.count)
    var pods: [Int] = []
    for index in Self.order(of: problem) {
      let number = Int(problem.classes[index].count)
      if state.fitsSomewhere(index) {
        pods.append(contentsOf: repeatElement(index, count: number))
      } else {
        unplaced[levelOfClass[index]] += Int64(number)
      }
    }
    self.pods = pods
    placeOfPod = Array(repeating: 0, count: pods.count)
  }

  private static func order(of problem: Problem) -> [Int] {
    // A pod is as large as the largest share it takes of the largest offering.
    var largest = [Int32](repeating: 1, count: problem.dimensionCount)
    for offering in problem.offerings {
      for (dimension, room) in offering.capacity.enumerated() {
        largest[dimension] = max(largest[dimension], room)
      }
    }
    let shares = problem.classes.map { item in
      zip(item.size, largest).map { Double($0) / Double($1) }.max() ?? 0
    }
    return problem.classes.indices.sorted { left, right in
      let (first, second) = (problem.classes[left], problem.classes[right])
      if first.priority != second.priority { return first.priority > second.priority }
      return shares[left] != shares[right] ? shares[left] > shares[right] : left < right
    }
  }

  /// Offers the optimum and its cost as a bound; leaves the bound as it is where the search takes more work (places
  /// tried) than the limit, of which it is the sooner done the better the best solution so far.
  static func run(_ search: Search, workLimit: Int) {
    guard var exhaustive = ExhaustiveSearch(search, workLimit: workLimit) else { return }
    exhaustive.descend(0)
    if exhaustive.isCutOff { return }
    var least = search.objective.cost
    if search.problem.hasWishes {
      guard var other = ExhaustiveSearch(search, workLimit: workLimit, ignoringWishes: true) else { return }
      other.descend(0)
      if other.isCutOff { return }
      least = other.leastCost ?? least
    }
    search.offer(bound: Double(least.nanos), duals: [], unit: 1, relaxed: [], phase: "exhaustive")
  }

  private mutating func descend(_ pod: Int) {
    if isCutOff || !mayBeBetter() { return }
    guard pod < pods.count else { return judge() }
    let podClass = pods[pod]
    let isTwin = pod > 0 && pods[pod - 1] == podClass
    let first = isTwin ? placeOfPod[pod - 1] : 0
    if first != Self.nowhere {
      for place in first..<state.places.count where visit() && !state.isTwinOfEmpty(place) {
        guard let undo = state.add(podClass, to: place) else { continue }
        placeOfPod[pod] = place
        descend(pod + 1)
        state.remove(podClass, from: place, undo)
      }
      for kind in state.kinds.indices where visit() {
        guard state.open(kind, with: podClass) else { continue }
        placeOfPod[pod] = state.places.count - 1
        descend(pod + 1)
        state.closeLast()
      }
    }
    unplaced[levelOfClass[podClass]] += 1
    placeOfPod[pod] = Self.nowhere
    descend(pod + 1)
    unplaced[levelOfClass[podClass]] -= 1
  }

  /// Counts one place; false once the work is too much.
  private mutating func visit() -> Bool {
    work += 1
    if work > workLimit || (work & 4095 == 0 && search.settings.deadline.isOver) { isCutOff = true }
    return !isCutOff
  }

  /// What is to come can only make these numbers greater.
  private func mayBeBetter() -> Bool {
    if let leastCost, state.cost >= leastCost { return false }
    for (mine, best) in zip(unplaced, search.objective.unplaced) where mine != best { return mine < best }
    if leastCost != nil { return true }
    let best = search.objective.cost + search.objective.penalty
    let value = state.cost + state.penalty
    return value != best ? value < best : state.binCount < search.objective.newBinCount
  }

  private mutating func judge() {
    work += Self.judgingWork
    let solution = state.solution
    if leastCost == nil {
      search.offer(solution, phase: "exhaustive")
    } else if unplaced == search.objective.unplaced, search.problem.violations(of: solution).isEmpty {
      leastCost = state.cost
    }
  }
}
