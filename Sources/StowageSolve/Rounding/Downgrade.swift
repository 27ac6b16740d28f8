/// Moves the content of each bin into the cheapest bin that holds it.
struct Downgrade {
  let packing: Packing
  /// Offerings of unlimited number and in no limit, cheapest first.
  private let order: [Int]

  init(_ packing: Packing) {
    self.packing = packing
    order = (0..<packing.offeringCount).filter { packing.copies[$0] == .max }
      .sorted { packing.price[$0] != packing.price[$1] ? packing.price[$0] < packing.price[$1] : $0 < $1 }
  }

  /// The same contents, in bins that are no dearer.
  func run(_ filling: Filling) -> Filling {
    var result = Filling()
    var content: [(cell: Int32, count: Int32)] = []
    var use = [Int32](repeating: 0, count: packing.dimensionCount)
    for index in 0..<filling.bins.count {
      content.removeAll(keepingCapacity: true)
      for dimension in use.indices { use[dimension] = 0 }
      for position in filling.bins.range(index) {
        let cell = filling.bins.cells[position]
        let count = filling.bins.counts[position]
        content.append((cell, count))
        for dimension in use.indices {
          use[dimension] += count * packing.size[dimension * packing.cellCount + Int(cell)]
        }
      }
      let bin = cheapest(than: Int(filling.bins.bins[index]), content: content, use: use)
      for part in content { result.bins.put(cell: part.cell, count: part.count) }
      result.bins.close(bin: Int32(bin))
    }
    return result
  }

  private func cheapest(than bin: Int, content: [(cell: Int32, count: Int32)], use: [Int32]) -> Int {
    if packing.isNode(bin) { return bin }
    for other in order {
      if packing.price[other] >= packing.price[bin] { return bin }
      if (0..<packing.limitCount).contains(where: { isHeavier(other, than: bin, limit: $0) }) { continue }
      if use.indices.contains(where: { use[$0] > packing.capacity[$0 * packing.binCount + other] }) {
        continue
      }
      let fits = content.allSatisfy { part in
        packing.position(of: part.cell, in: other).map { packing.itemLimit[$0] >= part.count } ?? false
      }
      if fits { return other }
    }
    return bin
  }

  private func isHeavier(_ bin: Int, than other: Int, limit: Int) -> Bool {
    let row = limit * packing.binCount
    return packing.limitShare[row + bin] > packing.limitShare[row + other]
  }
}
