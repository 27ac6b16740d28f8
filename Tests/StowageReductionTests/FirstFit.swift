import StowageProblem
import StowageUnits

/// The plainest solver there is, for tiny problems: pod by pod into the first bin that breaks no rule, nodes first,
/// then open bins, then a new bin of the cheapest offering.
func firstFit(_ problem: Problem) -> SearchResult {
  var solution = Solution(nodeCount: problem.nodes.count)
  let byPrice = problem.offerings.indices.sorted {
    (problem.offerings[$0].price, problem.offerings[$0].rank, $0)
      < (problem.offerings[$1].price, problem.offerings[$1].rank, $1)
  }
  func placed(_ podClass: Int, in solution: Solution) -> Solution? {
    for node in problem.nodes.indices where problem.nodeMask[podClass, node] {
      var next = solution
      next.nodeContents[node].add(podClass)
      if problem.violations(of: next).isEmpty { return next }
    }
    for bin in solution.newBins.indices {
      var next = solution
      next.newBins[bin].content.add(podClass)
      if problem.violations(of: next).isEmpty { return next }
    }
    for offering in byPrice where problem.offeringMask[podClass, offering] {
      var next = solution
      var content = Pattern()
      content.add(podClass)
      next.newBins.append(NewBin(offering: OfferingID(offering), content: content))
      if problem.violations(of: next).isEmpty { return next }
    }
    return nil
  }
  let order = problem.classes.indices.sorted {
    (-problem.classes[$0].priority, $0) < (-problem.classes[$1].priority, $1)
  }
  for podClass in order {
    for _ in 0..<problem.classes[podClass].count {
      guard let next = placed(podClass, in: solution) else { break }
      solution = next
    }
  }
  return SearchResult(solution: solution, bound: Bound(cost: .zero))
}

extension Pattern {
  mutating func add(_ podClass: Int) {
    if let position = parts.firstIndex(where: { $0.podClass.index == podClass }) {
      parts[position].count += 1
      return
    }
    parts.append(Part(podClass: ClassID(podClass), count: 1))
    parts.sort { $0.podClass < $1.podClass }
  }
}
