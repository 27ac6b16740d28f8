import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Deals out the places of a target.
struct Dealer {
  /// Per place what it still takes.
  private var demand: Portions
  /// Per shape what nodes that stay still take together.
  private var stayingDemand: [Int: Int] = [:]
  private let firstClaim: Int
  /// Per leaving node, per shape: the pods that still need a place, into `Cluster.running`, the next one last.
  private var supply: [[(shape: Int, pods: [Int])]] = []
  /// As `supply`, in numbers.
  private var counts: Portions
  /// Per leaving node: pods that nodes that stay could not take even if nobody else went there.
  private var homeless: [Int] = []
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
    demand = Portions(ownerCount: firstClaim + target.plan.nodeClaims.count)
    counts = Portions(ownerCount: target.closed.count)
    places = target.closed.map { _ in [] }
    prices = target.plan.nodeClaims.map(\.offering.price)
    isClosedToMoves =
      cluster.nodes.map { !rules.mayReceive($0) } + target.plan.nodeClaims.map { _ in false }
    let keepsSpotApart = !cluster.options.spotToSpot && !target.mixesSpot
    isDeniedToSpot = target.plan.nodeClaims.map {
      keepsSpotApart && $0.offering.capacityType == "spot"
    }
    isOnSpot = target.closed.map { index in
      let node = cluster.nodes[index]
      return node.labels[LabelKeys.capacityType] == "spot"
        && [DisruptionReason.expired, .drifted].allSatisfy { rules.block(of: node, for: $0) != nil }
    }
    var shapeOfName: [String: Int] = [:]
    for (index, node) in target.closed.enumerated() {
      supply.append([])
      for pod in cluster.nodes[node].pods.reversed() {
        let running = cluster.running[pod]
        guard !running.isLeaving, running.isReschedulable else { continue }
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
        counts.add(1, of: shape, to: index)
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
    demand.add(1, of: shape, to: place)
    if place < firstClaim { stayingDemand[shape, default: 0] += 1 }
  }

  func isServed(_ leaver: Int) -> Bool { counts.isEmpty(leaver) && !unplannable.contains(leaver) }

  // MARK: - Pods that wait today

  /// Places that nobody else may come to are first. Then new nodes that such pods fill alone, then nodes that stay, then
  /// what is left: a new node that other pods move to as well has to be launched before the first command.
  mutating func dealPending() {
    for place in 0..<demand.ownerCount where isClosedToMoves[place] { serveWaiting(at: place) }
    let claims = firstClaim..<demand.ownerCount
    if isOnSpot.contains(true) {
      for place in claims where isDeniedToSpot[place - firstClaim] { serveWaiting(at: place) }
    }
    for place in claims
    where demand[place].allSatisfy({ $0.count <= waiting[$0.shape]?.count ?? 0 }) {
      serveWaiting(at: place)
    }
    for place in 0..<demand.ownerCount { serveWaiting(at: place) }
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
    demand.add(-1, of: shape, to: place)
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
    homeless = (0..<counts.ownerCount).map(homelessPods)
    var suppliers = Suppliers(count: counts.ownerCount)
    for claim in claims {
      let place = firstClaim + claim
      while let leaver = bestLeaver(for: place, &suppliers) { serve(leaver, at: place) }
    }
    var takers = Overlap(ownerCount: firstClaim)
    for leaver in 0..<counts.ownerCount {
      while let place = bestStayingPlace(for: leaver, &takers) { serve(leaver, at: place) }
    }
  }

  private mutating func serve(_ leaver: Int, at place: Int) {
    for position in supply[leaver].indices {
      let shape = supply[leaver][position].shape
      let count = min(supply[leaver][position].pods.count, demand.count(of: shape, at: place))
      for _ in 0..<count {
        guard let pod = supply[leaver][position].pods.popLast() else { break }
        places[leaver].append((pod, place))
        counts.add(-1, of: shape, to: leaver)
        fill(place, with: shape)
      }
    }
    if place >= firstClaim { homeless[leaver] = homelessPods(of: leaver) }
  }

  private func homelessPods(of leaver: Int) -> Int {
    counts[leaver].reduce(0) { $0 + max(0, $1.count - (stayingDemand[$1.shape] ?? 0)) }
  }

  /// What leaving nodes have for a place, and how much of it nodes that stay could not take.
  private struct Suppliers {
    var all: Overlap
    var relieved: Overlap

    init(count: Int) {
      all = Overlap(ownerCount: count)
      relieved = Overlap(ownerCount: count)
    }
  }

  /// The node with the fewest pods that neither this place nor nodes that stay could take, then the one with most
  /// for this place.
  private func bestLeaver(for place: Int, _ suppliers: inout Suppliers) -> Int? {
    suppliers.all.reset()
    suppliers.relieved.reset()
    let isDenied = isDeniedToSpot[place - firstClaim]
    for portion in demand[place] where portion.count > 0 {
      let staying = stayingDemand[portion.shape] ?? 0
      for leaver in counts.owners(of: portion.shape) where !(isDenied && isOnSpot[leaver]) {
        let count = counts.count(of: portion.shape, at: leaver)
        if count == 0 { continue }
        suppliers.all.add(min(count, portion.count), to: leaver)
        let relief = max(0, count - staying) - max(0, count - portion.count - staying)
        if relief > 0 { suppliers.relieved.add(relief, to: leaver) }
      }
    }
    return suppliers.all.owners.min { left, right in
      let (mine, other) = (
        homeless[left] - suppliers.relieved.counts[left], homeless[right] - suppliers.relieved.counts[right]
      )
      return (mine, -suppliers.all.counts[left], left) < (other, -suppliers.all.counts[right], right)
    }
  }

  private func bestStayingPlace(for leaver: Int, _ takers: inout Overlap) -> Int? {
    takers.reset()
    for portion in counts[leaver] where portion.count > 0 {
      for place in demand.owners(of: portion.shape) where place < firstClaim && !isClosedToMoves[place] {
        let count = min(portion.count, demand.count(of: portion.shape, at: place))
        if count > 0 { takers.add(count, to: place) }
      }
    }
    return takers.owners.min { (-takers.counts[$0], $0) < (-takers.counts[$1], $1) }
  }
}
