import StowageProblem

/// Finds places for pods that are left over by moving others out of their way: one pod leaves a bin, the pod
/// without a place comes in, and the first goes elsewhere, or stays out where it matters less.
struct Ejection {
  let placement: Placement
  private var problem: Problem { placement.problem }

  init(_ placement: Placement) { self.placement = placement }

  /// Exchanges that may be tried, and those that may be held against all rules: rules that look at other pods can
  /// be broken by a pod that leaves, which only the whole answer tells. Few where each takes long.
  private var limits: (trials: Int, proofs: Int) {
    let size = placement.bins.count + problem.classes.count
    return (max(50, min(2_000, 2_000_000 / (size + 1))), max(4, min(60, 20_000 / (size + 1))))
  }

  /// Places what it can; the answer stays feasible at every step.
  func run() {
    var budget = limits
    let order = problem.classes.indices.sorted { left, right in
      (problem.classes[right].priority, left) < (problem.classes[left].priority, right)
    }
    for podClass in order where placement.left[podClass] > 0 && placement.mayFitSomewhere(podClass) {
      while placement.left[podClass] > 0, makeRoom(for: podClass, &budget) {}
    }
    placement.retireEmptyBins()
  }

  private func makeRoom(for podClass: Int, _ budget: inout (trials: Int, proofs: Int)) -> Bool {
    for bin in placement.bins.indices {
      guard placement.accepts(podClass, placement.bins[bin].place) else { continue }
      for part in placement.bins[bin].content where part.podClass.index != podClass {
        let other = part.podClass.index
        guard problem.classes[other].priority <= problem.classes[podClass].priority else { continue }
        guard budget.trials > 0, budget.proofs > 0 else { return false }
        budget.trials -= 1
        if exchange(other, for: podClass, in: bin, &budget.proofs) { return true }
      }
    }
    return false
  }

  /// False, and nothing changed, where that is no better or not allowed.
  private func exchange(_ other: Int, for podClass: Int, in bin: Int, _ proofs: inout Int) -> Bool {
    placement.remove(other, 1, from: bin)
    guard placement.most(podClass, in: bin) > 0 else {
      placement.add(other, 1, to: bin)
      return false
    }
    placement.add(podClass, 1, to: bin)
    let settled = settle(other)
    let isBetter = settled != nil || problem.classes[other].priority < problem.classes[podClass].priority
    if isBetter {
      proofs -= 1
      if problem.violations(of: placement.solution).isEmpty { return true }
    }
    if let settled { placement.remove(other, settled.count, from: settled.bin) }
    placement.remove(podClass, 1, from: bin)
    placement.add(other, 1, to: bin)
    placement.retireEmptyBins()
    return false
  }

  /// Puts a pod that had to leave into another bin, or a new one.
  private func settle(_ podClass: Int) -> (bin: Int, count: Int32)? {
    for bin in placement.binsWithRoom(for: podClass) where placement.most(podClass, in: bin) > 0 {
      placement.add(podClass, 1, to: bin)
      return (bin, 1)
    }
    guard Insertion(placement).openCheapest(podClass) else { return nil }
    let bin = placement.bins.count - 1
    return (bin, placement.bins[bin].count(of: podClass))
  }
}
