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
    let escorts = Escorts(placement)
    // Those whose company needs company itself come before it: what they need is then in their bins.
    let depths = subjects.map { escorts.escorts(of: $0).map(\.count).min() ?? 0 }
    let order = subjects.indices.sorted { left, right in
      let (first, second) = (problem.classes[subjects[left]], problem.classes[subjects[right]])
      if first.priority != second.priority { return first.priority > second.priority }
      return depths[left] != depths[right] ? depths[left] > depths[right] : left < right
    }
    for position in order where placement.left[subjects[position]] > 0 {
      accompany(subjects[position], escorts)
    }
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

  /// Places pods of a class beside targets: where one is already, then with targets of their own, in open bins and
  /// in new ones.
  private func accompany(_ podClass: Int, _ escorts: Escorts) {
    for bin in placement.bins.indices where placement.left[podClass] > 0 {
      let count = min(placement.left[podClass], placement.most(podClass, in: bin))
      if count > 0 { placement.add(podClass, count, to: bin) }
    }
    var progress = true
    while placement.left[podClass] > 0 && progress {
      progress = escorts.cheapest(for: podClass).contains { escorts.settle(podClass, $0) }
    }
  }
}
