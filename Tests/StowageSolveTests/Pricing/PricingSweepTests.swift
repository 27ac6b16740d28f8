import StowageLinear
import StowageSolve
import StowageUnits
import Testing

@Suite("Pricing many bins")
struct PricingSweepTests {
  @Test(
    "fills are feasible, distinct and never above the optimum", arguments: RandomKnapsack.Flavour.allCases)
  func fills(flavour: RandomKnapsack.Flavour) {
    let pricer = BinPricer(keep: 3)
    var optimal = 0
    for seed in UInt64(1)...1500 {
      var generator = SplitMix64(seed: seed)
      let random = RandomKnapsack(&generator, flavour: flavour)
      let optimum = random.bruteForce()
      let answer = pricer.price(random.bin, rows: random.rows, profits: random.profits, floor: -1)
      #expect(answer.bound >= optimum, "seed \(seed)")
      for (rank, pattern) in answer.patterns.enumerated() {
        let copies = random.copies(pattern)
        #expect(random.isFeasible(copies), "seed \(seed): \(pattern)")
        #expect(abs(random.profit(of: copies) - pattern.profit) <= 1e-9 * optimum, "seed \(seed)")
        if rank > 0 {
          #expect(pattern.profit <= answer.patterns[rank - 1].profit, "seed \(seed)")
          #expect(!answer.patterns[..<rank].contains(pattern), "seed \(seed)")
        }
      }
      if answer.worth >= optimum * (1 - 1e-9) { optimal += 1 }
    }
    #expect(optimal > 1300, "only \(optimal) of 1500 fills are optimal")
  }

  @Test("proves the greatest ratio of worth to cost, for any number of threads")
  func ratio() {
    for seed in UInt64(1)...300 {
      var generator = SplitMix64(seed: seed)
      let flavour: RandomKnapsack.Flavour = seed % 2 == 0 ? .plain : .conflicts
      let random = RandomKnapsack(&generator, flavour: flavour)
      let smaller = random.withRoom { $0 / 2 }
      let optima = [random.bruteForce(), smaller.bruteForce()]
      let costs = optima.map { max(1, $0 * (0.7 + 0.6 * generator.unit())) }
      var answers: [[PricedBin]] = []
      for workers in [1, 3] {
        let sweep = PricingSweep(
          rows: random.rows, bins: [random.bin, smaller.bin], crew: Crew(most: workers))
        answers.append(
          sweep.run(
            [0, 1], .init(profits: random.profits, costs: costs, effort: .init(nodeLimit: .max))))
      }
      let bounds = answers[0].map(\.bound)
      #expect(bounds == answers[1].map(\.bound), "seed \(seed)")
      #expect(answers[0].map(\.patterns) == answers[1].map(\.patterns), "seed \(seed)")
      for index in 0..<2 { #expect(bounds[index] >= optima[index], "seed \(seed)") }
      let exact = max(optima[0] / costs[0], optima[1] / costs[1])
      let proven = max(bounds[0] / costs[0], bounds[1] / costs[1])
      #expect(proven <= max(1 + 1e-6, exact) * (1 + 1e-6) + 100, "seed \(seed)")
    }
  }

  @Test("rounds room down to what whole items can use")
  func tightened() {
    let rows = PricingRows(cellCount: 2, weights: [25, 100, 32, 64])
    let bin = PricingBin(cells: [0, 1], limits: [9, 9], room: [640, 939]).tightened(rows)
    let pricer = BinPricer()
    let answer = pricer.price(bin, rows: rows, profits: [25, 0], floor: 0)
    // 25 copies would use 625 of the first row, but there are nine.
    #expect(answer.worth == 225)
    let whole = PricingBin(cells: [0], limits: [100], room: [640, 9390]).tightened(rows)
    let alone = pricer.price(whole, rows: rows, profits: [25, 0], floor: 0)
    #expect(alone.worth == 625 && alone.bound < 625.001)
  }
}
