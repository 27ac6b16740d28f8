import StowageProblem
import StowageUnits

/// A partial grouping of pods into nodes and new bins that keeps the rules of single bins, copies and limits.
struct GroupingState {
  private let problem: Problem
  let kinds: [OfferingKind]
  /// The nodes that take something, groups of equal ones together, followed by the open bins.
  private(set) var places: [Place] = []
  private(set) var cost = Money.zero
  /// Of unmet wishes.
  private(set) var penalty = Money.zero
  private(set) var binCount = 0
  /// Per limit and per kind: what the open bins use.
  private var limitUse: [Int64]
  private var copyUse: [Int64]
  private let capsOfClass: [[Int]]
  private let wishesOfClass: [[Int]]

  struct Place {
    /// The node, or the kind of an open bin.
    var node: Int?
    var kind = 0
    /// Of its kind: the cheapest offering that holds the content.
    var rank = 0
    var room: [Int32]
    /// Pods per class.
    var counts: [Int32]
    var podCount = 0
    /// An equal node comes right before this one.
    var hasTwin = false
  }

  init(_ problem: Problem) {
    self.problem = problem
    let packing = Packing(problem)
    kinds = OfferingKind.all(
      of: problem, offerings: packing.sourceOfBin.prefix(packing.offeringCount).map(Int.init))
    limitUse = Array(repeating: 0, count: problem.limits.count)
    copyUse = Array(repeating: 0, count: kinds.count)
    var caps = [[Int]](repeating: [], count: problem.classes.count)
    for (index, cap) in problem.binCaps.enumerated() {
      for id in Set(cap.members + cap.subjects).sorted() { caps[id.index].append(index) }
    }
    capsOfClass = caps
    var wishes = [[Int]](repeating: [], count: problem.classes.count)
    for (index, wish) in problem.wishes.enumerated() { wishes[wish.subject.index].append(index) }
    wishesOfClass = wishes
    let none = [Int32](repeating: 0, count: problem.classes.count)
    for group in 0..<packing.groupCount {
      let members = packing.groupNodes[Int(packing.groupStart[group])..<Int(packing.groupStart[group + 1])]
      for (position, node) in members.enumerated() {
        places.append(
          Place(node: Int(node), room: problem.nodes[Int(node)].free, counts: none, hasTwin: position > 0))
      }
    }
  }

  /// Some node or offering takes a pod of the class, were there no others.
  func fitsSomewhere(_ podClass: Int) -> Bool {
    places.contains { mayJoin(podClass, $0) && fits(podClass, into: $0.room) }
      || kinds.contains { kind in
        kind.offerings.contains {
          problem.offeringMask[podClass, $0] && fits(podClass, into: problem.offerings[$0].capacity)
        }
      }
  }

  /// The place is an empty node right after one that is equal and empty too.
  func isTwinOfEmpty(_ place: Int) -> Bool {
    places[place].hasTwin && places[place].podCount == 0 && places[place - 1].podCount == 0
  }

  private func fits(_ podClass: Int, into room: [Int32]) -> Bool {
    for (need, left) in zip(problem.classes[podClass].size, room) where need > left { return false }
    return true
  }

  /// What `add` has changed beside the content.
  struct Undo {
    var rank: Int
    var cost: Money
    var penalty: Money
  }

  /// Puts one pod into a place; nil where a rule forbids it.
  mutating func add(_ podClass: Int, to index: Int) -> Undo? {
    let undo = Undo(rank: places[index].rank, cost: cost, penalty: penalty)
    guard mayJoin(podClass, places[index]) else { return nil }
    if places[index].node != nil {
      guard fits(podClass, into: places[index].room) else { return nil }
      for dimension in places[index].room.indices {
        places[index].room[dimension] -= problem.classes[podClass].size[dimension]
      }
    } else {
      for dimension in places[index].room.indices {
        places[index].room[dimension] += problem.classes[podClass].size[dimension]
      }
    }
    places[index].counts[podClass] += 1
    places[index].podCount += 1
    if places[index].node == nil && !raise(index) {
      remove(podClass, from: index, undo)
      return nil
    }
    penalty += unmetWishes(of: podClass, places[index])
    return undo
  }

  mutating func remove(_ podClass: Int, from index: Int, _ undo: Undo) {
    let sign: Int32 = places[index].node != nil ? 1 : -1
    for dimension in places[index].room.indices {
      places[index].room[dimension] += sign * problem.classes[podClass].size[dimension]
    }
    places[index].counts[podClass] -= 1
    places[index].podCount -= 1
    places[index].rank = undo.rank
    cost = undo.cost
    penalty = undo.penalty
  }

