import StowageModel
import StowagePlan
import StowageProblem
import StowageRules
import StowageUnits

extension Reduction {
  /// The plan that a solution of the problem stands for: names instead of indices, every pod exactly once.
  package func plan(from result: SearchResult) -> ProvisioningPlan {
    var queue = PodQueue(self)
    var plan = ProvisioningPlan()
    for (index, content) in result.solution.nodeContents.enumerated() where !content.isEmpty {
      let pods = queue.take(content)
      plan.placements.append(
        Placement(node: cluster.nodes[nodes[index]].name, pods: pods.map { cluster.pending[$0].reference }))
    }
    plan.nodeClaims = claims(for: result.solution.newBins, queue: &queue)
    plan.unschedulable = verdicts(left: queue.rest)
    plan.cost.hourly = plan.nodeClaims.reduce(.zero) { $0 + $1.offering.price }
    plan.cost.lowerBound = min(result.bound.cost, plan.cost.hourly)
    plan.status = plan.cost.gap <= cluster.options.gap ? .optimal : .feasible
    plan.statistics = statistics(of: result)
    plan.warnings = cluster.warnings + warnings
    return plan
  }

  private func claims(for bins: [NewBin], queue: inout PodQueue) -> [PlannedClaim] {
    var writer = ClaimWriter(self, bins: bins)
    var numbers = [Int](repeating: 0, count: cluster.pools.count)
    let taken = Set(cluster.nodes.map(\.name))
    return inPlanOrder(bins).map { bin in
      let pool = offerings[bin.offering.index].pool
      var name = ""
      repeat {
        numbers[pool] += 1
        name = "\(cluster.pools[pool].name)-\(numbers[pool])"
      } while taken.contains(name)
      return writer.claim(named: name, for: bin, pods: queue.take(bin.content))
    }
  }

  /// Pools in order, dearer nodes first.
  private func inPlanOrder(_ bins: [NewBin]) -> [NewBin] {
    bins.sorted { left, right in
      let (first, second) = (left.offering.index, right.offering.index)
      if offerings[first].pool != offerings[second].pool {
        return offerings[first].pool < offerings[second].pool
      }
      let (mine, other) = (problem.offerings[first].price, problem.offerings[second].price)
      if mine != other { return mine > other }
      if first != second { return first < second }
      return left.content.flat.lexicographicallyPrecedes(right.content.flat)
    }
  }

  private func statistics(of result: SearchResult) -> Statistics {
    var statistics = Statistics()
    statistics.counters = [
      .init(name: "pods", value: cluster.pending.count + cluster.ignored.count),
      .init(name: "podClasses", value: classes.count),
      .init(name: "offerings", value: offerings.count),
      .init(name: "nodes", value: nodes.count),
    ]
    statistics.counters += result.counters.map { .init(name: $0.name, value: $0.value) }
    statistics.relaxedRules = result.bound.relaxed
    return statistics
  }

  private var warnings: [Warning] {
    unpriced.map {
      Warning(
        reason: "PreferenceNotPriced", object: "Pod",
        message: "\($0) towards pods that are placed in the same plan is not weighed")
    }
  }
}

extension Pattern {
  fileprivate var flat: [Int32] { parts.flatMap { [Int32($0.podClass.index), $0.count] } }
}

/// The pods of each class that still wait for a place.
struct PodQueue {
  private let classes: [ClassDraft]
  private var next: [Int]

  init(_ reduction: Reduction) {
    classes = reduction.classes
    next = Array(repeating: 0, count: classes.count)
  }

  /// The next pods for a bin's content, into `Cluster.pending`, class by class.
  mutating func take(_ content: Pattern) -> [Int] {
    var pods: [Int] = []
    for part in content.parts {
      let index = part.podClass.index
      let start = next[index]
      next[index] += Int(part.count)
      pods += classes[index].pods[start..<next[index]]
    }
    return pods
  }

  /// Class and pods of what has no place.
  var rest: [(podClass: Int, pods: [Int])] {
    classes.indices.compactMap { index in
      let pods = Array(classes[index].pods[next[index]...])
      return pods.isEmpty ? nil : (index, pods)
    }
  }
}
