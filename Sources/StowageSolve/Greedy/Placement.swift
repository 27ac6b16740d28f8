import StowageProblem
import StowageUnits

/// Bins with their content while an answer is being built: the exact state by every rule of the problem.
///
/// The first bins are the existing nodes, in order; new bins follow as they are opened. Whoever adds no more than
/// `most` allows keeps the placement feasible at every step.
final class Placement {
  let problem: Problem
  let index: RuleIndex
  /// Per bin, nodes first.
  private(set) var bins: [OpenBin] = []
  private(set) var census: DomainCensus
  private(set) var ledger: OfferingLedger
  /// Per class: pods without a place.
  private(set) var left: [Int32]
  /// Lane-major: the free amount of each bin, for scans over all bins.
  private var rooms: [[Int32]]
  /// Per companion: bins that hold a target, and the bin where the subject founded its group, -1 for none.
  private var targetBins: [Int]
  private(set) var foundedIn: [Int]

  init(_ problem: Problem, index: RuleIndex? = nil) {
    let index = index ?? RuleIndex(problem)
    self.problem = problem
    self.index = index
    census = DomainCensus(problem, index: index)
    ledger = OfferingLedger(problem)
    left = problem.classes.map(\.count)
    rooms = Array(repeating: [], count: problem.dimensionCount)
    targetBins = Array(repeating: 0, count: problem.companions.count)
    foundedIn = Array(repeating: -1, count: problem.companions.count)
    for (node, bin) in problem.nodes.enumerated() {
      append(OpenBin(place: .node(node)), room: bin.free)
    }
  }

  private func append(_ bin: OpenBin, room: [Int32]) {
    bins.append(bin)
    for dimension in rooms.indices { rooms[dimension].append(room[dimension]) }
  }

  func room(_ bin: Int, _ dimension: Int) -> Int32 { rooms[dimension][bin] }

  func forEachRoom(_ dimension: Int, _ body: (Int, Int32) -> Void) {
    for (bin, room) in rooms[dimension].enumerated() { body(bin, room) }
  }

  /// Per bin: what would be free beside one more pod of a class, each dimension in units of `weights`; infinite
  /// where there is no room for it.
  func measureRooms(beside podClass: Int, weights: [Float], into fit: inout [Float]) {
    fit = Array(repeating: 0, count: bins.count)
    for (dimension, size) in problem.classes[podClass].size.enumerated() {
      let weight = weights[dimension]
      fit.withUnsafeMutableBytes { fit in
        rooms[dimension].withUnsafeBytes { rooms in
          let step = MemoryLayout<SIMD8<Int32>>.size
          for offset in stride(from: 0, through: rooms.count - step, by: step) {
            let room = rooms.loadUnaligned(fromByteOffset: offset, as: SIMD8<Int32>.self)
            var value = fit.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            value += SIMD8<Float>(room &- size) * weight
            value.replace(with: .infinity, where: room .< size)
            fit.storeBytes(of: value, toByteOffset: offset, as: SIMD8<Float>.self)
          }
        }
      }
      for bin in (bins.count & ~7)..<bins.count {
        let room = rooms[dimension][bin]
        fit[bin] = room < size ? .infinity : fit[bin] + Float(room - size) * weight
      }
    }
  }

  /// The domain of a bin in a topology, -1 where it has none.
  func domain(_ place: OpenBin.Place, _ topology: Int) -> Int {
    switch place {
    case .node(let node): Int(problem.topologies[topology].domainOfNode[node])
    case .offering(let offering): Int(problem.topologies[topology].domainOfOffering[offering])
    }
  }
}

/// A bin that may be filled further.
struct OpenBin {
  enum Place: Hashable {
    case node(Int)
    case offering(Int)
  }

  var place: Place
  /// In the order of arrival; each class once.
  var content: [Pattern.Part] = []
  /// Given back: it takes nothing more.
  var isRetired = false

  func count(of podClass: Int) -> Int32 {
    content.first { $0.podClass.index == podClass }?.count ?? 0
  }
}

// MARK: - Changing

