import StowageProblem
import StowageUnits

/// Brings pods beside those that they prefer, apart from those that they would rather not meet, and out of places
/// that hold more of their kind than they would like, for no more than that is worth: the search for cost looks at no
/// such wish.
///
/// A pod that misses something moves to another bin, changes places with a pod there, or gets the cheapest bin of its
/// own; or its bin becomes one of another offering. Whatever the objective calls better, wishes priced in, is
/// verified as a whole and kept.
struct PeerExchange {
  private let search: Search
  private var problem: Problem { search.problem }
  /// Per class: the wishes about spread that it has.
  private let spreadsOfClass: [[Int]]
  /// What one judgement of a solution costs.
  private let judgingWork: Int
  /// Units of some ten nanoseconds.
  private var work = 0
  /// Who is where, as the wishes about spread count; and per place and dimension the room that is left.
  private var census: SpreadCensus
  private var rooms: [[Int64]] = []

  /// About half a tenth of a second.
  private static let workLimit = 5_000_000

  init(_ search: Search) {
    self.search = search
    let problem = search.problem
    census = SpreadCensus(problem, search.solution)
    var (wishesOfClass, spreads) = (
      [Int](repeating: 1, count: problem.classes.count), [[Int]](repeating: [], count: problem.classes.count)
    )
    for wish in problem.peerWishes {
      wishesOfClass[wish.subject.index] += 1
      for target in wish.targets { wishesOfClass[target.index] += 1 }
    }
    for (index, wish) in problem.spreadWishes.enumerated() {
      for id in wish.members + wish.subjects { wishesOfClass[id.index] += 1 }
      for id in wish.subjects { spreads[id.index].append(index) }
    }
    spreadsOfClass = spreads
    judgingWork = search.solution.contents.reduce(wishesOfClass.count) { sum, content in
      sum + content.parts.reduce(4) { $0 + 2 * wishesOfClass[$1.podClass.index] }
    }
  }

  /// Pods of one class in a place that a wish of theirs is not met in.
  private struct Unmet {
    var podClass: Int
    var place: Int
    var price: Money
    /// Set for a wish about spread.
    var spread: Int?
  }

  mutating func run() {
    guard !problem.peerWishes.isEmpty || !problem.spreadWishes.isEmpty, problem.homes.isEmpty else { return }
    var (next, isBetter) = (0, true)
    while isBetter && !isOver {
      isBetter = false
      survey()
      let unmet = unmet()
      for step in unmet.indices where !isOver && !search.settings.deadline.isOver {
        let position = (next + step) % unmet.count
        guard improve(unmet[position]) else { continue }
        // Places may be others now.
        (next, isBetter) = (position, true)
        break
      }
    }
  }

  private var isOver: Bool { work > Self.workLimit }

  private mutating func survey() {
    let solution = search.solution
    work += judgingWork
    census = SpreadCensus(problem, solution)
    rooms = (0..<solution.newBins.count + problem.nodes.count).map { place in
      var room = capacity(of: place).map { Int64($0) }
      for part in solution.content(at: place).parts {
        for dimension in room.indices {
          room[dimension] -=
            Int64(problem.classes[part.podClass.index].size[dimension]) * Int64(part.count)
        }
      }
      return room
    }
  }

  private func unmet() -> [Unmet] {
    var found: [Unmet] = []
    problem.forEachUnmetPeerWish(in: search.solution) { wish, place, _ in
      let peer = problem.peerWishes[wish]
      found.append(Unmet(podClass: peer.subject.index, place: place, price: peer.price))
    }
    for one in census.unmetPlaces(in: search.solution) {
      found.append(
        Unmet(
          podClass: one.podClass, place: one.place, price: problem.spreadWishes[one.wish].price,
          spread: one.wish))
    }
    return found
  }

  private mutating func improve(_ one: Unmet) -> Bool {
    for other in rooms.indices where other != one.place && !isOver {
      work += 1
      if let spread = one.spread {
        guard census.hasRoom(spread, spreadPlace(spread, of: other)),
          isWelcome(one.podClass, at: other, from: one.place)
        else { continue }
      }
      if move(one.podClass, from: one.place, to: other) || swap(one, with: other) { return true }
    }
    return leaveAlone(one.podClass, at: one.place, worth: one.price) || changeOffering(one)
  }

