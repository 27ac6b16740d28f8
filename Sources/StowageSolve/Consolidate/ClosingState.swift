import StowageProblem
import StowageUnits

/// A choice of nodes to close with all pods in their places, those at home included, that can be changed a node at a
/// time and taken back.
final class ClosingState {
  let model: ClosingModel
  let placement: Placement
  private(set) var isClosed: [Bool]
  /// Price of nodes that stay and of new bins, and of moves, in nano-dollars per hour.
  private(set) var total: Int64 = 0
  private(set) var moves = 0
  /// Bins whose room was compared so far.
  private(set) var work = 0
  /// Per dimension: what one unit of room counts when bins are compared.
  private let weight: [Float]
  private var journal: [Change] = []
  private var fit: [Float] = []

  private enum Change {
    case added(podClass: Int, count: Int32, bin: Int)
    case removed(podClass: Int, count: Int32, bin: Int)
    case closed(Int)
    case reopened(Int)
  }

  init(_ choice: ClosingChoice, model: ClosingModel) {
    self.model = model
    isClosed = choice.isClosed
    let problem = model.problem
    placement = Placement(problem)
    weight = (0..<problem.dimensionCount).map { dimension in
      let sum =
        problem.offerings.reduce(Float(0)) { $0 + Float($1.capacity[dimension]) }
        + problem.nodes.reduce(Float(0)) { $0 + Float(max(0, $1.free[dimension])) }
      return Float(problem.offerings.count + problem.nodes.count) / max(1, sum)
    }
    for node in problem.nodes.indices {
      if isClosed[node] {
        placement.setClosed(node, true)
        total += model.movePrice[node]
        moves += model.moveCount[node]
        continue
      }
      total += problem.nodes[node].price.nanos
      for part in model.homes[node] + choice.solution.nodeContents[node].parts {
        placement.add(part.podClass.index, part.count, to: node)
      }
    }
    for bin in choice.solution.newBins {
      total += problem.offerings[bin.offering.index].price.nanos
      let position = placement.open(bin.offering.index)
      for part in bin.content.parts { placement.add(part.podClass.index, part.count, to: position) }
    }
  }

  // MARK: - Changing and taking back

  /// Where `rollBack` goes back to.
  struct Mark {
    fileprivate let position: Int
    fileprivate let total: Int64
    fileprivate let moves: Int
  }

  var mark: Mark { Mark(position: journal.count, total: total, moves: moves) }

  func rollBack(to mark: Mark) {
    while journal.count > mark.position {
      switch journal.removeLast() {
      case .added(let podClass, let count, let bin): placement.remove(podClass, count, from: bin)
      case .removed(let podClass, let count, let bin): placement.add(podClass, count, to: bin)
      case .closed(let bin):
        placement.setClosed(bin, false)
        if bin < isClosed.count { isClosed[bin] = false }
      case .reopened(let bin):
        placement.setClosed(bin, true)
        if bin < isClosed.count { isClosed[bin] = true }
      }
    }
    total = mark.total
    moves = mark.moves
  }

  /// What was changed so far stays.
  func commit() { journal.removeAll(keepingCapacity: true) }

  private func add(_ podClass: Int, _ count: Int32, to bin: Int) {
    placement.add(podClass, count, to: bin)
    journal.append(.added(podClass: podClass, count: count, bin: bin))
  }

  private func remove(_ podClass: Int, _ count: Int32, from bin: Int) {
    placement.remove(podClass, count, from: bin)
    journal.append(.removed(podClass: podClass, count: count, bin: bin))
  }

  private func setClosed(_ bin: Int, _ closes: Bool) {
    placement.setClosed(bin, closes)
    journal.append(closes ? .closed(bin) : .reopened(bin))
    guard bin < isClosed.count else {
      guard case .offering(let offering) = placement.bins[bin].place else { return }
      let price = model.problem.offerings[offering].price.nanos
      total += closes ? -price : price
      return
    }
    isClosed[bin] = closes
    let sign: Int64 = closes ? 1 : -1
    total += sign * (model.movePrice[bin] - model.problem.nodes[bin].price.nanos)
    moves += Int(sign) * model.moveCount[bin]
  }

  // MARK: - Steps

  /// Closes a bin, a node or a new one, and puts what it holds elsewhere: where there is room, else into new bins.
  /// False, and nothing changed, where that does not pay.
  func close(_ bin: Int, mayOpen: Bool) -> Bool {
    let start = mark
    let content = placement.bins[bin].content.sorted { load(of: $0) > load(of: $1) }
    for part in content { remove(part.podClass.index, part.count, from: bin) }
    setClosed(bin, true)
    var rest: [Pattern.Part] = []
    for part in content {
      let left = insert(part.podClass.index, part.count)
      if left > 0 { rest.append(Pattern.Part(podClass: part.podClass, count: left)) }
      if left > 0 && !mayOpen { break }
    }
    if !rest.isEmpty && mayOpen && total < start.total { open(for: &rest, below: start.total - total) }
    if rest.isEmpty && (total, moves) < (start.total, start.moves) { return true }
    rollBack(to: start)
    return false
  }

