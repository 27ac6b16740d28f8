import StowageProblem

/// Which bins accept which lots, equal rows shared.
struct LotMasks {
  private(set) var maskOfLot: [Int32] = []
  /// Distinct rows of bits: the open bins, then the offerings.
  private(set) var rows: [[UInt64]] = []

  init(_ placement: Placement, lots: [Lot]) {
    let problem = placement.problem
    let places = placement.bins.map(\.place) + problem.offerings.indices.map { .offering($0) }
    let wordCount = (places.count + 63) / 64
    var domainRows: [[[UInt64]]] = []
    for (index, topology) in problem.topologies.enumerated() {
      var rows = [[UInt64]](
        repeating: Array(repeating: 0, count: wordCount), count: topology.domainCount)
      for (column, place) in places.enumerated() {
        let domain = placement.domain(place, index)
        if domain >= 0 { rows[domain][column >> 6] |= 1 << UInt64(column & 63) }
      }
      domainRows.append(rows)
    }
    var ids: [[UInt64]: Int32] = [:]
    for lot in lots {
      var row = LotMasks.classRow(lot.podClass, placement, wordCount)
      for (topology, domain) in lot.domains.enumerated() where domain >= 0 {
        for word in row.indices { row[word] &= domainRows[topology][Int(domain)][word] }
      }
      let id = ids[row] ?? Int32(rows.count)
      if Int(id) == rows.count {
        ids[row] = id
        rows.append(row)
      }
      maskOfLot.append(id)
    }
    share(placement, lots)
  }

  /// Lets a row stand for a smaller one where the lots of that do not fit into what it lacks: then it is not the
  /// mask that keeps them out. Few rows mean few kinds of bins, and prices that see the whole demand.
  private mutating func share(_ placement: Placement, _ lots: [Lot]) {
    guard rows.count > 1 else { return }
    var lotsOfRow = [[Int]](repeating: [], count: rows.count)
    for (lot, mask) in maskOfLot.enumerated() { lotsOfRow[Int(mask)].append(lot) }
    let sizes = rows.map { row in row.reduce(0) { $0 + $1.nonzeroBitCount } }
    var newMask = [Int32](repeating: -1, count: rows.count)
    var kept: [Int] = []
    for row in rows.indices.sorted(by: { (sizes[$1], $0) < (sizes[$0], $1) }) {
      let classes = Set(lotsOfRow[row].map { lots[$0].podClass }).sorted()
      let other = kept.firstIndex { larger in
        LotMasks.differ(rows[row], from: rows[larger]) { column in
          !classes.contains { placement.hasRoom(for: $0, inColumn: column) }
        }
      }
      newMask[row] = Int32(other ?? kept.count)
      if other == nil { kept.append(row) }
    }
    rows = kept.map { rows[$0] }
    maskOfLot = maskOfLot.map { newMask[Int($0)] }
  }

  /// Whether a row lacks no column of its own, and only columns of the larger row that `isNeedless`.
  private static func differ(
    _ row: [UInt64], from larger: [UInt64], onlyWhere isNeedless: (Int) -> Bool
  ) -> Bool {
    for word in row.indices where row[word] & ~larger[word] != 0 { return false }
    for word in row.indices {
      var lacking = larger[word] & ~row[word]
      while lacking != 0 {
        if !isNeedless(word * 64 + lacking.trailingZeroBitCount) { return false }
        lacking &= lacking - 1
      }
    }
    return true
  }

  private static func classRow(_ podClass: Int, _ placement: Placement, _ wordCount: Int) -> [UInt64] {
    var row = [UInt64](repeating: 0, count: wordCount)
    let offerings = placement.problem.offeringMask.row(podClass)
    for (bin, open) in placement.bins.enumerated()
    where !open.isRetired && placement.accepts(podClass, open.place) {
      row[bin >> 6] |= 1 << UInt64(bin & 63)
    }
    let (first, shift) = (placement.bins.count >> 6, UInt64(placement.bins.count & 63))
    for (position, word) in offerings.enumerated() where word != 0 {
      row[first + position] |= word << shift
      if shift > 0, first + position + 1 < wordCount { row[first + position + 1] |= word >> (64 - shift) }
    }
    return row
  }

  /// Column-major: whether a column is set in each row.
  func transposed(columnCount: Int) -> [Bool] {
    var result = [Bool](repeating: false, count: columnCount * rows.count)
    for (mask, row) in rows.enumerated() {
      for (position, start) in row.enumerated() {
        var word = start
        while word != 0 {
          result[(position * 64 + word.trailingZeroBitCount) * rows.count + mask] = true
          word &= word - 1
        }
      }
    }
    return result
  }
}

extension Placement {
  /// Whether a pod of a class fits by its size alone: columns are the open bins, then the offerings.
  fileprivate func hasRoom(for podClass: Int, inColumn column: Int) -> Bool {
    let size = problem.classes[podClass].size
    guard column < bins.count else {
      let capacity = problem.offerings[column - bins.count].capacity
      for dimension in size.indices where size[dimension] > capacity[dimension] { return false }
      return true
    }
    for dimension in size.indices where size[dimension] > room(column, dimension) { return false }
    return true
  }
}
