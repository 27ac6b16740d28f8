import StowageSolve
import StowageUnits
import Testing

@Suite("Exact pricing")
struct KnapsackSearchTests {
  @Test("finds the optimum and proves it", arguments: RandomKnapsack.Flavour.allCases)
  func optimum(flavour: RandomKnapsack.Flavour) {
    var knapsack = Knapsack()
    var relaxation = KnapsackRelaxation()
    var search = KnapsackSearch()
    for seed in UInt64(1)...1500 {
      var generator = SplitMix64(seed: seed)
      let random = RandomKnapsack(&generator, flavour: flavour)
      let optimum = random.bruteForce()
      knapsack.load(random.bin, rows: random.rows, profits: random.profits)
      relaxation.solve(knapsack)
      #expect(relaxation.bound >= optimum, "seed \(seed)")

      let full = search.solve(
        knapsack, relaxation: relaxation, cutoff: 0, effort: .init(nodeLimit: .max))
      #expect(full.isComplete, "seed \(seed)")
      #expect(abs(full.profit - optimum) <= 1e-9 * optimum, "seed \(seed): \(full.profit) for \(optimum)")
      #expect(
        full.bound >= optimum && full.bound <= optimum * (1 + 1e-6) + 100, "seed \(seed): \(full.bound)")
      guard full.profit > 0 else { continue }
      let pattern = search.bestPattern(knapsack)
      #expect(random.isFeasible(random.copies(pattern)), "seed \(seed): \(pattern)")
      #expect(abs(random.profit(of: random.copies(pattern)) - full.profit) <= 1e-9 * optimum, "seed \(seed)")
    }
  }

  @Test("keeps a valid bound when cut off", arguments: RandomKnapsack.Flavour.allCases)
  func cutOff(flavour: RandomKnapsack.Flavour) {
    var knapsack = Knapsack()
    var relaxation = KnapsackRelaxation()
    var search = KnapsackSearch()
    for seed in UInt64(1)...600 {
      var generator = SplitMix64(seed: seed)
      let random = RandomKnapsack(&generator, flavour: flavour)
      let optimum = random.bruteForce()
      knapsack.load(random.bin, rows: random.rows, profits: random.profits)
      relaxation.solve(knapsack)
      for limit in [0, 1, 2, 3, 5, 8, 20] {
        let cutoff = optimum * [0, 0.5, 0.97, 1, 1.1][generator.below(5)]
        let part = search.solve(
          knapsack, relaxation: relaxation, cutoff: cutoff, effort: .init(nodeLimit: limit))
        #expect(part.bound >= optimum, "seed \(seed), limit \(limit), cutoff \(cutoff)")
        #expect(part.profit <= optimum * (1 + 1e-9), "seed \(seed), limit \(limit)")
        if part.isComplete && part.profit == 0 {
          #expect(optimum <= cutoff * (1 + 1e-6), "seed \(seed), limit \(limit): missed \(optimum)")
        }
      }
    }
  }

  @Test("finds and proves the optimum by branching", arguments: RandomKnapsack.Flavour.allCases)
  func branching(flavour: RandomKnapsack.Flavour) {
    var knapsack = Knapsack()
    var relaxation = KnapsackRelaxation()
    for patience in [0, 1, 4] {
      var proof = KnapsackProof(patience: patience)
      for seed in UInt64(1)...700 {
        var generator = SplitMix64(seed: seed)
        let random = RandomKnapsack(&generator, flavour: flavour, mostItems: 8)
        let optimum = random.bruteForce()
        knapsack.load(random.bin, rows: random.rows, profits: random.profits)
        relaxation.solve(knapsack)
        for limit in [0, 1, 3, 10, 40, Int.max] {
          let cutoff = optimum * [0, 0, 0.5, 0.97, 1, 1.1][generator.below(6)]
          let outcome = proof.solve(
            knapsack, relaxation: relaxation, cutoff: cutoff, effort: .init(nodeLimit: limit))
          let place = "seed \(seed), patience \(patience), limit \(limit), cutoff \(cutoff)"
          #expect(outcome.bound >= optimum, "\(place)")
          if let pattern = proof.pattern {
            #expect(random.isFeasible(random.copies(pattern)), "\(place): \(pattern)")
            #expect(
              abs(random.profit(of: random.copies(pattern)) - outcome.profit) <= 1e-9 * optimum, "\(place)")
          }
          guard outcome.isComplete else { continue }
          let expected = max(cutoff, optimum)
          #expect(outcome.bound <= expected * (1 + 1e-6) + 100, "\(place): \(outcome.bound)")
          if optimum > cutoff * (1 + 1e-6) + 100 {
            #expect(outcome.profit >= optimum * (1 - 1e-6), "\(place): \(outcome.profit)")
          }
        }
      }
    }
  }
}
