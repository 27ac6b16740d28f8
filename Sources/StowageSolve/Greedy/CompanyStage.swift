import StowageProblem

/// Opens bins for pods that need company, before anything else is placed: groups that must share one bin, and
/// pods that must be beside some other pod. What room is left in these bins is filled later.
struct CompanyStage {
  let placement: Placement
  private var problem: Problem { placement.problem }
  private var index: RuleIndex { placement.index }

  init(_ placement: Placement) { self.placement = placement }

  func run() {
    let subjects = problem.classes.indices.filter { !index.companies[$0].isEmpty }
      .sorted { (problem.classes[$1].priority, $0) < (problem.classes[$0].priority, $1) }
    for podClass in subjects where placement.left[podClass] > 0 {
      guard let group = foundingGroup(of: podClass) else { continue }
      found(group)
    }
    for podClass in subjects where placement.left[podClass] > 0 { accompany(podClass) }
  }

  // MARK: Groups in one bin

  /// The classes that found a group with this one: its targets, where all of them look for the same company and
  /// none is there yet. Nil where somebody else comes first.
  private func foundingGroup(of podClass: Int) -> [Int]? {
    var members: Set<Int> = [podClass]
    for rule in index.companies[podClass] {
      let companion = problem.companions[rule]
      guard companion.mayFound, companion.targets.contains(ClassID(podClass)) else { return nil }
      guard placement.foundedIn[rule] < 0, !companion.satisfiedNodes.contains(true) else { return nil }
      for target in companion.targets where placement.left[target.index] > 0 {
        if index.companies[target.index].isEmpty { return nil }
        members.insert(target.index)
      }
    }
    return members.sorted { left, right in
      if left == podClass || right == podClass { return left == podClass && right != podClass }
      return (problem.classes[right].priority, left) < (problem.classes[left].priority, right)
    }
  }

  /// Puts as many of a group as possible into one bin, the cheapest that takes so many.
  private func found(_ group: [Int]) {
    var best: (place: OpenBin.Place, pods: Int64, price: Int64)?
    let places = placement.bins.filter { !$0.isRetired }.map(\.place)
    let offerings = problem.offerings.indices.filter { placement.ledger.available($0) > 0 }
    for place in places + offerings.map({ OpenBin.Place.offering($0) }) {
      let pods = held(group, in: place)
      guard pods > 0 else { continue }
      let price =
        if case .offering(let offering) = place { problem.offerings[offering].price.nanos } else { Int64(0) }
      if best.map({ (-pods, price) < (-$0.pods, $0.price) }) ?? true { best = (place, pods, price) }
    }
    guard let best else { return }
    let bin: Int
    switch best.place {
    case .node(let node): bin = node
    case .offering(let offering): bin = placement.open(offering)
    }
    for podClass in group {
      let count = min(placement.left[podClass], placement.most(podClass, in: bin))
      if count > 0 { placement.add(podClass, count, to: bin) }
    }
    placement.retireEmptyBins()
  }

  /// How many pods of a group an empty bin or a node takes as far as room, masks and domains tell.
  private func held(_ group: [Int], in place: OpenBin.Place) -> Int64 {
    var room: [Int32]
    switch place {
    case .node(let node):
      room = problem.nodes.isEmpty ? [] : (0..<problem.dimensionCount).map { placement.room(node, $0) }
    case .offering(let offering): room = problem.offerings[offering].capacity
    }
    var pods: Int64 = 0
    for podClass in group where placement.accepts(podClass, place) && room.allSatisfy({ $0 >= 0 }) {
      let item = problem.classes[podClass]
      var count = min(placement.left[podClass], item.maxPerBin, placement.roomInDomains(podClass, place))
      for (size, free) in zip(item.size, room) where size > 0 { count = min(count, free / size) }
      // The first of the group founds it: without it there is no group.
      if count <= 0 && podClass == group[0] { return 0 }
      guard count > 0 else { continue }
      for dimension in room.indices { room[dimension] -= item.size[dimension] * count }
      pods += Int64(count)
    }
    return pods
  }

  // MARK: Pods beside others

  /// Places pods of a class beside targets: where one is already, then in bins with a target of their own.
  private func accompany(_ podClass: Int) {
    for bin in placement.bins.indices where placement.left[podClass] > 0 {
      let count = min(placement.left[podClass], placement.most(podClass, in: bin))
      if count > 0 { placement.add(podClass, count, to: bin) }
    }
    while placement.left[podClass] > 0, let pair = cheapestPair(podClass) {
      let bin = placement.open(pair.offering)
      placement.add(pair.target, 1, to: bin)
      let count = min(placement.left[podClass], placement.most(podClass, in: bin))
      guard count > 0 else {
        placement.remove(pair.target, 1, from: bin)
        return placement.retireEmptyBins()
      }
      placement.add(podClass, count, to: bin)
    }
  }

  /// The target and offering that take a pod of the class at the least price.
  private func cheapestPair(_ podClass: Int) -> (target: Int, offering: Int)? {
    var best: (target: Int, offering: Int, price: Double)?
    let item = problem.classes[podClass]
    for target in commonTargets(of: podClass) where placement.left[target] > 0 && target != podClass {
      for (offering, bin) in problem.offerings.enumerated() {
        guard placement.mostAlone(target, in: offering) > 0 else { continue }
        guard placement.accepts(podClass, .offering(offering)) else { continue }
        var count = min(placement.left[podClass], item.maxPerBin)
        for (dimension, size) in item.size.enumerated() where size > 0 {
          let room = bin.capacity[dimension] - problem.classes[target].size[dimension]
          count = min(count, max(0, room) / size)
        }
        guard count > 0, !problem.conflicts[podClass, target] else { continue }
        let price = Double(bin.price.nanos + 1) / Double(count)
        if best.map({ price < $0.price }) ?? true { best = (target, offering, price) }
      }
    }
    return best.map { ($0.target, $0.offering) }
  }

  /// Targets that meet every rule of the class at once.
  private func commonTargets(of podClass: Int) -> [Int] {
    var common: Set<Int>?
    for rule in index.companies[podClass] {
      let targets = Set(problem.companions[rule].targets.map(\.index))
      common = common?.intersection(targets) ?? targets
    }
    return (common ?? []).sorted()
  }
}
