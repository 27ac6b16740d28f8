import StowageLinear
import StowageProblem
import StowageUnits

/// Column generation at the root and everything that lives off its duals and patterns.
final class RootSearch {
  let search: Search
  let packing: Packing
  private let crew: Crew
  let sweep: PriceSweep
  let master: RestrictedMaster
  let generation: ColumnGeneration
  private let relaxed: [String]
  private var improver: NeighbourhoodSearch?
  /// The bound at the duals of the last dive.
  private var divedBound = 0.0

  /// `attempt` counts the searches that a fault of the linear programs has ended: each goes another way.
  init(_ search: Search, packing: Packing, crew: Crew, attempt: Int) throws(LinearFault) {
    self.search = search
    self.packing = packing
    self.crew = crew
    let domains = DomainRows(search.problem, packing: packing)
    relaxed = (domains.relaxed + packing.unpricedRules(search.problem)).sorted()
    sweep = PriceSweep(packing, crew: crew)
    let whole = Remainder(packing, pods: packing.demand)
    master = try RestrictedMaster(
      packing, remainder: whole, domains: domains.isEmpty ? nil : domains, penalty: packing.penalty)
    try master.add(packing.homogeneousPatterns(demand: packing.demand))
    if let filling = Filling(search.solution, packing: packing) { try master.add(filling.bins) }
    generation = try ColumnGeneration(
      packing, master: master, sweep: sweep, domains: domains.isEmpty ? nil : domains)
    generation.smoothing -= 0.1 * Double(attempt)
    if search.settings.remembersEnd { generation.scores = PatternScores(packing) }
  }

  private var deadline: Deadline { search.settings.deadline }

  /// Generates columns until the bound is close to the master's value, and rounds now and then.
  func run() throws(LinearFault) {
    var (nextRounding, nextPolish) = (50, 50)
    var bounds: [Double] = []
    generation.effort.nodeLimit = 3000
    generation.columnsPerStep = max(60, packing.cellCount / 3)
    if let start = search.settings.warmStart { try begin(with: start) } else { try begin() }
    while !search.isOver {
      guard try generation.step(deadline: deadline) else { break }
      try generation.prove(deadline: deadline)
      report()
      if generation.steps >= nextRounding { nextRounding = generation.steps + 4 * roundGreedily() }
      if generation.steps >= nextPolish {
        nextPolish = generation.steps * 2
        polish()
      }
      if generation.isDry || generation.isStalled || masterGap < max(2e-4, 0.1 * search.gap) { break }
      bounds.append(generation.centerBound)
      if boundLeads && isSlow(bounds) { break }
    }
    if search.isOver { return }
    roundGreedily()
    polish()
  }

  /// A first bound from the prices of resources, where no rule over domains or copies stands in the way.
  private func begin() throws(LinearFault) {
    guard packing.isUnrestricted, packing.cellCount >= 40 else { return }
    let prices = ResourcePrices(packing)
    let start = try prices.search(sweep, start: master.patterns, penalty: packing.penalty, deadline: deadline)
    guard let start, try generation.borrow(from: start, deadline: deadline) else { return }
    report()
  }

  /// A few rounds of neighbourhood search where the cost is what keeps the gap open. What comes after is cut off
  /// the sooner, the better the solution is that it has to beat.
  private func polish() {
    if boundLags { return }
    _ = improve(rounds: 12)
    improver = nil
  }

  func dive() throws(LinearFault) {
    divedBound = generation.centerBound
    var dive = Dive(packing: packing, sweep: sweep, bins: Array(0..<packing.binCount))
    let pods = podsOfCells()
    dive.laterSteps = 4
    let filling = try dive.run(
      Remainder(packing, pods: pods), columns: master.patterns, duals: generation.center,
      cutoff: Double(search.objective.cost.nanos) / packing.priceUnit,
      deadline: deadline)
    if let filling { take(filling, phase: "dive") }
  }

  /// The bound has risen by a tenth of the gap since the last dive: its duals and columns may lead to other bins.
  var hasBetterDuals: Bool { generation.centerBound > divedBound * (1 + 0.1 * search.gap) }