  private func spreadPlace(_ spread: Int, of place: Int) -> Int {
    let bins = search.solution.newBins
    return census.place(
      spread, of: place, offering: place < bins.count ? bins[place].offering.index : nil)
  }

  /// No wish about spread that a class has would rather have it stay.
  private func isWelcome(_ podClass: Int, at place: Int, from former: Int) -> Bool {
    spreadsOfClass[podClass].allSatisfy { wish in
      let (new, old) = (spreadPlace(wish, of: place), spreadPlace(wish, of: former))
      return new == old || census.hasRoom(wish, new)
    }
  }

  private mutating func offer(_ solution: Solution) -> Bool {
    work += judgingWork
    var candidate = solution
    candidate.newBins.removeAll { $0.content.isEmpty }
    return search.offer(candidate, phase: "peers")
  }

  // MARK: Changes

  private mutating func move(_ podClass: Int, from place: Int, to other: Int) -> Bool {
    work += 2
    guard accepts(podClass, at: other), fits(podClass, at: other) else { return false }
    var candidate = search.solution
    candidate.change(podClass, by: -1, at: place)
    candidate.change(podClass, by: 1, at: other)
    return offer(candidate)
  }

  private mutating func swap(_ one: Unmet, with other: Int) -> Bool {
    guard accepts(one.podClass, at: other) else { return false }
    for part in search.solution.content(at: other).parts
    where part.podClass.index != one.podClass && !isOver {
      let back = part.podClass.index
      work += 4
      guard fits(one.podClass, at: other, insteadOf: back),
        fits(back, at: one.place, insteadOf: one.podClass),
        accepts(back, at: one.place), one.spread == nil || isWelcome(back, at: one.place, from: other)
      else { continue }
      var candidate = search.solution
      candidate.change(one.podClass, by: -1, at: one.place)
      candidate.change(back, by: -1, at: other)
      candidate.change(one.podClass, by: 1, at: other)
      candidate.change(back, by: 1, at: one.place)
      if offer(candidate) { return true }
    }
    return false
  }

  /// Only where the wish is priced so high that it pays for a bin: nobody wants another node to break a tie.
  private mutating func leaveAlone(_ podClass: Int, at place: Int, worth: Money) -> Bool {
    let item = problem.classes[podClass]
    work += problem.offerings.count / 4
    let offerings = problem.offerings.indices.filter { offering in
      problem.offerings[offering].price <= worth && problem.offeringMask[podClass, offering]
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

  private mutating func changeOffering(_ one: Unmet) -> Bool {
    guard one.place < search.solution.newBins.count else { return false }
    let bin = search.solution.newBins[one.place]
    let price = problem.offerings[bin.offering.index].price
    work += problem.offerings.count / 4
    for offering in problem.offerings.indices where offering != bin.offering.index && !isOver {
      guard problem.offerings[offering].price <= price, mayHelp(one, offering), holds(offering, one.place),
        bin.content.parts.allSatisfy({ problem.offeringMask[$0.podClass.index, offering] })
      else { continue }
      var candidate = search.solution
      candidate.newBins[one.place].offering = OfferingID(offering)
      if offer(candidate) { return true }
    }
    return false
  }

  /// A wish about spread gains from another domain that has room.
  private func mayHelp(_ one: Unmet, _ offering: Int) -> Bool {
    guard let spread = one.spread else { return true }
    let other = census.place(spread, of: one.place, offering: offering)
    return other != spreadPlace(spread, of: one.place) && census.hasRoom(spread, other)
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

  private func capacity(of place: Int) -> [Int32] {
    let bins = search.solution.newBins
    return place < bins.count
      ? problem.offerings[bins[place].offering.index].capacity : problem.nodes[place - bins.count].free
  }

  /// One pod more fits, where one of another class goes.
  private func fits(_ podClass: Int, at place: Int, insteadOf leaving: Int? = nil) -> Bool {
    let size = problem.classes[podClass].size
    let freed = leaving.map { problem.classes[$0].size }
    return size.indices.allSatisfy { dimension in
      Int64(size[dimension]) - Int64(freed?[dimension] ?? 0) <= rooms[place][dimension]
    }
  }

  /// What is in a place fits into an offering.
  private func holds(_ offering: Int, _ place: Int) -> Bool {
    let capacity = capacity(of: place)
    return capacity.indices.allSatisfy { dimension in
      Int64(capacity[dimension]) - rooms[place][dimension]
        <= Int64(problem.offerings[offering].capacity[dimension])
    }
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
