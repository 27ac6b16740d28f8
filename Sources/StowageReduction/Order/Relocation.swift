import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Who goes where. A target says how many pods of a shape each place takes; as such pods are interchangeable, they
/// are dealt out so that nodes depend on one another as little as possible.
struct Relocation {
  private(set) var leavers: [Leaver]
  /// Per pending pod of the cluster, its place; nil where it stays without one. Nodes of the cluster come first,
  /// then the target's claims.
  private(set) var pending: [Int?]

  init(_ target: Rearrangement, in cluster: Cluster, rules: DisruptionRules) {
    leavers = target.closed.map { Leaver(node: $0) }
    pending = cluster.pending.map { _ in nil }
    var dealer = Dealer(target, in: cluster, rules: rules)
    dealer.dealPending()
    dealer.dealLeavers()
    for (pod, place) in dealer.pendingPlaces { pending[pod] = place }
    for index in leavers.indices {
      let node = cluster.nodes[leavers[index].node]
      leavers[index].moves = dealer.places[index].map { Leaver.Move(pod: $0.pod, place: $0.place) }
        .sorted { $0.pod < $1.pod }
      leavers[index].isComplete = dealer.isServed(index)
      let claims = leavers[index].moves.map(\.place).filter { $0 >= cluster.nodes.count }
      leavers[index].claims = Set(claims.map { $0 - cluster.nodes.count }).sorted()
      (leavers[index].reasons, leavers[index].block) = rules.reasons(for: node)
    }
  }
}

/// The pods of one shape that somebody has, or a place still takes.
private struct Portion {
  /// Into `Cluster.shapes`.
  var shape: Int
  var count: Int
}

extension [Portion] {
  fileprivate subscript(shape shape: Int) -> Int {
    get { first { $0.shape == shape }?.count ?? 0 }
    set {
      if let position = firstIndex(where: { $0.shape == shape }) {
        self[position].count = newValue
      } else {
        append(Portion(shape: shape, count: newValue))
      }
    }
  }

  fileprivate var total: Int { reduce(0) { $0 + $1.count } }

  /// How many of these could go to what takes `other`.
  fileprivate func overlap(with other: [Portion]) -> Int {
    reduce(0) { $0 + ($1.count == 0 ? 0 : Swift.min($1.count, other[shape: $1.shape])) }
  }
}

private struct Dealer {
  /// Per place what it still takes.
  private var demand: [[Portion]]
  /// Per shape what nodes that stay still take together.
  private var stayingDemand: [Int: Int] = [:]
  private let firstClaim: Int
  /// Per leaving node, per shape: the pods that still need a place, into `Cluster.running`, the next one last.
  private var supply: [[(shape: Int, pods: [Int])]] = []
  /// As `supply`, in numbers.
  private var counts: [[Portion]] = []
  private var waiting: [Int: [Int]] = [:]
  private var unplannable: Set<Int> = []
  private let prices: [Money]
  /// Per place: pods that wait today may come, pods that move may not.
  private let isClosedToMoves: [Bool]
  /// Per claim: it is for others than the pods of spot nodes; and the leavers that this is about.
  private let isDeniedToSpot: [Bool]
  private let isOnSpot: [Bool]

  private(set) var places: [[(pod: Int, place: Int)]]
  private(set) var pendingPlaces: [(pod: Int, place: Int)] = []