  /// Rounds of neighbourhood search; true where nothing has improved for long.
  func improve(rounds: Int) -> Bool {
    if improver == nil, let filling = Filling(search.solution, packing: packing) {
      improver = NeighbourhoodSearch(
        packing, filling: filling, sweep: sweep, duals: generation.center, columns: PatternTable(),
        bestBins: generation.bestBins(max(40, packing.binCount / 8)), crew: crew,
        seed: search.settings.seed)
    }
    guard let improver else { return true }
    var failures = 0
    for _ in 0..<rounds {
      if search.isOver { return false }
      if improver.round(deadline: deadline) {
        failures = 0
        take(improver.filling, phase: "neighbourhood")
      } else {
        failures += 1
      }
      search.neighbourhoods += NeighbourhoodSearch.neighbourhoodsPerRound
    }
    return failures == rounds
  }

  /// How far the best bound from anywhere is below the master's value, as a part of it.
  private var masterGap: Double {
    let value = generation.value
    let bound = max(generation.bound, Double(search.bound.cost.nanos) / packing.priceUnit)
    return value > 0 ? max(0, value - bound) / value : 0
  }

  /// More than half of what is between cost and bound is between the master's value and the bound.
  var boundLags: Bool { masterGap > 0.5 * search.gap }

  /// The bound need rise no further than to the master's value to close the gap.
  var boundWouldDo: Bool {
    generation.value * packing.priceUnit >= Double(search.objective.cost.nanos) * (1 - search.settings.gap)
  }

  /// So little of what is between cost and bound is due to the bound that a better solution is worth more time.
  private var boundLeads: Bool { masterGap < 0.5 * search.gap }

  /// The bounds after each step have closed no more than a twentieth of the gap in the last ten of them.
  private func isSlow(_ bounds: [Double]) -> Bool {
    guard let last = bounds.last, bounds.count > 10 else { return false }
    return last - bounds[bounds.count - 11] < 0.05 * search.gap * last
  }

  /// More column generation for the bound's sake; true where nothing more can be had from it.
  func sharpen(steps: Int) throws(LinearFault) -> Bool {
    for _ in 0..<steps {
      if generation.gap < 1e-5 { return true }
      if search.isOver { return false }
      if generation.isDry { break }
      guard try generation.step(deadline: deadline) else { return false }
      try generation.prove(deadline: deadline)
      report()
    }
    if generation.isDry || generation.isStalled {
      try generation.settle(deadline: deadline)
      report()
    }
    return generation.gap < 1e-5
  }

  func report() {
    search.columns = generation.generated
    search.simplexIterations = master.iterations
    search.pricingSteps = generation.steps
    search.prices = packing.classPrices(generation.center)
    search.offer(
      bound: generation.bound, duals: generation.classDuals, unit: packing.priceUnit, relaxed: relaxed,
      phase: "columns")
  }

  /// Good duals differ much in what comes of them: many are tried. Gives the time it took in steps of pricing.
  @discardableResult private func roundGreedily() -> Int {
    var greedy = PatternGreedy(packing: packing, sweep: sweep, bins: Array(0..<packing.binCount))
    let start = Remainder(packing, pods: podsOfCells())
    if let filling = greedy.run(start, duals: generation.center, deadline: deadline) {
      take(filling, phase: "rounding")
    }
    return 1 + greedy.pricings / packing.binCount
  }

  func take(_ filling: Filling, phase: String) {
    let smaller = Downgrade(packing).run(filling)
    if let solution = smaller.solution(search.problem, packing: packing) {
      search.offer(solution, phase: phase)
    }
  }

  /// Per cell: where the pods of split classes go, as in the best solution so far.
  private func podsOfCells() -> [Int32] {
    var pods = packing.demand
    guard let filling = Filling(search.solution, packing: packing) else { return pods }
    let held = filling.held(packing)
    for cell in 0..<packing.cellCount where packing.isSplit(Int(packing.classOfCell[cell])) {
      pods[cell] = held[cell]
    }
    return pods
  }
}

extension Packing {
  /// More than any pod should cost: a stand-in for it must not be worth having.
  var penalty: Double { 10 * Double(price.max() ?? 0) / priceUnit + 1 }

  /// Per class, the dearest of its cells, in nano-dollars per hour.
  func classPrices(_ point: DualPoint) -> [Double] {
    (0..<cellStart.count - 1).map { index in
      cells(ofClass: index).reduce(0.0) { max($0, point.cells[$1]) } * priceUnit
    }
  }

  /// Rules that pricing does not see, by their names in the problem.
  func unpricedRules(_ problem: Problem) -> [String] {
    var names: [String] = []
    if !problem.choices.isEmpty { names.append("choices") }
    if !problem.companions.isEmpty { names.append("companions") }
    return names
  }
}
