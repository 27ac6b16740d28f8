import StowageLinear
import StowageSolve
import StowageUnits
import Testing

@Suite struct PatternWorthsTests {
  @Test func loopAndProductAgree() {
    for seed in 1...50 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let cellCount = 1 + random.below(60)
      var patterns = PatternTable()
      for _ in 0..<1 + random.below(80) {
        for cell in 0..<cellCount where random.below(3) == 0 {
          patterns.put(cell: Int32(cell), count: Int32(1 + random.below(9)))
        }
        patterns.close(bin: 0)
      }
      let points = (0..<1 + random.below(70)).map { _ in
        DualPoint(cells: (0..<cellCount).map { _ in random.unit() }, limits: [])
      }
      let loop = PatternWorths(of: patterns, at: points, by: .loop)
      let product = PatternWorths(of: patterns, at: points, by: .product)
      for pattern in 0..<patterns.count {
        for point in points.indices {
          #expect(abs(loop[pattern, point] - product[pattern, point]) < 1e-9, "seed \(seed)")
        }
      }
    }
  }

  @Test func aProductOfMatrices() {
    var left = Matrix(rows: 2, columns: 3)
    left.values = [1, 2, 3, 4, 5, 6]
    var right = Matrix(rows: 3, columns: 2)
    right.values = [7, 8, 9, 10, 11, 12]
    #expect(left.times(right).values == [58, 64, 139, 154])
    #expect(Matrix(rows: 0, columns: 3).times(right).values.isEmpty)
  }
}
