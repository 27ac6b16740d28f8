import StowageProblem
import StowageUnits

/// Brings pods beside those that they prefer and apart from those that they would rather not meet, for no more than
/// that is worth: the search for cost looks at no such wish.
///
/// A pod that misses something moves to another bin, changes places with a pod there, or gets the cheapest bin of its
/// own; or its bin becomes one of another offering. Whatever the objective calls better, wishes priced in, is
/// verified as a whole and kept.
struct PeerExchange {
  private let search: Search
  private var problem: Problem { search.problem }
  /// What one judgement of a solution costs, in parts and wishes looked at.
  private let judgingWork: Int
  private var work = 0

  /// Some tens of milliseconds.
  private static let workLimit = 20_000_000

  init(_ search: Search) {
    self.search = search
    var wishesOfClass = [Int](repeating: 1, count: search.problem.classes.count)
    for wish in search.problem.peerWishes {
      wishesOfClass[wish.subject.index] += 1
      for target in wish.targets { wishesOfClass[target.index] += 1 }
    }
    let solution = search.solution
    let contents = solution.newBins.map(\.content) + solution.nodeContents
    judgingWork = contents.reduce(wishesOfClass.count) { sum, content in
      sum + content.parts.reduce(4) { $0 + 2 * wishesOfClass[$1.podClass.index] }
    }
  }

  mutating func run() {
    guard !problem.peerWishes.isEmpty, problem.homes.isEmpty else { return }
    var isBetter = true
    while isBetter && !isOver {
      isBetter = false
      var unmet: [(wish: Int, place: Int)] = []
      problem.forEachUnmetPeerWish(in: search.solution) { wish, place, _ in unmet.append((wish, place)) }
      for (wish, place) in unmet where improve(wish, at: place) {
        isBetter = true
        // Places may be others now.
        break
      }
    }
  }

  private var isOver: Bool { work > Self.workLimit || search.settings.deadline.isOver }

  private mutating func improve(_ wish: Int, at place: Int) -> Bool {
    let podClass = problem.peerWishes[wish].subject.index
    let placeCount = search.solution.newBins.count + problem.nodes.count
    for other in 0..<placeCount where other != place && !isOver {
      if move(podClass, from: place, to: other) || swap(podClass, at: place, with: other) { return true }
    }
    return leaveAlone(podClass, at: place, worth: problem.peerWishes[wish].price)
      || changeOffering(at: place)
  }

  private mutating func offer(_ solution: Solution) -> Bool {
    work += judgingWork
    var candidate = solution
    candidate.newBins.removeAll { $0.content.isEmpty }
    return search.offer(candidate, phase: "peers")
  }

  // MARK: Changes

  private mutating func move(_ podClass: Int, from place: Int, to other: Int) -> Bool {
    guard accepts(podClass, at: other), fits([(podClass, 1)], at: other) else { return false }
    var candidate = search.solution
    candidate.change(podClass, by: -1, at: place)
    candidate.change(podClass, by: 1, at: other)
    return offer(candidate)
  }

  private mutating func swap(_ podClass: Int, at place: Int, with other: Int) -> Bool {
    guard accepts(podClass, at: other) else { return false }
    for part in search.solution.content(at: other).parts where part.podClass.index != podClass && !isOver {
      let back = part.podClass.index
      work += 16
      guard accepts(back, at: place), fits([(podClass, 1), (back, -1)], at: other),
        fits([(podClass, -1), (back, 1)], at: place)
      else { continue }
      var candidate = search.solution
      candidate.change(podClass, by: -1, at: place)
      candidate.change(back, by: -1, at: other)
      candidate.change(podClass, by: 1, at: other)
      candidate.change(back, by: 1, at: place)
      if offer(candidate) { return true }
    }
    return false
  }

  /// Only where the wish is priced so high that it pays for a bin: nobody wants another node to break a tie.
  private mutating func leaveAlone(_ podClass: Int, at place: Int, worth: Money) -> Bool {
    let item = problem.classes[podClass]
    let offerings = problem.offerings.indices.filter { offering in
      problem.offeringMask[podClass, offering]
        && problem.offerings[offering].price <= worth
        && zip(item.size, problem.offerings[offering].capacity).allSatisfy { $0 <= $1 }
    }
    guard let cheapest = offerings.min(by: { problem.offerings[$0].price < problem.offerings[$1].price })
    else { return false }
    var candidate = search.solution
    candidate.change(podClass, by: -1, at: place)
    let content = Pattern([Pattern.Part(podClass: ClassID(podClass), count: 1)])
    candidate.newBins.append(NewBin(offering: OfferingID(cheapest), content: content))
    return offer(candidate)
  }

  private mutating func changeOffering(at place: Int) -> Bool {
    guard place < search.solution.newBins.count else { return false }
    let bin = search.solution.newBins[place]
    let price = problem.offerings[bin.offering.index].price
    for offering in problem.offerings.indices where offering != bin.offering.index && !isOver {
      guard problem.offerings[offering].price <= price,
        bin.content.parts.allSatisfy({ problem.offeringMask[$0.podClass.index, offering] }),
        isWithin(problem.offerings[offering].capacity, bin.content, [])
      else { continue }
      var candidate = search.solution
      candidate.newBins[place].offering = OfferingID(offering)
      if offer(candidate) { return true }
    }
    return false
  }

  // MARK: What is possible at a glance

  private func accepts(_ podClass: Int, at place: Int) -> Bool {
    let solution = search.solution
    if place < solution.newBins.count {
      return problem.offeringMask[podClass, solution.newBins[place].offering.index]
    }
    let node = place - solution.newBins.count
    return problem.nodeMask[podClass, node] && problem.nodes[node].mayReceive && !solution.closed[node]
  }

  private func fits(_ changes: [(podClass: Int, count: Int32)], at place: Int) -> Bool {
    let solution = search.solution
    let capacity =
      place < solution.newBins.count
      ? problem.offerings[solution.newBins[place].offering.index].capacity
      : problem.nodes[place - solution.newBins.count].free
    return isWithin(capacity, solution.content(at: place), changes)
  }

  private func isWithin(
    _ capacity: [Int32], _ content: Pattern, _ changes: [(podClass: Int, count: Int32)]
  ) -> Bool {
    for dimension in capacity.indices {
      var used: Int64 = 0
      for part in content.parts {
        used += Int64(problem.classes[part.podClass.index].size[dimension]) * Int64(part.count)
      }
      for change in changes {
        used += Int64(problem.classes[change.podClass].size[dimension]) * Int64(change.count)
      }
      if used > Int64(capacity[dimension]) { return false }
    }
    return true
  }
}

extension Solution {
  /// New bins first, then nodes.
  fileprivate func content(at place: Int) -> Pattern {
    place < newBins.count ? newBins[place].content : nodeContents[place - newBins.count]
  }

  fileprivate mutating func change(_ podClass: Int, by count: Int32, at place: Int) {
    if place < newBins.count {
      newBins[place].content.change(ClassID(podClass), by: count)
    } else {
      nodeContents[place - newBins.count].change(ClassID(podClass), by: count)
    }
  }
}

extension Pattern {
  fileprivate mutating func change(_ podClass: ClassID, by count: Int32) {
    let position = parts.firstIndex { $0.podClass >= podClass } ?? parts.count
    if position < parts.count && parts[position].podClass == podClass {
      parts[position].count += count
      if parts[position].count == 0 { parts.remove(at: position) }
    } else {
      parts.insert(Part(podClass: podClass, count: count), at: position)
    }
  }
}
