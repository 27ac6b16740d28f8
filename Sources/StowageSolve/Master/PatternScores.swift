import StowageLinear

/// The least reduced cost of each pattern at the duals of several solves: how near it has come to paying lately.
///
/// The duals of a master jump about, and what one solve prices out the next search may want again: the latest answer
/// alone is a poor judge of what to keep for it.
struct PatternScores {
  private var points: [DualPoint] = []
  private let packing: Packing

  static let pointLimit = 32

  init(_ packing: Packing) { self.packing = packing }

  /// Keeps a point, if need be in the place of the oldest.
  mutating func add(_ point: DualPoint) {
    if points.count == Self.pointLimit { points.removeFirst() }
    points.append(point)
  }

  /// Per pattern, in parts of the cost of its bin; 0 for all before there is any point.
  func least(_ patterns: PatternTable) -> [Double] {
    var least = [Double](repeating: points.isEmpty ? 0 : .infinity, count: patterns.count)
    if points.isEmpty { return least }
    let worths = PatternWorths(of: patterns, at: points)
    for (column, point) in points.enumerated() {
      let costs = point.binCosts(packing)
      for pattern in 0..<patterns.count {
        let cost = costs[Int(patterns.bins[pattern])]
        least[pattern] = min(least[pattern], (cost - worths[pattern, column]) / max(cost, 1e-9))
      }
    }
    return least
  }
}

/// What each of many patterns is worth at each of several dual points.
///
/// Where patterns are long and points are many this is a matrix product, patterns by cells times cells by points;
/// otherwise a loop over the sparse patterns is faster. `Benchmarks/Results` has the measurement behind the limit.
package struct PatternWorths {
  package enum Way {
    case loop, product
  }

  private let pointCount: Int
  private var values: [Double]

  package init(of patterns: PatternTable, at points: [DualPoint], by way: Way? = nil) {
    pointCount = points.count
    values = []
    if points.isEmpty || patterns.isEmpty { return }
    switch way ?? Self.fasterWay(patterns, points) {
    case .loop: values = Self.loop(patterns, points)
    case .product: values = Self.product(patterns, points)
    }
  }

  /// The loop takes about six times as long for an entry as the product takes for each of its cells.
  private static func fasterWay(_ patterns: PatternTable, _ points: [DualPoint]) -> Way {
    patterns.cells.count * points.count > 6 * patterns.count * points[0].cells.count ? .product : .loop
  }

  package subscript(pattern: Int, point: Int) -> Double { values[pattern * pointCount + point] }

  private static func loop(_ patterns: PatternTable, _ points: [DualPoint]) -> [Double] {
    var values = [Double](repeating: 0, count: patterns.count * points.count)
    for (column, point) in points.enumerated() {
      point.cells.withUnsafeBufferPointer { duals in
        for pattern in 0..<patterns.count {
          values[pattern * points.count + column] = patterns.worth(pattern, values: duals)
        }
      }
    }
    return values
  }

  private static func product(_ patterns: PatternTable, _ points: [DualPoint]) -> [Double] {
    let cellCount = points[0].cells.count
    var contents = Matrix(rows: patterns.count, columns: cellCount)
    contents.values.withUnsafeMutableBufferPointer { entries in
      for pattern in 0..<patterns.count {
        for position in patterns.range(pattern) {
          entries[pattern * cellCount + Int(patterns.cells[position])] = Double(patterns.counts[position])
        }
      }
    }
    var duals = Matrix(rows: cellCount, columns: points.count)
    for (column, point) in points.enumerated() {
      for cell in 0..<cellCount { duals[cell, column] = point.cells[cell] }
    }
    return contents.times(duals).values
  }
}
