import StowageProblem

/// The fast answer: feasible by every rule, as many pods as it can place, then cheap.
package enum Greedy {
  package static func solve(_ problem: Problem, _ settings: SearchSettings = SearchSettings()) -> Solution {
    solve(problem, workLimit: settings.workLimit)
  }

  /// Stops improving when about `workLimit` lots were looked at; a million takes a few milliseconds.
  package static func solve(_ problem: Problem, workLimit: Int) -> Solution {
    answer(problem, workLimit: workLimit).solution
  }

  /// An answer and how many lots were looked at for it: a measure of the work that does not depend on the machine.
  package static func answer(_ problem: Problem, workLimit: Int) -> (solution: Solution, work: Int) {
    let index = RuleIndex(problem)
    var best = Attempt(problem, index, .together, workLimit: workLimit)
    var work = best.work
    guard best.isScarce else { return (best.solution, work) }
    // Not all fit: place by priority, and try to place many rather than dear pods.
    for way in [Attempt.Way.byPriority, .manyFirst, .plain, .companyFirst] {
      let other = Attempt(problem, index, way, workLimit: workLimit / 2)
      work += other.work
      if other.objective < best.objective { best = other }
    }
    Ejection(best.placement).run()
    let solution = best.placement.solution
    return (problem.objective(of: solution) < best.objective ? solution : best.solution, work)
  }
}

extension SearchSettings {
  /// How many lots the greedy family may look at: a few milliseconds.
  fileprivate var workLimit: Int { 3_000_000 }
}

/// One way through a problem from nothing to an answer.
private struct Attempt {
  enum Way {
    /// All pods at once.
    case together
    /// Priorities one after the other.
    case byPriority
    /// Priorities one after the other, and what uses least of scarce things first.
    case manyFirst
    /// One class after the other, exact at every step.
    case plain
    /// Pods that need company with theirs, then as `plain`.
    case companyFirst
  }

  let placement: Placement
  let solution: Solution
  let objective: Objective
  /// Pods are left without a place that some bin would take.
  let isScarce: Bool
  /// Lots looked at in bulk.
  let work: Int

  init(_ problem: Problem, _ index: RuleIndex, _ way: Way, workLimit: Int) {
    let placement = Placement(problem, index: index)
    var work = 0
    let priorities = Set(problem.classes.map(\.priority))
    switch way {
    case .together:
      CompanyStage(placement).run()
      work += Attempt.fillInBulk(placement, problem.classes.indices.map { $0 }, isScarce: false, workLimit)
    case .byPriority, .manyFirst:
      for level in priorities.sorted(by: >) {
        let classes = problem.classes.indices.filter { problem.classes[$0].priority == level }
        work += Attempt.fillInBulk(
          placement, classes, isScarce: way == .manyFirst, workLimit / priorities.count)
      }
    case .companyFirst: CompanyStage(placement).run()
    case .plain: break
    }
    Insertion(placement).placeAll()
    self.placement = placement
    self.work = work
    solution = placement.solution
    objective = problem.objective(of: solution)
    isScarce = problem.classes.indices.contains { placement.left[$0] > 0 && placement.mayFitSomewhere($0) }
  }

  /// Places all it can of some classes, domains first, then bins; how many lots were looked at.
  private static func fillInBulk(
    _ placement: Placement, _ classes: [Int], isScarce: Bool, _ workLimit: Int
  ) -> Int {
    let lots = DomainAssignment.lots(placement, classes: classes)
    guard !lots.isEmpty else { return 0 }
    let table = FillTable(placement, lots: lots)
    var search = BulkSearch(table, isScarce: isScarce)
    placement.take(search.run(workLimit: workLimit), table)
    placement.repair()
    return search.work
  }
}

extension Placement {
  /// Takes over what a bulk packing came to.
  func take(_ outcome: BulkPacking.Outcome, _ table: FillTable) {
    var members = table.members
    for group in outcome.filled {
      for _ in 0..<group.copies {
        let bin = table.isOpen(group.bin) ? table.source[group.bin] : open(table.source[group.bin])
        for part in group.content {
          for (podClass, count) in LotUnion.draw(part.count, from: &members[Int(part.lot)]) {
            add(podClass, count, to: bin)
          }
        }
      }
    }
  }

  /// Some bin is large enough for a pod of the class and accepts it, were there no others.
  func mayFitSomewhere(_ podClass: Int) -> Bool {
    let size = problem.classes[podClass].size
    let isInOffering = problem.offerings.indices.contains { offering in
      problem.offeringMask[podClass, offering]
        && zip(size, problem.offerings[offering].capacity).allSatisfy { $0 <= $1 }
    }
    return isInOffering
      || problem.nodes.indices.contains { node in
        problem.nodeMask[podClass, node] && zip(size, problem.nodes[node].free).allSatisfy { $0 <= $1 }
      }
  }
}
