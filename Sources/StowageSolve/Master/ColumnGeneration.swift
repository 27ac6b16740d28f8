import StowageLinear
import StowageUnits

/// Column generation: a restricted master and pricing in turn, each step with a bound. Works on the whole problem
/// or on what is left of it.
///
/// Patterns are priced at duals that lie between those of the best bound so far and those of the master
/// (Wentges, "Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming", International
/// Transactions in Operational Research 4, 1997, doi:10.1016/S0969-6016(97)00001-4): the master's own duals jump
/// about so much that without smoothing several times as many steps are needed.
final class ColumnGeneration {
  let packing: Packing
  let master: RestrictedMaster
  let sweep: PriceSweep
  private var bounding: LagrangianBound
  private let bins: [Int]
  /// The pods of each cell that need a place; nil stands for all of them.
  private(set) var remaining: [Int32]?
  /// The duals of the best bound so far, of those that the master has led to.
  private(set) var center: DualPoint
  /// What each bin can hold at the center, at most.
  private var centerBounds: [Double] = []
  private(set) var bound = 0.0
  /// The bound at the center; lower than `bound` where that came from elsewhere.
  private(set) var centerBound = 0.0
  private(set) var steps = 0
  private var stepsWithoutProgress = 0
  /// The point whose bound would be the best if it were proven.
  private var hope: (bound: Double, point: DualPoint?) = (0, nil)
  private let patience = 8
  /// Steps of the exact search in one bin when pricing had last run dry.
  private var settlingLimit = 0
  /// Bound and value when one of them last moved by more than a ten-thousandth, and the step of that.
  private var (lastBound, lastValue, lastMove) = (0.0, Double.infinity, 0)
  /// Nothing has moved for so long that other work is better.
  var isStalled: Bool { steps - lastMove > 30 }
  private(set) var generated = 0
  /// Set when pricing finds no pattern that would lower the master's value.
  private(set) var isDry = false
  var value: Double { master.objective }
  /// How far the bound is below the master's value, as a part of it.
  var gap: Double { value > 0 ? max(0, value - bound) / value : 0 }
  /// The duals of the bound per class, scaled so that they prove it alone; empty where that takes more.
  private(set) var classDuals: [Double] = []
  /// How near each pattern has come to paying at the last answers of the master; nil where nobody asks.
  var scores: PatternScores?

  var smoothing = 0.85
  var columnsPerStep = 40
  var effort = PricingEffort()
  /// In about how many bins a step looks for patterns.
  var filledBins = 24

  /// The whole problem.
  init(
    _ packing: Packing, master: RestrictedMaster, sweep: PriceSweep, domains: DomainRows?
  ) throws(LinearFault) {
    self.packing = packing
    self.master = master
    self.sweep = sweep
    bounding = try LagrangianBound(
      packing, remainder: Remainder(packing, pods: packing.demand), domains: domains)
    bins = Array(0..<packing.binCount)
    center = DualPoint(
      cells: [Double](repeating: 0, count: packing.cellCount),
      limits: [Double](repeating: 0, count: packing.limitCount))
  }

  /// What is left of it: its pods into some of the bins, starting from known duals. The bound then
  /// holds for these bins only.
  init(
    _ packing: Packing, master: RestrictedMaster, sweep: PriceSweep, remainder: Remainder, bins: [Int],
    start: DualPoint
  ) throws(LinearFault) {
    self.packing = packing
    self.master = master
    self.sweep = sweep
    self.bins = bins
    remaining = remainder.pods
    bounding = try LagrangianBound(packing, remainder: remainder, domains: nil)
    center = start
  }

  /// Goes on with fewer pods.
  func shrink(to left: Remainder) throws(LinearFault) {
    remaining = left.pods
    bounding = try LagrangianBound(packing, remainder: left, domains: nil)
    bound = 0
    centerBound = 0
    hope = (0, nil)
    isDry = false
  }

  /// Begins at duals that were good for nearly the same problem; false where the deadline came first.
  func begin(at point: DualPoint, deadline: Deadline) throws(LinearFault) -> Bool {
    guard let priced = try bring(point, deadline: deadline) else { return false }
    aim(priced, costs: point.binCosts(packing))
    try evaluate(point, priced)
    steps += 1
    return true
  }