extension Placement {
  /// Opens a new bin, empty, and counts it against limits and copies.
  func open(_ offering: Int) -> Int {
    ledger.take(offering)
    append(OpenBin(place: .offering(offering)), room: problem.offerings[offering].capacity)
    return bins.count - 1
  }

  /// Adds pods, at most as many as `most` and `left` allow.
  func add(_ podClass: Int, _ count: Int32, to bin: Int) {
    left[podClass] -= count
    change(podClass, by: count, in: bin)
    for rule in index.companies[podClass] where !isAccompanied(podClass, in: bin, by: rule) {
      foundedIn[rule] = bin
    }
  }

  func remove(_ podClass: Int, _ count: Int32, from bin: Int) {
    left[podClass] += count
    change(podClass, by: -count, in: bin)
    for rule in index.companies[podClass] where foundedIn[rule] == bin && bins[bin].count(of: podClass) == 0 {
      foundedIn[rule] = -1
    }
  }

  /// A closed bin takes nothing more until it is opened again; it should hold nothing.
  func setClosed(_ bin: Int, _ isClosed: Bool) {
    bins[bin].isRetired = isClosed
    guard case .offering(let offering) = bins[bin].place else { return }
    if isClosed { ledger.giveBack(offering) } else { ledger.take(offering) }
  }

  /// Gives back new bins that hold nothing.
  func retireEmptyBins() {
    for bin in bins.indices where bins[bin].content.isEmpty && !bins[bin].isRetired {
      guard case .offering(let offering) = bins[bin].place else { continue }
      bins[bin].isRetired = true
      ledger.giveBack(offering)
    }
  }

  private func change(_ podClass: Int, by count: Int32, in bin: Int) {
    let size = problem.classes[podClass].size
    for dimension in rooms.indices { rooms[dimension][bin] -= size[dimension] * count }
    let id = ClassID(podClass)
    let held = index.companyTargets[podClass].map { holdsTarget(of: $0, bin) }
    if let position = bins[bin].content.firstIndex(where: { $0.podClass == id }) {
      bins[bin].content[position].count += count
      if bins[bin].content[position].count == 0 { bins[bin].content.remove(at: position) }
    } else {
      bins[bin].content.append(Pattern.Part(podClass: id, count: count))
    }
    for (rule, before) in zip(index.companyTargets[podClass], held) {
      let after = holdsTarget(of: rule, bin)
      targetBins[rule] += (after ? 1 : 0) - (before ? 1 : 0)
    }
    for topology in index.topologies[podClass] {
      census.add(podClass, count, topology: topology, domain: domain(bins[bin].place, topology))
    }
  }

  private func holdsTarget(of rule: Int, _ bin: Int) -> Bool {
    let targets = problem.companions[rule].targets
    return bins[bin].content.contains { targets.contains($0.podClass) }
  }

  /// The bins as a solution; empty new bins are left out.
  var solution: Solution {
    var result = Solution(nodeCount: problem.nodes.count)
    for bin in bins where !bin.content.isEmpty {
      let content = Pattern(bin.content.sorted { $0.podClass < $1.podClass })
      switch bin.place {
      case .node(let node): result.nodeContents[node] = content
      case .offering(let offering):
        result.newBins.append(NewBin(offering: OfferingID(offering), content: content))
      }
    }
    return result
  }
}

// MARK: - Asking

extension Placement {
  /// The most further pods of a class that a bin may take by every rule; not limited by how many there are.
  func most(_ podClass: Int, in bin: Int) -> Int32 {
    let place = bins[bin].place
    guard !bins[bin].isRetired, accepts(podClass, place) else { return 0 }
    var result = problem.classes[podClass].maxPerBin
    if result != .max { result -= bins[bin].count(of: podClass) }
    let size = problem.classes[podClass].size
    for dimension in rooms.indices {
      let room = rooms[dimension][bin]
      if room < 0 { return 0 }
      if size[dimension] > 0 { result = min(result, room / size[dimension]) }
    }
    guard result > 0, !isInConflict(podClass, bin) else { return 0 }
    for role in index.caps[podClass] { result = min(result, roomUnderCap(role, bin)) }
    result = min(result, roomUnderCompany(podClass, bin), roomInDomains(podClass, place))
    if result > 0, case .offering(let offering) = place, ledger.hasChoice(offering) {
      let limit = min(result, problem.classes[podClass].count)
      result = ledger.most(podClass, beside: bins[bin].content, in: offering, upTo: limit)
    }
    return max(0, result)
  }

