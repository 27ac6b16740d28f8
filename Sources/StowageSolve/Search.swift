import StowageLinear
import StowageProblem
import StowageUnits

/// The state of one search: the best solution and the best bound so far, and who is told about them.
final class Search {
  let problem: Problem
  let settings: SearchSettings
  private let onEvent: ((SearchEvent) -> Void)?
  private(set) var solution: Solution
  private(set) var objective: Objective
  private(set) var bound: Bound
  /// The best bound that looks at sizes and masks alone.
  private(set) var looseBound = Bound(cost: .zero)
  /// Solutions that were found but break a rule; should stay 0 where pricing sees all rules.
  private(set) var rejected = 0
  /// How often a bound was above the cost of a solution that places as much: has to stay 0.
  private(set) var boundFaults = 0
  var columns = 0
  /// Those of them that came from an earlier search.
  var warmColumns = 0
  /// What the next search may begin with.
  var end: WarmStart?
  /// How often the linear programs gave up.
  var faults = 0
  var simplexIterations = 0
  var pricingSteps = 0
  var neighbourhoods = 0
  /// As in `SearchResult`.
  var prices: [Double] = []

  init(
    _ problem: Problem, settings: SearchSettings, start: Solution, onEvent: ((SearchEvent) -> Void)?
  ) {
    self.problem = problem
    self.settings = settings
    self.onEvent = onEvent
    solution = start
    objective = problem.objective(of: start)
    bound = Bound(cost: .zero)
  }

  /// How far the bound is below the cost, as a part of the cost.
  var gap: Double {
    objective.cost.nanos <= 0
      ? 0 : Double(objective.cost.nanos - bound.cost.nanos) / Double(objective.cost.nanos)
  }

  var isClosed: Bool { gap <= settings.gap }
  var isOver: Bool { isClosed || settings.deadline.isOver }

  /// Takes a solution if it is feasible and better; true where it was.
  @discardableResult func offer(_ candidate: Solution, phase: String) -> Bool {
    let value = problem.objective(of: candidate)
    guard value < objective else { return false }
    guard problem.violations(of: candidate).isEmpty else {
      rejected += 1
      return false
    }
    if value.unplaced != objective.unplaced {
      // Bounds speak of what was placed before.
      bound = Bound(cost: .zero)
      looseBound = bound
    } else if value.cost < bound.cost {
      boundFaults += 1
      bound = Bound(cost: .zero)
    }
    let isCheaper = value.cost < objective.cost
    solution = candidate
    objective = value
    if isCheaper { tell(phase) }
    return true
  }

  /// Takes a bound in price units if it is better. Whatever floating point did to it is far less than what
  /// is taken off here.
  func offer(bound value: Double, duals: [Double], unit: Double, relaxed: [String], phase: String) {
    guard value.isFinite, value > 0 else { return }
    let nanos = Int64((value * unit * (1 - 1e-9)).rounded(.down))
    if nanos > objective.cost.nanos {
      boundFaults += 1
      return
    }
    let proven = Bound(cost: Money(nanos: nanos), duals: duals.map { $0 * unit }, relaxed: relaxed)
    if relaxed == FluidBound.relaxed && nanos > looseBound.cost.nanos { looseBound = proven }
    guard nanos > bound.cost.nanos else { return }
    bound = proven
    tell(phase)
  }

  private func tell(_ phase: String) {
    onEvent?(
      SearchEvent(phase: phase, incumbent: objective.cost, bound: bound.cost, columns: columns))
  }

  var result: SearchResult {
    var result = SearchResult(
      solution: solution, bound: bound,
      counters: [
        ("boundFaults", boundFaults), ("columns", columns), ("faults", faults),
        ("neighbourhoods", neighbourhoods), ("pricingSteps", pricingSteps), ("rejected", rejected),
        ("simplexIterations", simplexIterations),
      ])
    result.prices = prices
    result.looseBound = looseBound
    if warmColumns > 0 { result.counters.append(("warmColumns", warmColumns)) }
    result.end = end
    return result
  }
}