  /// Takes the bound and the patterns of a point from elsewhere, but stays where it is; false where the deadline
  /// came first. Such a point may have a good bound and yet be a bad place to look for patterns from.
  func borrow(from point: DualPoint, deadline: Deadline) throws(LinearFault) -> Bool {
    guard let priced = try bring(point, deadline: deadline) else { return false }
    let bounds = perBin(priced) { $0.bound }
    raise(to: try bounding.value(of: point, worths: bounds), point, worths: bounds)
    return true
  }

  private func bring(_ point: DualPoint, deadline: Deadline) throws(LinearFault) -> [BinPricing]? {
    let priced = price(point, effort: effort, deadline: deadline)
    if deadline.isOver { return nil }
    _ = try addBest(of: priced, duals: point, charges: [Double](repeating: 0, count: packing.binCount))
    return priced
  }

  private func raise(to reached: Double, _ point: DualPoint, worths: [Double]) {
    if reached <= bound { return }
    bound = reached
    classDuals = bounding.classDuals(of: point, worths: worths)
  }

  /// One solve of the master and one sweep; false where the deadline came first or the master gave up.
  func step(deadline: Deadline) throws(LinearFault) -> Bool {
    guard try master.solve(deadline: deadline) == .optimal else { return false }
    let duals = try master.duals()
    let charges = try master.binCharges()
    scores?.add(duals)
    var share =
      steps == 0 && remaining == nil
      ? 1 : min(0.7, (1 - smoothing) * (1 + 0.1 * Double(stepsWithoutProgress)))
    while true {
      let point = share == 1 ? duals : center.mixed(with: duals, share: share)
      if deadline.isOver { return false }
      let effort = share == 1 ? self.effort : try usefulEffort(at: point)
      let priced = price(point, effort: effort, deadline: deadline)
      aim(priced, costs: point.binCosts(packing))
      try evaluate(point, priced)
      steps += 1
      if try addBest(of: priced, duals: duals, charges: charges) > 0 { break }
      if share >= 1 {
        isDry = true
        break
      }
      // Nothing at the smoothed duals improves the master: move towards the master's own.
      share = share < 0.4 ? 0.6 : 1
    }
    return true
  }

  /// The effort without exact searches that could not move the center. Scaled down by `s`, no point is worth more
  /// than what it is worth unscaled, divided by `s`.
  private func usefulEffort(at point: DualPoint) throws(LinearFault) -> PricingEffort {
    var useful = effort
    if effort.nodeLimit == 0 || centerBound <= 0 { return useful }
    let most = try bounding.value(of: point, worths: [Double](repeating: 0, count: packing.binCount))
    useful.uselessRatio = max(1, most / (centerBound * (1 + 1e-5)))
    return useful
  }

  private func price(_ point: DualPoint, effort: PricingEffort, deadline: Deadline) -> [BinPricing] {
    sweep.price(
      bins, duals: point.cells, costs: point.binCosts(packing), remaining: remaining, effort: effort,
      deadline: deadline)
  }

  /// One value for every bin of the packing, 0 for those that are not priced.
  private func perBin(_ priced: [BinPricing], _ value: (BinPricing) -> Double) -> [Double] {
    var values = [Double](repeating: 0, count: packing.binCount)
    for (index, pricing) in priced.enumerated() { values[bins[index]] = value(pricing) }
    return values
  }

  /// The bound that a priced point gives, and the one it would give if nothing better than the patterns found
  /// existed: where that is the best so far, a longer search may prove it.
  private func evaluate(_ point: DualPoint, _ priced: [BinPricing]) throws(LinearFault) {
    let bounds = perBin(priced) { $0.bound }
    let reached = try bounding.value(of: point, worths: bounds)
    stepsWithoutProgress = reached > centerBound * (1 + 1e-5) ? 0 : stepsWithoutProgress + 1
    if bound > lastBound * (1 + 1e-4) || value < lastValue * (1 - 1e-4) {
      (lastBound, lastValue, lastMove) = (bound, value, steps)
    }
    raise(to: reached, point, worths: bounds)
    if reached > centerBound || steps == 0 {
      centerBound = max(centerBound, reached)
      center = point
      centerBounds = bounds
    }
    let hoped = try bounding.value(of: point, worths: perBin(priced) { $0.worths.max() ?? 0 })
    if hoped > hope.bound {
      hope.bound = hoped
      hope.point = point
    }
  }