  /// Opens a node again and brings its own pods back; false where they cannot be told from others that stay.
  func reopen(_ node: Int) -> Bool {
    let start = mark
    setClosed(node, false)
    for part in model.homes[node] {
      var wanted = part.count
      // New bins are emptied first.
      for bin in placement.bins.indices.reversed() where wanted > 0 && bin != node {
        let count = min(wanted, arrivals(of: part.podClass.index, in: bin))
        if count <= 0 { continue }
        remove(part.podClass.index, count, from: bin)
        add(part.podClass.index, count, to: node)
        wanted -= count
        if bin >= isClosed.count && placement.bins[bin].content.isEmpty { setClosed(bin, true) }
      }
      if wanted > 0 {
        rollBack(to: start)
        return false
      }
    }
    return true
  }

  private func arrivals(of podClass: Int, in bin: Int) -> Int32 {
    let count = placement.bins[bin].count(of: podClass)
    if count == 0 || bin >= isClosed.count { return count }
    return count - (model.homes[bin].first { $0.podClass.index == podClass }?.count ?? 0)
  }

  private func load(of part: Pattern.Part) -> Float {
    let size = model.problem.classes[part.podClass.index].size
    return zip(size, weight).reduce(0) { $0 + Float($1.0) * $1.1 }
  }

  /// Puts pods into the bins where they leave least room; gives how many found none.
  private func insert(_ podClass: Int, _ count: Int32) -> Int32 {
    var left = count
    measure(podClass)
    while left > 0 {
      var best = -1
      for bin in fit.indices where fit[bin] < .infinity && (best < 0 || fit[bin] < fit[best]) { best = bin }
      if best < 0 { break }
      let most = min(left, placement.most(podClass, in: best))
      if most > 0 { add(podClass, most, to: best) }
      left -= most
      fit[best] = .infinity
    }
    return left
  }

  /// `fit`: per bin what is free there beside one pod of a class; infinite where it has no room.
  private func measure(_ podClass: Int) {
    placement.measureRooms(beside: podClass, weights: weight, into: &fit)
    work += fit.count
    for bin in fit.indices
    where fit[bin] < .infinity
      && (placement.bins[bin].isRetired || !placement.accepts(podClass, placement.bins[bin].place))
    { fit[bin] = .infinity }
  }

  /// Opens the cheapest bin that takes all that is left, if it costs less than `limit`.
  private func open(for rest: inout [Pattern.Part], below limit: Int64) {
    let problem = model.problem
    guard problem.limits.isEmpty, problem.choices.isEmpty else { return }
    var need = [Int64](repeating: 0, count: problem.dimensionCount)
    for part in rest {
      for (dimension, size) in problem.classes[part.podClass.index].size.enumerated() {
        need[dimension] += Int64(size) * Int64(part.count)
      }
    }
    var best: Int?
    for (offering, bin) in problem.offerings.enumerated() {
      if bin.price.nanos >= limit { continue }
      if let best, problem.offerings[best].price <= bin.price { continue }
      if zip(need, bin.capacity).contains(where: { $0 > Int64($1) }) { continue }
      if rest.allSatisfy({ problem.offeringMask[$0.podClass.index, offering] }) { best = offering }
    }
    guard let best, placement.ledger.available(best) > 0 else { return }
    let bin = emptyBin(of: best)
    for part in rest where placement.most(part.podClass.index, in: bin) >= part.count {
      add(part.podClass.index, part.count, to: bin)
    }
    rest.removeAll { part in placement.bins[bin].count(of: part.podClass.index) == part.count }
  }

  /// A new bin: one that was given back before, so that their number does not grow with every try.
  private func emptyBin(of offering: Int) -> Int {
    let bins = placement.bins
    for bin in isClosed.count..<bins.count where bins[bin].isRetired && bins[bin].place == .offering(offering)
    {
      setClosed(bin, false)
      return bin
    }
    let bin = placement.open(offering)
    total += model.problem.offerings[offering].price.nanos
    journal.append(.reopened(bin))
    return bin
  }

  /// The choice as it is now; nil where some rule that single steps do not see is broken.
  func choice() -> ClosingChoice? {
    var solution = Solution(nodeCount: isClosed.count)
    for (index, bin) in placement.bins.enumerated() where !bin.isRetired && !bin.content.isEmpty {
      var parts = bin.content.sorted { $0.podClass < $1.podClass }
      if index < isClosed.count {
        for part in parts.indices { parts[part].count = arrivals(of: parts[part].podClass.index, in: index) }
        parts.removeAll { $0.count == 0 }
        solution.nodeContents[index] = Pattern(parts)
      } else if case .offering(let offering) = bin.place {
        solution.newBins.append(NewBin(offering: OfferingID(offering), content: Pattern(parts)))
      }
    }
    let left = model.provisioning(closing: isClosed)
    guard left.violations(of: solution).isEmpty else { return nil }
    return ClosingChoice(isClosed, solution, left: left, model: model)
  }
}
