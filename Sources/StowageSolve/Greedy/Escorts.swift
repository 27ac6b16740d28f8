import StowageProblem

/// What must be in a bin before a pod that needs company may come: its targets, and what those need themselves.
struct Escorts {
  let placement: Placement
  private var problem: Problem { placement.problem }
  private var index: RuleIndex { placement.index }

  /// Ways that are followed of each class, and how far company of company of company is followed.
  private static let waysPerClass = 40
  private static let depthLimit = 4
  /// Places that are tried for one escort, the cheapest first.
  private static let trials = 8

  init(_ placement: Placement) { self.placement = placement }

  /// An escort and where it may be a good idea to put it.
  struct Way {
    var escort: [Int]
    var place: Place
    /// What a new bin costs for each pod of the subject; 0 for open bins.
    var price: Double

    enum Place {
      case open(Int)
      case offering(Int)
    }
  }

  /// Classes, each after those it needs itself, of which one pod each lets the class in; empty lists for one that
  /// needs nobody.
  func escorts(of podClass: Int) -> [[Int]] { escorts(of: podClass, beside: [podClass]) }

  private func escorts(of podClass: Int, beside visited: [Int]) -> [[Int]] {
    var lists: [[Int]] = [[]]
    if placement.mayFoundAlone(podClass) { return lists }
    for rule in index.companies[podClass] {
      let targets = problem.companions[rule].targets.map(\.index)
      var longer: [[Int]] = []
      for list in lists {
        if list.contains(where: targets.contains) {
          longer.append(list)
          continue
        }
        for target in targets where placement.left[target] > 0 && !visited.contains(target) {
          guard visited.count <= Self.depthLimit else { continue }
          for before in escorts(of: target, beside: visited + [target]) {
            let new = before.filter { !list.contains($0) } + (list.contains(target) ? [] : [target])
            longer.append(list + new)
          }
        }
      }
      lists = Array(longer.prefix(Self.waysPerClass))
    }
    return lists
  }

  /// The best few ways to let a class in, as far as room and masks tell.
  func cheapest(for podClass: Int) -> [Way] {
    var ways: [Way] = []
    for escort in escorts(of: podClass) where !escort.isEmpty {
      for bin in placement.bins.indices where !placement.bins[bin].isRetired {
        let place = placement.bins[bin].place
        guard placement.accepts(podClass, place) else { continue }
        let missing = escort.filter { placement.bins[bin].count(of: $0) == 0 }
        guard hosts(podClass, missing, place, { placement.room(bin, $0) }) > 0 else { continue }
        ways.append(Way(escort: escort, place: .open(bin), price: 0))
      }
      for (offering, bin) in problem.offerings.enumerated() where placement.ledger.available(offering) > 0 {
        let count = hosts(podClass, escort, .offering(offering), { bin.capacity[$0] })
        guard count > 0 else { continue }
        let price = Double(bin.price.nanos + 1) / Double(count)
        ways.append(Way(escort: escort, place: .offering(offering), price: price))
      }
    }
    let order = ways.indices.sorted { (ways[$0].price, $0) < (ways[$1].price, $1) }
    return order.prefix(Self.trials).map { ways[$0] }
  }

  /// How many pods of a class, with one pod of each of its escort, fit into some room.
  private func hosts(
    _ podClass: Int, _ escort: [Int], _ place: OpenBin.Place, _ room: (Int) -> Int32
  ) -> Int32 {
    let all = escort + [podClass]
    guard all.allSatisfy({ placement.accepts($0, place) }) else { return 0 }
    for first in all { for second in all where problem.conflicts[first, second] { return 0 } }
    let item = problem.classes[podClass]
    var count = min(placement.left[podClass], item.maxPerBin)
    for dimension in item.size.indices {
      let rest = escort.reduce(Int64(room(dimension))) { $0 - Int64(problem.classes[$1].size[dimension]) }
      if rest < 0 { return 0 }
      if item.size[dimension] > 0 { count = min(count, Int32(rest / Int64(item.size[dimension]))) }
    }
    return count
  }

  /// Puts the escort and then pods of the class into a bin; false, and nothing changed, where some rule forbids it.
  func settle(_ podClass: Int, _ way: Way) -> Bool {
    let bin: Int
    switch way.place {
    case .open(let open): bin = open
    case .offering(let offering): bin = placement.open(offering)
    }
    var added: [Int] = []
    for member in way.escort where placement.bins[bin].count(of: member) == 0 {
      guard placement.left[member] > 0, placement.most(member, in: bin) > 0 else { break }
      placement.add(member, 1, to: bin)
      added.append(member)
    }
    let isComplete = way.escort.allSatisfy { placement.bins[bin].count(of: $0) > 0 }
    let count = isComplete ? min(placement.left[podClass], placement.most(podClass, in: bin)) : 0
    if count > 0 {
      placement.add(podClass, count, to: bin)
      return true
    }
    for member in added.reversed() { placement.remove(member, 1, from: bin) }
    placement.retireEmptyBins()
    return false
  }
}