  /// Opens a bin of a kind for one pod; false where that is not possible.
  mutating func open(_ kind: Int, with podClass: Int) -> Bool {
    guard copyUse[kind] < kinds[kind].copies else { return false }
    for (limit, use) in zip(kinds[kind].coefficients.indices, limitUse) {
      let coefficient = kinds[kind].coefficients[limit]
      if coefficient != 0 && use + coefficient > problem.limits[limit].bound { return false }
    }
    let none = [Int32](repeating: 0, count: problem.classes.count)
    let start = (cost, penalty)
    places.append(
      Place(node: nil, kind: kind, room: [Int32](repeating: 0, count: problem.dimensionCount), counts: none))
    cost += problem.offerings[kinds[kind].offerings[0]].price
    guard add(podClass, to: places.count - 1) != nil else {
      places.removeLast()
      (cost, penalty) = start
      return false
    }
    copyUse[kind] += 1
    for (limit, coefficient) in kinds[kind].coefficients.enumerated() { limitUse[limit] += coefficient }
    binCount += 1
    return true
  }

  /// Takes the last open bin, which holds a single pod, away again.
  mutating func closeLast() {
    let place = places.removeLast()
    cost -= problem.offerings[kinds[place.kind].offerings[place.rank]].price
    if let podClass = place.counts.firstIndex(where: { $0 > 0 }) {
      penalty -= unmetWishes(of: podClass, place)
    }
    copyUse[place.kind] -= 1
    for (limit, coefficient) in kinds[place.kind].coefficients.enumerated() { limitUse[limit] -= coefficient }
    binCount -= 1
  }

  /// Moves an open bin to the cheapest offering that holds it now; of an open bin `room` is what is used.
  private mutating func raise(_ index: Int) -> Bool {
    let kind = kinds[places[index].kind]
    let before = problem.offerings[kind.offerings[places[index].rank]].price
    while !holds(kind.offerings[places[index].rank], places[index]) {
      places[index].rank += 1
      if places[index].rank == kind.offerings.count { return false }
    }
    cost += problem.offerings[kind.offerings[places[index].rank]].price - before
    return true
  }

  private func holds(_ offering: Int, _ place: Place) -> Bool {
    for (used, room) in zip(place.room, problem.offerings[offering].capacity) where used > room {
      return false
    }
    for (podClass, count) in place.counts.enumerated() where count > 0 {
      if !problem.offeringMask[podClass, offering] { return false }
    }
    return true
  }

  private func mayJoin(_ podClass: Int, _ place: Place) -> Bool {
    if let node = place.node, !problem.nodeMask[podClass, node] { return false }
    if place.counts[podClass] >= problem.classes[podClass].maxPerBin { return false }
    for (other, count) in place.counts.enumerated() where count > 0 && other != podClass {
      if problem.conflicts[podClass, other] { return false }
    }
    for index in capsOfClass[podClass] where isOver(problem.binCaps[index], place, adding: podClass) {
      return false
    }
    return true
  }

  private func isOver(_ cap: BinCap, _ place: Place, adding podClass: Int) -> Bool {
    func count(_ id: ClassID) -> Int32 { place.counts[id.index] + (id.index == podClass ? 1 : 0) }
    guard cap.subjects.contains(where: { count($0) > 0 }) else { return false }
    var total = cap.members.reduce(Int64(0)) { $0 + Int64(count($1)) }
    if let node = place.node, !cap.present.isEmpty { total += Int64(cap.present[node]) }
    return total > Int64(cap.cap)
  }

  private func unmetWishes(of podClass: Int, _ place: Place) -> Money {
    var total = Money.zero
    for index in wishesOfClass[podClass] {
      let wish = problem.wishes[index]
      let isMet =
        place.node.map { wish.nodes[0, $0] } ?? wish.offerings[0, kinds[place.kind].offerings[0]]
      if !isMet { total += wish.price }
    }
    return total
  }

  var solution: Solution {
    var solution = Solution(nodeCount: problem.nodes.count)
    for place in places where place.podCount > 0 {
      let content = Pattern(
        place.counts.indices.filter { place.counts[$0] > 0 }.map {
          Pattern.Part(podClass: ClassID($0), count: place.counts[$0])
        })
      if let node = place.node {
        solution.nodeContents[node] = content
      } else {
        let offering = kinds[place.kind].offerings[place.rank]
        solution.newBins.append(NewBin(offering: OfferingID(offering), content: content))
      }
    }
    return solution
  }
}