  init(_ target: Rearrangement, in cluster: Cluster, rules: DisruptionRules) {
    firstClaim = cluster.nodes.count
    demand = Array(repeating: [], count: firstClaim + target.plan.nodeClaims.count)
    places = target.closed.map { _ in [] }
    prices = target.plan.nodeClaims.map(\.offering.price)
    isClosedToMoves =
      cluster.nodes.map { !rules.mayReceive($0) } + target.plan.nodeClaims.map { _ in false }
    isDeniedToSpot = target.plan.nodeClaims.map {
      !cluster.options.spotToSpot && $0.offering.capacityType == "spot"
    }
    isOnSpot = target.closed.map { index in
      let node = cluster.nodes[index]
      return node.labels[LabelKeys.capacityType] == "spot"
        && [DisruptionReason.expired, .drifted].allSatisfy { rules.block(of: node, for: $0) != nil }
    }
    var shapeOfName: [String: Int] = [:]
    for (index, node) in target.closed.enumerated() {
      supply.append([])
      counts.append([])
      for pod in cluster.nodes[node].pods.reversed() {
        let running = cluster.running[pod]
        guard !running.isLeaving, cluster.snapshot.pods[running.pod].isReschedulable else { continue }
        guard let shape = running.movingShape else {
          unplannable.insert(index)
          continue
        }
        shapeOfName[running.reference] = shape
        if let position = supply[index].firstIndex(where: { $0.shape == shape }) {
          supply[index][position].pods.append(pod)
        } else {
          supply[index].append((shape, [pod]))
        }
        counts[index][shape: shape] += 1
      }
    }
    for (index, pod) in cluster.pending.enumerated().reversed() {
      shapeOfName[pod.reference] = pod.shape
      waiting[pod.shape, default: []].append(index)
    }
    let nodeOfName = Dictionary(cluster.nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    for (index, claim) in target.plan.nodeClaims.enumerated() {
      for pod in claim.pods { take(shapeOfName[pod], at: firstClaim + index) }
    }
    for placement in target.plan.placements {
      guard let node = nodeOfName[placement.node] else { continue }
      for pod in placement.pods { take(shapeOfName[pod], at: node) }
    }
  }

  private mutating func take(_ shape: Int?, at place: Int) {
    guard let shape else { return }
    demand[place][shape: shape] += 1
    if place < firstClaim { stayingDemand[shape, default: 0] += 1 }
  }

  func isServed(_ leaver: Int) -> Bool { counts[leaver].total == 0 && !unplannable.contains(leaver) }

  // MARK: - Pods that wait today

  /// Places that nobody else may come to are first. Then new nodes that such pods fill alone, then nodes that stay, then
  /// what is left: a new node that other pods move to as well has to be launched before the first command.
  mutating func dealPending() {
    for place in demand.indices where isClosedToMoves[place] { serveWaiting(at: place) }
    let claims = firstClaim..<demand.count
    if isOnSpot.contains(true) {
      for place in claims where isDeniedToSpot[place - firstClaim] { serveWaiting(at: place) }
    }
    for place in claims
    where demand[place].allSatisfy({ $0.count <= waiting[$0.shape]?.count ?? 0 }) {
      serveWaiting(at: place)
    }
    for place in demand.indices { serveWaiting(at: place) }
  }

  private mutating func serveWaiting(at place: Int) {
    for portion in demand[place] {
      for _ in 0..<min(portion.count, waiting[portion.shape]?.count ?? 0) {
        guard let pod = waiting[portion.shape]?.popLast() else { break }
        pendingPlaces.append((pod, place))
        fill(place, with: portion.shape)
      }
    }
  }

  private mutating func fill(_ place: Int, with shape: Int) {
    demand[place][shape: shape] -= 1
    if place < firstClaim { stayingDemand[shape, default: 0] -= 1 }
  }

  // MARK: - Pods of leaving nodes

  /// The dearest new node takes its pods first, node by node: whole nodes where it can, as the rest of a node's pods
  /// tie it to other new nodes. What new nodes do not take goes to nodes that stay.
  mutating func dealLeavers() {
    // What not all may go to is served first, so that enough of the others are left for it.
    let claims = prices.indices.sorted {
      let (mine, other) = (isDeniedToSpot[$0] ? 0 : 1, isDeniedToSpot[$1] ? 0 : 1)
      return (mine, prices[$1], $0) < (other, prices[$0], $1)
    }
    for claim in claims {
      let place = firstClaim + claim
      while let leaver = bestLeaver(for: place) { serve(leaver, at: place) }
    }
    for leaver in counts.indices {
      while counts[leaver].total > 0, let place = bestStayingPlace(for: leaver) { serve(leaver, at: place) }
    }
  }

  private mutating func serve(_ leaver: Int, at place: Int) {
    for position in supply[leaver].indices {
      let shape = supply[leaver][position].shape
      let count = min(supply[leaver][position].pods.count, demand[place][shape: shape])
      for _ in 0..<count {
        guard let pod = supply[leaver][position].pods.popLast() else { break }
        places[leaver].append((pod, place))
        counts[leaver][shape: shape] -= 1
        fill(place, with: shape)
      }
    }
  }

  /// The node with the fewest pods that neither this place nor nodes that stay could take, then the one with most
  /// for this place.
  private func bestLeaver(for place: Int) -> Int? {
    var best: (leaver: Int, rest: Int, overlap: Int)?
    let isDenied = isDeniedToSpot[place - firstClaim]
    for leaver in counts.indices where !(isDenied && isOnSpot[leaver]) {
      let overlap = counts[leaver].overlap(with: demand[place])
      if overlap == 0 { continue }
      let rest = counts[leaver].reduce(0) { sum, portion in
        sum
          + max(0, portion.count - demand[place][shape: portion.shape] - (stayingDemand[portion.shape] ?? 0))
      }
      if let best, (best.rest, -best.overlap) <= (rest, -overlap) { continue }
      best = (leaver, rest, overlap)
    }
    return best?.leaver
  }

  private func bestStayingPlace(for leaver: Int) -> Int? {
    var best: (place: Int, overlap: Int)?
    for place in 0..<firstClaim where !demand[place].isEmpty && !isClosedToMoves[place] {
      let overlap = counts[leaver].overlap(with: demand[place])
      if overlap > best?.overlap ?? 0 { best = (place, overlap) }
    }
    return best?.place
  }
}
