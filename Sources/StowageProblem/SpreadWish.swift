import StowageUnits

/// How pods would like to be spread: of the pods of `members` in one place, those beyond `maxSkew` above the least
/// populated place cost `price` each in the objective, as far as pods of `subjects` are there. So does a pod of
/// `subjects` in no place at all.
///
/// A place is a bin, or all bins of one domain.
package struct SpreadWish: Sendable, Hashable {
  package var subjects: [ClassID]
  package var members: [ClassID]
  package var maxSkew: Int32
  package var price: Money
  /// Per domain, or per node where each bin is a place: members that are there already and stay; a place beyond the
  /// end has none.
  package var present: [Int32]
  /// 0: each bin is a place of its own, and the least population is 0, since an empty bin can always be had.
  package var domainCount = 0
  /// The domains over which the least is taken; it counts as 0 with fewer than `minDomains`.
  package var domains: [Int32] = []
  package var minDomains: Int32 = 0
  /// Per offering and per node, -1 where it has none; empty where each bin is a place.
  package var domainOfOffering: [Int32] = []
  package var domainOfNode: [Int32] = []

  package init(subjects: [ClassID], members: [ClassID], maxSkew: Int32, price: Money, present: [Int32] = []) {
    self.subjects = subjects
    self.members = members
    self.maxSkew = maxSkew
    self.price = price
    self.present = present
  }

  package var isOfBins: Bool { domainCount == 0 }
}

/// Who is where, as the spread wishes of a problem count.
package struct SpreadCensus: Sendable {
  private struct Role: Sendable {
    var wish: Int
    var isMember: Bool
    var isSubject: Bool
  }

  private let wishes: [SpreadWish]
  /// Per class.
  private let roles: [[Role]]
  /// Per wish and place.
  private var members: [[Int32]]
  private var subjects: [[Int32]]
  /// Per wish: subjects in no place.
  private var outside: [Int32]
  private let newBinCount: Int

  /// With everybody of a solution where the solution puts them.
  package init(_ problem: Problem, _ solution: Solution) {
    wishes = problem.spreadWishes
    newBinCount = solution.newBins.count
    var roles = [[Role]](repeating: [], count: problem.classes.count)
    for (index, wish) in wishes.enumerated() {
      for member in wish.members {
        roles[member.index].append(Role(wish: index, isMember: true, isSubject: false))
      }
      for subject in wish.subjects {
        if let known = roles[subject.index].lastIndex(where: { $0.wish == index }) {
          roles[subject.index][known].isSubject = true
        } else {
          roles[subject.index].append(Role(wish: index, isMember: false, isSubject: true))
        }
      }
    }
    self.roles = roles
    let (newBins, nodes) = (solution.newBins.count, problem.nodes.count)
    members = wishes.map { wish in
      if !wish.isOfBins { return wish.present }
      let onNodes = wish.present.isEmpty ? [Int32](repeating: 0, count: nodes) : wish.present
      return [Int32](repeating: 0, count: newBins) + onNodes
    }
    subjects = members.map { [Int32](repeating: 0, count: $0.count) }
    outside = Array(repeating: 0, count: wishes.count)
    for (place, bin) in solution.newBins.enumerated() { add(bin, at: place) }
    let wishes = wishes
    for (node, content) in solution.nodeContents.enumerated() where !content.isEmpty {
      count(content, 1) { wishes[$0].isOfBins ? newBins + node : Int(wishes[$0].domainOfNode[node]) }
    }
  }

  /// The pods of a new bin come; `place`: its position among the new bins.
  package mutating func add(_ bin: NewBin, at place: Int) { count(bin, 1, at: place) }

  /// They go.
  package mutating func remove(_ bin: NewBin, at place: Int) { count(bin, -1, at: place) }

  private mutating func count(_ bin: NewBin, _ sign: Int32, at place: Int) {
    let offering = bin.offering.index
    let wishes = wishes
    count(bin.content, sign) { wishes[$0].isOfBins ? place : Int(wishes[$0].domainOfOffering[offering]) }
  }

  private mutating func count(_ content: Pattern, _ sign: Int32, placeOf: (Int) -> Int) {
    for part in content.parts {
      for role in roles[part.podClass.index] {
        let place = placeOf(role.wish)
        if place >= 0 {
          if role.isMember { members[role.wish][place] += sign * part.count }
          if role.isSubject { subjects[role.wish][place] += sign * part.count }
        } else if role.isSubject {
          outside[role.wish] += sign * part.count
        }
      }
    }
  }

  /// The wishes that a class has or that count it.
  package func wishes(about podClass: Int) -> [Int] { roles[podClass].map(\.wish) }

  /// The place of a wish that a bin belongs to: new bins first, then nodes; -1: none.
  package func place(_ wish: Int, of bin: Int, offering: Int?) -> Int {
    if wishes[wish].isOfBins { return bin }
    return Int(
      offering.map { wishes[wish].domainOfOffering[$0] } ?? wishes[wish].domainOfNode[bin - newBinCount])
  }

  private func least(_ wish: Int) -> Int32 {
    let all = wishes[wish].domains
    if wishes[wish].isOfBins || all.count < wishes[wish].minDomains { return 0 }
    return all.lazy.map { members[wish][Int($0)] }.min() ?? 0
  }

  /// How many subjects of a wish are where they would rather not be.
  package func unmet(_ wish: Int) -> Int64 {
    let most = least(wish) + wishes[wish].maxSkew
    var sum = Int64(outside[wish])
    for (count, own) in zip(members[wish], subjects[wish]) where count > most {
      sum += Int64(min(count - most, own))
    }
    return sum
  }

  /// Those of the solution counted that are where a wish would rather not have them: the wish, the place (new bins first,
  /// then nodes) and the class.
  package func unmetPlaces(in solution: Solution) -> [(wish: Int, place: Int, podClass: Int)] {
    var found: [(wish: Int, place: Int, podClass: Int)] = []
    for (bin, content) in solution.contents.enumerated() {
      let offering = bin < newBinCount ? solution.newBins[bin].offering.index : nil
      for part in content.parts {
        for role in roles[part.podClass.index]
        where role.isSubject && isCrowded(role.wish, place(role.wish, of: bin, offering: offering)) {
          found.append((role.wish, bin, part.podClass.index))
        }
      }
    }
    return found
  }

  /// Whether a place holds more than a wish likes; no place at all counts as one that does.
  package func isCrowded(_ wish: Int, _ place: Int) -> Bool {
    place < 0 || members[wish][place] > least(wish) + wishes[wish].maxSkew
  }

  /// Whether one pod more leaves a place as a wish likes it, or the least populated one.
  package func hasRoom(_ wish: Int, _ place: Int) -> Bool {
    if place < 0 { return false }
    let least = least(wish)
    return members[wish][place] == least || members[wish][place] < least + wishes[wish].maxSkew
  }
}

extension Problem {
  func spreadPenalty(of solution: Solution) -> Money {
    if spreadWishes.isEmpty { return .zero }
    let census = SpreadCensus(self, solution)
    var nanos: Int64 = 0
    for (index, wish) in spreadWishes.enumerated() { nanos += wish.price.nanos * census.unmet(index) }
    return Money(nanos: nanos)
  }
}
