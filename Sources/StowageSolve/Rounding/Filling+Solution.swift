import StowageProblem
import StowageUnits

extension Filling {
  /// The filling as a solution of the problem; nil where it uses more nodes of a group than there are.
  func solution(_ problem: Problem, packing: Packing) -> Solution? {
    var solution = Solution(nodeCount: problem.nodes.count)
    var used = [Int](repeating: 0, count: packing.groupCount)
    for index in 0..<bins.count {
      let parts = bins.range(index).map { position in
        Pattern.Part(
          podClass: ClassID(Int(packing.classOfCell[Int(bins.cells[position])])), count: bins.counts[position]
        )
      }
      if parts.isEmpty { continue }
      let content = Pattern(parts.sorted { $0.podClass < $1.podClass })
      let bin = Int(bins.bins[index])
      if packing.isNode(bin) {
        let group = bin - packing.offeringCount
        let position = Int(packing.groupStart[group]) + used[group]
        if position >= Int(packing.groupStart[group + 1]) { return nil }
        used[group] += 1
        solution.nodeContents[Int(packing.groupNodes[position])] = content
      } else {
        solution.newBins.append(NewBin(offering: OfferingID(Int(packing.sourceOfBin[bin])), content: content))
      }
    }
    return solution
  }

  /// A solution in the terms of a packing; nil where one of its bins has no counterpart there.
  init?(_ solution: Solution, packing: Packing) {
    var binOfOffering: [Int32: Int] = [:]
    for bin in 0..<packing.offeringCount { binOfOffering[packing.sourceOfBin[bin]] = bin }
    var groupOfNode: [Int32: Int] = [:]
    for group in 0..<packing.groupCount {
      for position in Int(packing.groupStart[group])..<Int(packing.groupStart[group + 1]) {
        groupOfNode[packing.groupNodes[position]] = packing.offeringCount + group
      }
    }
    for bin in solution.newBins {
      let own = binOfOffering[Int32(bin.offering.index)]
      guard let place = own ?? packing.cheapestBin(holding: bin.content) else { return nil }
      guard append(bin.content, bin: place, packing: packing) else { return nil }
    }
    for (node, content) in solution.nodeContents.enumerated() where !content.isEmpty {
      guard let place = groupOfNode[Int32(node)], append(content, bin: place, packing: packing) else {
        return nil
      }
    }
  }

  private mutating func append(_ content: Pattern, bin: Int, packing: Packing) -> Bool {
    for part in content.parts {
      guard let cell = packing.cell(ofClass: part.podClass.index, in: bin) else {
        bins.abandon()
        return false
      }
      bins.put(cell: Int32(cell), count: part.count)
    }
    bins.close(bin: Int32(bin))
    return true
  }
}

extension Packing {
  /// The cell of a class among the items of a bin.
  func cell(ofClass index: Int, in bin: Int) -> Int? {
    for cell in cells(ofClass: index) {
      if let position = position(of: Int32(cell), in: bin), itemLimit[position] > 0 { return cell }
    }
    return nil
  }

  /// Where a cell is in the item list of a bin.
  func position(of cell: Int32, in bin: Int) -> Int? {
    var low = Int(itemStart[bin])
    var high = Int(itemStart[bin + 1])
    while low < high {
      let middle = (low + high) / 2
      if items[middle] < cell { low = middle + 1 } else { high = middle }
    }
    return low < Int(itemStart[bin + 1]) && items[low] == cell ? low : nil
  }

  /// The cheapest offering of unlimited number that holds some pods, as far as sizes and masks go.
  func cheapestBin(holding content: Pattern) -> Int? {
    var best: Int?
    for bin in 0..<offeringCount where copies[bin] == .max {
      if let best, price[bin] >= price[best] { continue }
      if holds(content, bin: bin) { best = bin }
    }
    return best
  }

  private func holds(_ content: Pattern, bin: Int) -> Bool {
    var used = [Int64](repeating: 0, count: dimensionCount)
    for part in content.parts {
      guard let cell = cell(ofClass: part.podClass.index, in: bin) else { return false }
      for dimension in used.indices {
        used[dimension] += Int64(part.count) * Int64(size[dimension * cellCount + cell])
      }
    }
    return used.indices.allSatisfy { used[$0] <= Int64(capacity[$0 * binCount + bin]) }
  }
}
