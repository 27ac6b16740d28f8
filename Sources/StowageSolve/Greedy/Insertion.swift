import StowageProblem

/// Puts pods where there is room, by every rule: into bins that are open, then into new bins at the least price a
/// pod. The plain way, exact at every step; used for what bulk filling leaves over.
struct Insertion {
  let placement: Placement
  private var problem: Problem { placement.problem }

  init(_ placement: Placement) { self.placement = placement }

  /// Places what it can of everything that is left, higher priorities and larger pods first, again and again
  /// until nothing changes: a class may have waited for another.
  func placeAll() {
    let order = largestFirst()
    var progress = true
    while progress {
      progress = false
      for podClass in order where placement.left[podClass] > 0 {
        while placement.left[podClass] > 0 && placeSome(podClass) { progress = true }
      }
    }
  }

  /// One round over the open bins, and one new bin if they took nothing. False if no pod found a place.
  private func placeSome(_ podClass: Int) -> Bool {
    let before = placement.left[podClass]
    for bin in placement.binsWithRoom(for: podClass) {
      let count = min(placement.left[podClass], placement.most(podClass, in: bin))
      if count > 0 { placement.add(podClass, count, to: bin) }
      if placement.left[podClass] == 0 { return true }
    }
    if placement.left[podClass] < before { return true }
    return openCheapest(podClass)
  }

  /// Opens the bin that costs least for each of the pods it takes, and fills them in. False where there is none.
  func openCheapest(_ podClass: Int) -> Bool {
    var best: (offering: Int, count: Int32, price: Double)?
    for (offering, bin) in problem.offerings.enumerated() {
      let count = min(placement.left[podClass], placement.mostAlone(podClass, in: offering))
      guard count > 0 else { continue }
      let price = Double(bin.price.nanos + 1) / Double(count) + penalty(podClass, .offering(offering))
      if best.map({ price < $0.price }) ?? true { best = (offering, count, price) }
    }
    guard let best else { return false }
    placement.add(podClass, best.count, to: placement.open(best.offering))
    return true
  }

  /// The price of unmet wishes of one pod.
  private func penalty(_ podClass: Int, _ place: OpenBin.Place) -> Double {
    placement.index.wishes[podClass].reduce(0) { sum, number in
      let wish = problem.wishes[number]
      return placement.meets(wish, place) ? sum : sum + Double(wish.price.nanos)
    }
  }

  private func largestFirst() -> [Int] {
    var most = [Double](repeating: 1, count: problem.dimensionCount)
    let capacities = problem.offerings.map(\.capacity) + problem.nodes.map(\.free)
    for capacity in capacities {
      for dimension in most.indices { most[dimension] = max(most[dimension], Double(capacity[dimension])) }
    }
    let weight = problem.classes.map { item in
      item.size.indices.reduce(0.0) { $0 + Double(item.size[$1]) / most[$1] }
    }
    return problem.classes.indices.sorted { left, right in
      let (first, second) = (problem.classes[left], problem.classes[right])
      if first.priority != second.priority { return first.priority > second.priority }
      return weight[left] != weight[right] ? weight[left] > weight[right] : left < right
    }
  }
}

extension Placement {
  /// The bins that have room for one more pod of a class, before any other rule.
  func binsWithRoom(for podClass: Int) -> [Int] {
    var fits = [Bool](repeating: true, count: bins.count)
    for (dimension, size) in problem.classes[podClass].size.enumerated() {
      forEachRoom(dimension) { bin, room in fits[bin] = fits[bin] && size <= room }
    }
    return fits.indices.filter { fits[$0] }
  }

  /// The most pods of a class in a new bin of an offering, 0 where none may be opened.
  func mostAlone(_ podClass: Int, in offering: Int) -> Int32 {
    let place = OpenBin.Place.offering(offering)
    guard accepts(podClass, place), ledger.available(offering) > 0 else { return 0 }
    let item = problem.classes[podClass]
    var result = item.maxPerBin
    for (size, room) in zip(item.size, problem.offerings[offering].capacity) {
      if room < 0 { return 0 }
      if size > 0 { result = min(result, room / size) }
    }
    for role in index.caps[podClass] where role.isMember && role.isSubject {
      result = min(result, problem.binCaps[role.cap].cap)
    }
    guard result > 0, mayFoundAlone(podClass) else { return 0 }
    result = min(result, roomInDomains(podClass, place))
    if result > 0 && ledger.hasChoice(offering) {
      result = ledger.most(podClass, beside: [], in: offering, upTo: min(result, item.count))
    }
    return max(0, result)
  }
}
