import StowageLinear
import StowageProblem
import StowageUnits

/// The strategies in their order: a feasible solution at once, then column generation for a bound and for
/// patterns, rounding, and improvement until the gap or the deadline is met.
///
/// In comes a problem, out comes the best solution found with a bound that is valid however early the search was
/// stopped. No decision depends on the clock but the one to stop.
package enum Portfolio {
  package static func solve(
    _ problem: Problem, settings: SearchSettings, onEvent: ((SearchEvent) -> Void)? = nil
  ) -> SearchResult {
    let search = Search(
      problem, settings: settings, start: Greedy.solve(problem, settings), onEvent: onEvent)
    if settings.isGreedyOnly { return greedy(search) }
    // Columns bound and place what is placed here, so that the first look is the whole where pods are left over.
    let isShort = search.objective.unplaced.allSatisfy { $0 == 0 } || settings.isOneOfMany
    ExhaustiveSearch.run(
      search, workLimit: isShort ? ExhaustiveSearch.shortWork : ExhaustiveSearch.longWork)
    let packing = Packing(
      problem, demand: search.solution.placedCounts(in: problem), deadline: settings.deadline)
    // Nobody waits for what a packing of many classes takes; one that was cut short is of no use.
    if settings.deadline.isCancelled { return greedy(search) }
    search.offer(
      bound: FluidBound(packing).value, duals: [], unit: packing.priceUnit, relaxed: FluidBound.relaxed,
      phase: "fluid")
    SingleClass(problem)?.run(search)
    improve(search, packing: packing)
    meetWishes(search)
    return search.result
  }

  /// What there is after the first answer, with a bound that costs next to nothing.
  private static func greedy(_ search: Search) -> SearchResult {
    let placed = search.solution.placedCounts(in: search.problem)
    search.offer(
      bound: FluidBound(search.problem, demand: placed).value, duals: [], unit: 1,
      relaxed: FluidBound.relaxed, phase: "fluid")
    meetWishes(search)
    return search.result
  }

  private static func meetWishes(_ search: Search) {
    WishExchange(search).run()
    SpreadExchange(search).run()
    var exchange = PeerExchange(search)
    exchange.run()
  }

  /// A fault loses the linear programs, but not what was found with them: the search begins again, a few times.
  private static func improve(_ search: Search, packing: Packing) {
    let crew = Crew()
    for attempt in 0..<3 where search.faults == attempt && !search.isOver {
      do {
        defer { LinearProgram.endThread() }
        let root = try RootSearch(search, packing: packing, crew: crew, attempt: attempt)
        try run(root, search)
        if search.settings.remembersEnd { search.end = root.end() }
      } catch {
        // A cancellation that comes in the middle of a linear program ends it with one.
        if !search.settings.deadline.isCancelled { search.faults += 1 }
      }
    }
  }

  private static func run(_ root: RootSearch, _ search: Search) throws(LinearFault) {
    try root.run()
    if search.isOver { return }
    try root.dive()
    if !search.isOver && !search.settings.isOneOfMany {
      ExhaustiveSearch.run(search, workLimit: ExhaustiveSearch.longWork)
    }
    var idleRounds = 0
    while !search.isOver {
      if root.boundWouldDo {
        _ = try root.sharpen(steps: 20)
        if search.isOver { break }
      }
      let rounds = min(root.boundLags ? 20 : 50, search.settings.patience ?? .max)
      idleRounds = root.improve(rounds: rounds) ? idleRounds + rounds : 0
      if search.isOver || idleRounds >= search.settings.patience ?? .max { break }
      let isProven = try root.sharpen(steps: 20)
      if isProven && idleRounds >= 200 { break }
      if root.hasBetterDuals { try root.dive() }
    }
  }
}
