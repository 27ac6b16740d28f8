import StowageLinear
import StowageProblem
import StowageSolve
import StowageUnits

/// One knapsack with its relaxation, for kernels that need both loaded.
private final class LoadedKnapsack {
  var knapsack = Knapsack()
  var relaxation = KnapsackRelaxation()
  var fill = KnapsackFill()

  init(_ bin: PricingBin, rows: PricingRows, profits: [Double]) {
    knapsack.load(bin, rows: rows, profits: profits)
    relaxation.solve(knapsack)
  }
}

extension Workload {
  /// The parts of pricing: relaxation, quick patterns, the search with its rows of tables, and a whole sweep.
  static var pricing: [Workload] {
    let packing = Packing(SampleProblem.draw(classes: 100, podsPerClass: 40))
    let rows = PricingRows(packing)
    let bins = (0..<packing.binCount).map { PricingBin(packing, bin: $0) }
    let profits = samplePrices(packing)
    // A bin of middle size: large ones are bounded well enough by their relaxation.
    let order = bins.indices.sorted { packing.price[$0] < packing.price[$1] }
    let bin = bins[order[order.count / 3]]
    return [
      Workload("knapsack loaded and relaxed, 100 items") {
        Int(LoadedKnapsack(bin, rows: rows, profits: profits).relaxation.bound)
      },
      Workload("quick patterns of a knapsack, 100 items") {
        let loaded = LoadedKnapsack(bin, rows: rows, profits: profits)
        loaded.fill.run(loaded.knapsack, relaxation: loaded.relaxation)
        return loaded.fill.found
      },
      Workload("knapsack search with rows of tables, 3,000 nodes") {
        search(bin, rows, profits, KnapsackProof(), limit: 3000)
      },
      Workload("knapsack search with a plane, 50,000 nodes") {
        search(bin, rows, profits, KnapsackProof(patience: 0, planeThreshold: 0), limit: 50_000)
      },
      Workload("sweep over \(packing.binCount) bins") {
        let sweep = PricingSweep(rows: rows, bins: bins, crew: Crew(most: 1))
        let request = PricingSweep.Request(
          profits: profits, costs: packing.price.map(Double.init), keenness: 0.9)
        return sweep.run(Array(bins.indices), request).reduce(0) { $0 + $1.patterns.count }
      },
    ]
  }

  private static func search(
    _ bin: PricingBin, _ rows: PricingRows, _ profits: [Double], _ proof: consuming KnapsackProof, limit: Int
  ) -> Int {
    let loaded = LoadedKnapsack(bin, rows: rows, profits: profits)
    let outcome = proof.solve(
      loaded.knapsack, relaxation: loaded.relaxation, cutoff: 0, effort: .init(nodeLimit: limit))
    return outcome.nodes
  }

  /// Nearly in proportion to sizes, as duals are.
  static func samplePrices(_ packing: Packing, seed: UInt64 = 7) -> [Double] {
    var random = SplitMix64(seed: seed)
    return (0..<packing.cellCount).map { cell in
      let (cpu, memory) = (Double(packing.size[cell]), Double(packing.size[packing.cellCount + cell]))
      return (cpu * 20 + memory * 3) * 1000 * (0.95 + 0.1 * random.unit())
    }
  }
}