  func accepts(_ podClass: Int, _ place: OpenBin.Place) -> Bool {
    switch place {
    case .node(let node): problem.nodeMask[podClass, node] && problem.nodes[node].mayReceive
    case .offering(let offering): problem.offeringMask[podClass, offering]
    }
  }

  func meets(_ wish: Wish, _ place: OpenBin.Place) -> Bool {
    switch place {
    case .node(let node): wish.nodes[0, node]
    case .offering(let offering): wish.offerings[0, offering]
    }
  }

  /// The most further pods by the rules over domains.
  func roomInDomains(_ podClass: Int, _ place: OpenBin.Place) -> Int32 {
    var result = Int32.max
    for topology in index.topologies[podClass] {
      result = min(
        result, census.most(podClass, topology: topology, domain: domain(place, topology)))
    }
    return result
  }

  private func isInConflict(_ podClass: Int, _ bin: Int) -> Bool {
    guard index.conflicts[podClass] else { return false }
    return bins[bin].content.contains { problem.conflicts[podClass, $0.podClass.index] }
  }

  private func roomUnderCap(_ role: RuleIndex.CapRole, _ bin: Int) -> Int32 {
    let state = capState(role.cap, in: bin)
    guard role.isSubject || state.hasSubject else { return .max }
    let rest = problem.binCaps[role.cap].cap - state.members
    return role.isMember ? rest : (rest >= 0 ? .max : 0)
  }

  /// The members of a cap in a bin, those present counted, and whether a subject is among the content.
  func capState(_ cap: Int, in bin: Int) -> (members: Int32, hasSubject: Bool) {
    var (members, hasSubject) = (Int32(0), false)
    let present = problem.binCaps[cap].present
    if case .node(let node) = bins[bin].place, !present.isEmpty { members = present[node] }
    for part in bins[bin].content {
      for role in index.caps[part.podClass.index] where role.cap == cap {
        if role.isMember { members += part.count }
        if role.isSubject { hasSubject = true }
      }
    }
    return (members, hasSubject)
  }

  /// The class has a target beside it in this bin, itself not counted unless it is there already.
  private func isAccompanied(_ podClass: Int, in bin: Int, by rule: Int) -> Bool {
    let companion = problem.companions[rule]
    if case .node(let node) = bins[bin].place, companion.satisfiedNodes[node] { return true }
    return bins[bin].content.contains {
      $0.podClass.index != podClass && companion.targets.contains($0.podClass)
    }
  }

  private func roomUnderCompany(_ podClass: Int, _ bin: Int) -> Int32 {
    for rule in index.companies[podClass] {
      let companion = problem.companions[rule]
      if foundedIn[rule] == bin || isAccompanied(podClass, in: bin, by: rule) { continue }
      let mayFound =
        companion.mayFound && companion.targets.contains(ClassID(podClass))
        && !companion.satisfiedNodes.contains(true)
      if !mayFound || targetBins[rule] > 0 { return 0 }
    }
    // Wherever a group was founded, its targets may be nowhere else.
    for rule in index.companyTargets[podClass] where foundedIn[rule] >= 0 && foundedIn[rule] != bin {
      return 0
    }
    return .max
  }

  /// The class needs no company, or may found its group in a bin of its own.
  func mayFoundAlone(_ podClass: Int) -> Bool {
    for rule in index.companies[podClass] {
      let companion = problem.companions[rule]
      let mayFound = companion.mayFound && companion.targets.contains(ClassID(podClass))
      if !mayFound || targetBins[rule] > 0 || companion.satisfiedNodes.contains(true) { return false }
    }
    return index.companyTargets[podClass].allSatisfy { foundedIn[$0] < 0 }
  }
}
