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

  @Test("goes the same way whatever it has searched before", arguments: RandomKnapsack.Flavour.allCases)
  func memory(flavour: RandomKnapsack.Flavour) {
    var knapsack = Knapsack()
    var relaxation = KnapsackRelaxation()
    var used = KnapsackSearch()
    var generator = SplitMix64(seed: 1)
    for round in 0..<1500 {
      let random = RandomKnapsack(&generator, flavour: flavour)
      knapsack.load(random.bin, rows: random.rows, profits: random.profits)
      relaxation.solve(knapsack)
      var fresh = KnapsackSearch()
      let effort = KnapsackSearch.Effort(nodeLimit: 1 + generator.below(30))
      let first = used.solve(knapsack, relaxation: relaxation, cutoff: 0, effort: effort)
      let second = fresh.solve(knapsack, relaxation: relaxation, cutoff: 0, effort: effort)
      #expect(first.nodes == second.nodes && first.bound == second.bound, "round \(round)")
      #expect(first.profit == second.profit, "round \(round)")
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
    for (patience, planeThreshold) in [(0, 0), (0, 20_000), (1, 20_000), (4, 0)] {
      var proof = KnapsackProof(patience: patience, planeThreshold: planeThreshold)
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

  @Test("agrees with dynamic programming on bins of many items")
  func dynamicProgramming() {
    var knapsack = Knapsack()
    var relaxation = KnapsackRelaxation()
    var proof = KnapsackProof(patience: 20)
    var planeProof = KnapsackProof(patience: 0, planeThreshold: 0)
    var (branched, lowered) = (0, 0)
    for seed in UInt64(1)...120 {
      var generator = SplitMix64(seed: seed)
      let items = 10 + generator.below(30)
      let room: [Int32] = [Int32(20 + generator.below(60)), Int32(20 + generator.below(90))]
      // The second row in fine units and a wide room, so that its table has to be coarse.
      let unit: Int32 = 37
      var weights: [Int32] = []
      for row in 0..<2 {
        for _ in 0..<items {
          weights.append(Int32(1 + generator.below(Int(room[row]) / 2)) * (row == 1 ? unit : 1))
        }
      }
      let profits = (0..<items).map { item in
        (Double(weights[item]) + Double(weights[items + item]) / 37) * (9 + generator.unit()) * 1e5
      }
      let limits = (0..<items).map { _ in Int32(1 + generator.below(4)) }
      let slack = Int32(generator.below(Int(unit)))
      let bin = PricingBin(
        cells: (0..<Int32(items)).map { $0 }, limits: limits, room: [room[0], room[1] * unit + slack])
      let optimum = twoRowOptimum(
        first: weights[..<items].map(Int.init), second: weights[items...].map { Int($0 / unit) },
        room: room.map(Int.init), profits: profits, limits: limits.map(Int.init))
      knapsack.load(bin, rows: PricingRows(cellCount: items, weights: weights), profits: profits)
      relaxation.solve(knapsack)
      let outcome = proof.solve(
        knapsack, relaxation: relaxation, cutoff: 0, effort: .init(nodeLimit: .max))
      if outcome.nodes > 500 { branched += 1 }
      #expect(abs(outcome.profit - optimum) <= 1e-6 * optimum, "seed \(seed): \(outcome.profit), \(optimum)")
      #expect(outcome.bound >= optimum && outcome.bound <= optimum * (1 + 1e-5), "seed \(seed)")
      for limit in [1, 30, 1000] {
        let part = planeProof.solve(
          knapsack, relaxation: relaxation, cutoff: 0, effort: .init(nodeLimit: limit))
        #expect(part.bound >= optimum, "seed \(seed), limit \(limit)")
        if part.bound < relaxation.bound { lowered += 1 }
      }
      for share in [0.9, 0.999, 1.0001] {
        let part = proof.solve(
          knapsack, relaxation: relaxation, cutoff: share * optimum, effort: .init(nodeLimit: 3000))
        #expect(part.bound >= optimum, "seed \(seed), cutoff at \(share)")
      }
    }
    #expect(lowered > 60, "only \(lowered) bounds of planes below the relaxation")
    #expect(branched > 20, "only \(branched) of 120 needed more than a few searches")
  }

  /// The optimum of a knapsack with two rows, by filling a table of all rooms item by item.
  private func twoRowOptimum(
    first: [Int], second: [Int], room: [Int], profits: [Double], limits: [Int]
  ) -> Double {
    let width = room[1] + 1
    var best = [Double](repeating: 0, count: (room[0] + 1) * width)
    for item in profits.indices {
      for _ in 0..<limits[item] {
        for across in stride(from: room[0], through: first[item], by: -1) {
          for down in stride(from: room[1], through: second[item], by: -1) {
            let place = across * width + down
            let rest = (across - first[item]) * width + down - second[item]
            best[place] = max(best[place], best[rest] + profits[item])
          }
        }
      }
    }
    return best[best.count - 1]
  }
}
