import StowageProblem
import StowageUnits

/// Finds the offerings that are never needed because another holds whatever they hold and is no dearer.
///
/// B dominates A when B accepts every cell that fits into A, is at least as big in every dimension as any content
/// of A can need, is no dearer, has no limit of copies, weighs no more in any limit, is under no further choice
/// rule, and meets every wish that A meets. Domains need no test of their own: cells carry them.
struct Dominance {
  private let problem: Problem
  private let wordCount: Int
  private let candidates: [Candidate]

  private struct Candidate {
    var index: Int
    var price: Int64
    var rank: Int32
    var capacity: [Int32]
    /// Per dimension: the most that any content can use.
    var use: [Int32]
    /// Cells that fit, as bits; the id of that set among all candidates.
    var cells: [UInt64]
    var cellSet = 0
    var isUnlimited: Bool
    var wishes: [UInt64]
    var choices: [UInt64]
  }

  init(_ problem: Problem, packing: Packing, split: CellSplit, deadline: Deadline) {
    self.problem = problem
    let wordCount = (packing.cellCount + 63) / 64
    self.wordCount = wordCount
    var candidates: [Candidate] = []
    var setIDs: [[UInt64]: Int] = [:]
    for (index, offering) in problem.offerings.enumerated() where offering.copies > 0 {
      if deadline.isCancelled { break }
      if problem.limits.contains(where: { $0.coefficients[index] > max(0, $0.bound) }) { continue }
      let fitting = packing.fittingCells(of: .offering(index), problem: problem, split: split)
      if fitting.isEmpty { continue }
      var cells = [UInt64](repeating: 0, count: wordCount)
      var most = [Int64](repeating: 0, count: packing.dimensionCount)
      for (cell, limit) in fitting {
        cells[Int(cell) >> 6] |= 1 << UInt64(cell & 63)
        for dimension in most.indices {
          most[dimension] += Int64(limit) * Int64(packing.size[dimension * packing.cellCount + Int(cell)])
        }
      }
      var candidate = Candidate(
        index: index, price: offering.price.nanos, rank: offering.rank, capacity: offering.capacity,
        use: most.indices.map { Int32(min(most[$0], Int64(max(0, offering.capacity[$0])))) }, cells: cells,
        isUnlimited: offering.copies == .max, wishes: [], choices: [])
      candidate.wishes = bits(problem.wishes.map { $0.offerings[0, index] })
      candidate.choices = bits(problem.choices.map { $0.valueOfOffering[index] >= 0 })
      candidate.cellSet = setIDs[cells] ?? setIDs.count
      setIDs[cells] = candidate.cellSet
      candidates.append(candidate)
    }
    // Cheapest first; among equals the roomiest, then the preferred, then the first: a candidate can only be
    // dominated by one before it, and of two equal offerings exactly one stays.
    self.candidates = candidates.sorted { left, right in
      if left.price != right.price { return left.price < right.price }
      let leftRoom = left.capacity.reduce(0.0) { $0 + Double($1) }
      let rightRoom = right.capacity.reduce(0.0) { $0 + Double($1) }
      if leftRoom != rightRoom { return leftRoom > rightRoom }
      if left.rank != right.rank { return left.rank < right.rank }
      return left.index < right.index
    }
  }

  /// Indices of the offerings to keep, in the order of the problem.
  func undominated() -> [Int] {
    let setCount = (candidates.map(\.cellSet).max() ?? -1) + 1
    var representative = [Int](repeating: -1, count: setCount)
    for (position, candidate) in candidates.enumerated() { representative[candidate.cellSet] = position }
    // 0 unknown, 1 contains, 2 does not: outer set x inner set.
    var contains = [UInt8](repeating: 0, count: setCount * setCount)
    var kept: [Int] = []
    for (position, candidate) in candidates.enumerated() {
      let isDominated = kept.contains { other in
        let rival = candidates[other]
        if !rival.isUnlimited { return false }
        for dimension in candidate.use.indices where rival.capacity[dimension] < candidate.use[dimension] {
          return false
        }
        let pair = rival.cellSet * setCount + candidate.cellSet
        if contains[pair] == 0 {
          let outer = candidates[representative[rival.cellSet]].cells
          contains[pair] = isSubset(candidate.cells, of: outer) ? 1 : 2
        }
        return contains[pair] == 1 && sideRulesAllow(rival, for: candidate)
      }
      if !isDominated { kept.append(position) }
    }
    return kept.map { candidates[$0].index }.sorted()
  }

  private func sideRulesAllow(_ rival: Candidate, for candidate: Candidate) -> Bool {
    for limit in problem.limits where limit.coefficients[rival.index] > limit.coefficients[candidate.index] {
      return false
    }
    return isSubset(candidate.wishes, of: rival.wishes) && isSubset(rival.choices, of: candidate.choices)
  }
}

private func isSubset(_ inner: [UInt64], of outer: [UInt64]) -> Bool {
  for word in inner.indices where inner[word] & ~outer[word] != 0 { return false }
  return true
}

private func bits(_ flags: [Bool]) -> [UInt64] {
  var words = [UInt64](repeating: 0, count: (flags.count + 63) / 64)
  for (index, flag) in flags.enumerated() where flag { words[index >> 6] |= 1 << UInt64(index & 63) }
  return words
}
