import StowageSolve
import StowageUnits

extension Workload {
  /// Many patterns at several dual points, by a sparse loop and as one matrix product over BLAS.
  static var scores: [Workload] {
    let packing = Packing(SampleProblem.draw(classes: 250, podsPerClass: 40))
    return [20, 60].flatMap { length in
      let patterns = samplePatterns(packing, count: 2500, length: length)
      return [1, 32, 64].flatMap { count in
        let points = (0..<count).map { index in
          DualPoint(cells: samplePrices(packing, seed: UInt64(index)), limits: [])
        }
        let title = "2,500 patterns of \(length) cells at \(count) dual points"
        return [
          Workload(title + ", loop") { Int(PatternWorths(of: patterns, at: points, by: .loop)[0, 0]) },
          Workload(title + ", product") { Int(PatternWorths(of: patterns, at: points, by: .product)[0, 0]) },
        ]
      }
    }
  }

  private static func samplePatterns(_ packing: Packing, count: Int, length: Int) -> PatternTable {
    var random = SplitMix64(seed: 3)
    var table = PatternTable()
    for _ in 0..<count {
      let first = random.below(packing.cellCount)
      for step in 0..<length {
        let cell = (first + step * 4 + random.below(4)) % packing.cellCount
        table.put(cell: Int32(cell), count: Int32(1 + random.below(3)))
      }
      table.close(bin: 0)
    }
    return table
  }
}
