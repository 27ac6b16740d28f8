import Foundation
import StowageLinear
import StowageUnits
import Testing

@Suite struct LinearProgramTests {
  /// Cutting stock with two sizes in bins of 10 (sizes 3 and 4) and 25 and 20 pieces; patterns 3x3, 2x3+1x4, 2x4.
  private func cuttingStock() throws -> LinearProgram {
    let program = try LinearProgram()
    try program.addRows(lower: [25, 20], upper: [.infinity, .infinity])
    var batch = ColumnBatch()
    batch.put(row: 0, 3)
    batch.close(cost: 1)
    batch.put(row: 1, 2)
    batch.close(cost: 1)
    try program.addColumns(batch)
    return program
  }

  @Test func growsColumnsAndKeepsTheBasis() throws {
    let program = try cuttingStock()
    #expect(try program.solve() == .optimal)
    #expect(abs(program.objective - (25.0 / 3 + 10)) < 1e-9)
    let duals = try program.rowDuals()
    #expect(abs(duals[0] - 1.0 / 3) < 1e-9 && abs(duals[1] - 0.5) < 1e-9)

    var batch = ColumnBatch()
    batch.put(row: 0, 2)
    batch.put(row: 1, 1)
    batch.close(cost: 1)
    try program.addColumns(batch)
    #expect(try program.solve() == .optimal)
    // 12.5 of the mixed pattern cover all of the first size and 12.5 of the second, the rest needs 3.75 bins.
    #expect(abs(program.objective - 16.25) < 1e-9)
    let values = try program.columnValues()
    #expect(abs(values[2] - 12.5) < 1e-9)

    let states = try program.columnStates()
    #expect(states.basic == [0, 1, 1])
    try program.deleteColumns([0])
    #expect(program.columnCount == 2)
    let before = program.iterations
    #expect(try program.solve() == .optimal)
    #expect(program.iterations == before)
  }

  @Test func solvesTheIntegerProgram() throws {
    let program = try cuttingStock()
    for column in 0..<2 { try program.setInteger(column) }
    #expect(try program.solve() == .optimal)
    #expect(try program.solveInteger(seconds: 5) == .optimal)
    #expect(try program.integerValues() == [9, 10])
    #expect(program.integerObjective == 19)
  }

  @Test func reportsWhatCannotBe() throws {
    let program = try cuttingStock()
    try program.setColumn(1, lower: 0, upper: 3)
    #expect(try program.solve() == .infeasible)
    try program.setColumn(1, lower: 0, upper: .infinity)
    try program.setCost(1, -1)
    #expect(try program.solve() == .unbounded)
  }

  @Test func stopsAtALimit() throws {
    let program = try cuttingStock()
    #expect(try program.solve(iterationLimit: 0) == .unknown)
    #expect(try program.solve(deadline: Deadline(after: .zero)) == .unknown)
    #expect(try program.solve() == .optimal)
  }

  /// A program that takes seconds: a dense covering of 800 rows.
  private func longProgram() throws -> LinearProgram {
    var random = SplitMix64(seed: 1)
    let program = try LinearProgram()
    let rows = 800
    try program.addRows(
      lower: (0..<rows).map { _ in Double(1 + random.below(1000)) },
      upper: Array(repeating: .infinity, count: rows))
    var batch = ColumnBatch()
    for _ in 0..<5000 {
      for row in 0..<rows where random.below(5) == 0 { batch.put(row: row, Double(1 + random.below(50))) }
      batch.close(cost: Double(100 + random.below(900)))
    }
    try program.addColumns(batch)
    return program
  }

  @Test func aCancellationEndsALongSolve() throws {
    let program = try longProgram()
    let cancellation = Cancellation()
    let raiser = Thread {
      Thread.sleep(forTimeInterval: 0.05)
      cancellation.raise()
    }
    raiser.start()
    let start = ContinuousClock.now
    #expect(throws: LinearFault.lost) {
      try program.solve(deadline: Deadline(after: .seconds(300), cancellation: cancellation))
    }
    // Far less than the whole solve takes, and far more than a busy machine needs.
    #expect(start.duration(to: .now) < .seconds(2))
    #expect(try cuttingStock().solve() == .optimal)
  }

  @Test func aFaultInsideBecomesAnErrorAndTheThreadGoesOn() throws {
    let program = try cuttingStock()
    let other = try cuttingStock()
    var batch = ColumnBatch()
    batch.put(row: 7, 1)
    batch.close(cost: 1)
    #expect(throws: LinearFault.lost) { try program.addColumns(batch) }
    // The fault took every program of this thread with it, but new ones work.
    #expect(throws: LinearFault.lost) { try other.solve() }
    let fresh = try cuttingStock()
    #expect(try fresh.solve() == .optimal)
  }

  /// Weak duality on random covering programs: duals are a certificate for the objective.
  @Test func dualsCertifyRandomCoverings() throws {
    for seed in 1...50 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let rows = 2 + random.below(8)
      let demand = (0..<rows).map { _ in Double(1 + random.below(20)) }
      let program = try LinearProgram()
      try program.addRows(lower: demand, upper: demand.map { _ in .infinity })
      var columns: [(cost: Double, entries: [Double])] = (0..<rows).map { row in
        (cost: 10, entries: (0..<rows).map { $0 == row ? 1 : 0 })
      }
      for _ in 0..<30 {
        columns.append(
          (cost: Double(1 + random.below(30)), entries: (0..<rows).map { _ in Double(random.below(4)) }))
      }
      var batch = ColumnBatch()
      for column in columns {
        for (row, value) in column.entries.enumerated() where value > 0 { batch.put(row: row, value) }
        batch.close(cost: column.cost)
      }
      try program.addColumns(batch)
      #expect(try program.solve() == .optimal)
      let duals = try program.rowDuals()
      let worth = zip(duals, demand).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(worth - program.objective) < 1e-6, "seed \(seed)")
      for column in columns {
        let value = zip(duals, column.entries).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(value <= column.cost + 1e-6, "seed \(seed)")
      }
    }
  }
}