  /// The bins that come nearest to paying at the center, in ascending order, and those of few copies.
  func bestBins(_ count: Int) -> [Int] {
    // Without a single whole step there is nothing to tell them apart by.
    guard centerBounds.count == packing.binCount else { return Array(bins.prefix(count)) }
    let costs = center.binCosts(packing)
    let order = bins.sorted { left, right in
      let (first, second) = (centerBounds[left] * costs[right], centerBounds[right] * costs[left])
      return first != second ? first > second : left < right
    }
    return order.prefix(count).sorted()
  }

  /// Searches longer at the most hopeful point, once the bound has not risen for a while.
  func prove(deadline: Deadline) throws(LinearFault) {
    guard stepsWithoutProgress >= patience, effort.nodeLimit > 0, let point = hope.point else { return }
    stepsWithoutProgress = 0
    // Far from the master's value, more columns do more for the gap than a longer search.
    if hope.bound < bound + max(1e-5 * bound, 0.05 * (value - bound)) { return }
    let before = bound
    var longer = effort
    longer.nodeLimit = effort.nodeLimit * 16
    let priced = price(point, effort: longer, deadline: deadline)
    let hoped = hope.bound
    hope.bound = 0
    try evaluate(point, priced)
    if bound - before < 0.5 * (hoped - before) { effort.nodeLimit = min(effort.nodeLimit * 2, 1 << 18) }
    let duals = try master.duals()
    _ = try addBest(of: priced, duals: duals, charges: try master.binCharges())
  }

  /// Once pricing finds nothing more, only a longer search can raise the bound: at the master's own duals, where
  /// the bound is the value of the master as soon as every bin is searched to the end. Every call searches longer.
  func settle(deadline: Deadline) throws(LinearFault) {
    guard effort.nodeLimit > 0, gap > 1e-6 else { return }
    guard try master.solve(deadline: deadline) == .optimal else { return }
    settlingLimit = min(max(settlingLimit, effort.nodeLimit) * 4, 1 << 22)
    var longer = effort
    longer.nodeLimit = settlingLimit
    let duals = try master.duals()
    let priced = price(duals, effort: longer, deadline: deadline)
    try evaluate(duals, priced)
    if try addBest(of: priced, duals: duals, charges: try master.binCharges()) > 0 { isDry = false }
  }

  /// Looks for patterns next time in about as many bins as can hold the best ones, those of the highest ratio of
  /// bound to cost.
  private func aim(_ priced: [BinPricing], costs: [Double]) {
    if priced.count <= filledBins { return }
    var ratios: [Double] = []
    for (index, pricing) in priced.enumerated() where costs[bins[index]] > 0 {
      ratios.append(pricing.bound / costs[bins[index]])
    }
    ratios.sort(by: >)
    effort.keenness = ratios.count > filledBins ? 0.99 * ratios[filledBins] : 0
  }

  /// Adds the patterns of the lowest reduced cost; gives their number.
  private func addBest(of priced: [BinPricing], duals: DualPoint, charges: [Double]) throws(LinearFault)
    -> Int
  {
    let costs = duals.binCosts(packing)
    var candidates: [(reducedCost: Double, index: Int, pattern: Int)] = []
    duals.cells.withUnsafeBufferPointer { values in
      for (index, pricing) in priced.enumerated() {
        let cost = costs[bins[index]] + charges[bins[index]]
        for pattern in 0..<pricing.patterns.count {
          let reduced = cost - pricing.patterns.worth(pattern, values: values)
          if reduced < -1e-7 * max(1e-3, cost) {
            candidates.append((reduced / max(cost, 1e-9), index, pattern))
          }
        }
      }
    }
    candidates.sort {
      $0.reducedCost != $1.reducedCost
        ? $0.reducedCost < $1.reducedCost : ($0.index, $0.pattern) < ($1.index, $1.pattern)
    }
    var added = PatternTable()
    for candidate in candidates.prefix(columnsPerStep) {
      added.append(candidate.pattern, of: priced[candidate.index].patterns)
    }
    try master.add(added)
    generated += added.count
    try master.purge(to: 10 * packing.cellCount + added.count)
    return added.count
  }
}
