import StowageUnits

/// What pods prefer of one another: each pod of `subject` in a place without a pod of `targets` beside it
/// (`isAttraction`), or with one (otherwise), costs `price` in the objective.
///
/// A place is a bin, or all bins of one domain. Pods that are there already are no part of it: they are in `Wish`.
package struct PeerWish: Sendable, Hashable {
  package var subject: ClassID
  package var targets: [ClassID]
  package var price: Money
  package var isAttraction: Bool
  /// 0: each bin is a place of its own.
  package var domainCount = 0
  /// Per offering and per node, -1 where it has none; empty where each bin is a place.
  package var domainOfOffering: [Int32] = []
  package var domainOfNode: [Int32] = []

  package init(subject: ClassID, targets: [ClassID], price: Money, isAttraction: Bool) {
    self.subject = subject
    self.targets = targets
    self.price = price
    self.isAttraction = isAttraction
  }

  package var isOfBins: Bool { domainCount == 0 }
}

extension Problem {
  /// Calls `body` for every wish of pods in a place that does not meet it: the wish, the place (new bins first, then
  /// nodes), and how many pods.
  package func forEachUnmetPeerWish(in solution: Solution, _ body: (Int, Int, Int32) -> Void) {
    if peerWishes.isEmpty { return }
    var walk = PeerWalk(self)
    let contents = solution.contents
    func domain(_ wish: Int, _ place: Int) -> Int {
      place < solution.newBins.count
        ? Int(peerWishes[wish].domainOfOffering[solution.newBins[place].offering.index])
        : Int(peerWishes[wish].domainOfNode[place - solution.newBins.count])
    }
    for (place, content) in contents.enumerated() {
      walk.addToDomains(content) { domain($0, place) }
    }
    for (place, content) in contents.enumerated() where !content.isEmpty {
      walk.addToBin(content, 1)
      for part in content.parts {
        for wish in walk.wishesOfSubject[part.podClass.index] {
          let others = walk.others(wish, domain: peerWishes[wish].isOfBins ? 0 : domain(wish, place))
          if (others > 0) != peerWishes[wish].isAttraction { body(wish, place, part.count) }
        }
      }
      walk.addToBin(content, -1)
    }
  }

  func peerPenalty(of solution: Solution) -> Money {
    var nanos: Int64 = 0
    forEachUnmetPeerWish(in: solution) { wish, _, pods in
      nanos += peerWishes[wish].price.nanos * Int64(pods)
    }
    return Money(nanos: nanos)
  }
}

/// How many targets of each wish there are in each domain, and in the bin at hand.
private struct PeerWalk {
  /// Per class.
  private(set) var wishesOfSubject: [[Int]]
  private var wishesOfTarget: [[Int]]
  /// Per wish: the bin is the place; the subject is among its own targets.
  private let isOfBins: [Bool]
  private var isOwnTarget: [Bool] = []
  private var inBin: [Int32]
  /// Per wish, where its domains begin in `inDomain`.
  private var start: [Int] = []
  private var inDomain: [Int32] = []

  init(_ problem: Problem) {
    wishesOfSubject = Array(repeating: [], count: problem.classes.count)
    wishesOfTarget = wishesOfSubject
    isOfBins = problem.peerWishes.map(\.isOfBins)
    inBin = Array(repeating: 0, count: problem.peerWishes.count)
    var count = 0
    for (index, wish) in problem.peerWishes.enumerated() {
      wishesOfSubject[wish.subject.index].append(index)
      for target in wish.targets { wishesOfTarget[target.index].append(index) }
      isOwnTarget.append(wish.targets.contains(wish.subject))
      start.append(count)
      count += wish.domainCount
    }
    inDomain = Array(repeating: 0, count: count)
  }

  mutating func addToDomains(_ content: Pattern, domain: (Int) -> Int) {
    for part in content.parts {
      for wish in wishesOfTarget[part.podClass.index] where !isOfBins[wish] {
        let domain = domain(wish)
        if domain >= 0 { inDomain[start[wish] + domain] += part.count }
      }
    }
  }

  mutating func addToBin(_ content: Pattern, _ sign: Int32) {
    for part in content.parts {
      for wish in wishesOfTarget[part.podClass.index] where isOfBins[wish] {
        inBin[wish] += sign * part.count
      }
    }
  }

  /// The targets beside one pod of the wish's subject; none outside of all domains.
  func others(_ wish: Int, domain: Int) -> Int32 {
    let all = isOfBins[wish] ? inBin[wish] : domain < 0 ? 0 : inDomain[start[wish] + domain]
    return all - (isOwnTarget[wish] ? 1 : 0)
  }
}
