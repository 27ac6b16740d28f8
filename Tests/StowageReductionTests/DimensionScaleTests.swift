import StowageReduction
import StowageUnits
import Testing

@Suite struct DimensionScaleTests {
  @Test func unitIsTheGreatestCommonDivisorOfTheSizes() {
    let scale = DimensionScale(sizes: [(1_500, 2), (250, 4)], capacities: [7_910])
    #expect(scale.unit == 250)
    #expect(scale.isExact)
    #expect(scale.size(1_500) == 6)
    #expect(scale.capacity(3_999) == 15)
  }

  @Test func roomBeyondTheWholeDemandIsCutOff() {
    let scale = DimensionScale(sizes: [(100, 3)], capacities: [1_000_000])
    #expect(scale.capacity(1_000_000) == 3)
    #expect(scale.capacity(-5) == 0)
  }

  /// 1Gi and 100M have 256 bytes in common: a node of 24 TiB is more units than fit.
  @Test func largeCapacitiesCoarsenTheUnitAndRoundEverythingDown() {
    let scale = DimensionScale(sizes: [(1 << 30, 50_000), (100_000_000, 1)], capacities: [24 << 40])
    #expect(!scale.isExact)
    #expect(Int64(scale.capacity(24 << 40)) <= DimensionScale.largest)
    #expect(Int64(scale.size(100_000_000)) * scale.unit <= 100_000_000)
    #expect(Int64(scale.size(100_000_000) + 1) * scale.unit > 100_000_000)
  }

  /// What fits in real amounts fits in units; where the scale is exact, the converse holds too.
  @Test func randomPatternsFitInUnitsWheneverTheyFitInAmounts() {
    var generator = SplitMix64(seed: 7)
    for round in 0..<2_000 {
      let granularity: Int64 = [1, 50, 1 << 20, 1_000_000][generator.below(4)]
      let amounts = (0..<4).map { _ in Int64(1 + generator.below(5_000)) * granularity }
      let capacity = Int64(generator.below(40_000)) * granularity + Int64(generator.below(999))
      let scale = DimensionScale(sizes: amounts.map { ($0, 10) }, capacities: [capacity])
      let counts = amounts.map { _ in Int64(generator.below(10)) }
      let real = zip(amounts, counts).reduce(Int64(0)) { $0 + $1.0 * $1.1 }
      let scaled = zip(amounts, counts).reduce(Int64(0)) { $0 + Int64(scale.size($1.0)) * $1.1 }
      let fits = scaled <= Int64(scale.capacity(capacity))
      if real <= capacity { #expect(fits, "round \(round), \(amounts), \(counts), \(capacity)") }
      if scale.isExact { #expect(fits == (real <= capacity), "round \(round)") }
    }
  }
}
