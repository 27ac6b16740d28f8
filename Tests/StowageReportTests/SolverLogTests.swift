import StowageReport
import StowageTestKit
import StowageUnits
import Testing

@Suite struct SolverLogTests {
  static func entry(_ seconds: Double, _ phase: String, _ cost: Double, _ bound: Double, _ columns: Int)
    -> SolverLog.Entry
  {
    SolverLog.Entry(
      seconds: seconds, phase: phase, incumbent: Money(dollars: cost), bound: Money(dollars: bound),
      columns: columns)
  }

  static let search = [
    entry(0.01, "greedy", 480.2, 0, 0), entry(0.05, "columns", 480.2, 310, 1200),
    entry(0.62, "columns", 480.2, 402.5, 2400), entry(0.64, "columns", 480.2, 402.6, 2410),
    entry(0.65, "dive", 418.3, 402.6, 2411), entry(0.9, "dive", 418.3, 402.6, 2500),
    entry(1.4, "neighbourhood", 418.3, 402.6, 2500), entry(1.5, "neighbourhood", 417.9, 416.31, 12000),
  ]

  @Test func aLineAnImprovement() {
    var log = SolverLog()
    let lines = Self.search.compactMap { log.line(for: $0) }
    expectStored(SolverLog.header + lines.joined(), as: "solver-log.txt")
  }

  @Test func anIntervalOfZeroTellsEveryNews() {
    var log = SolverLog(interval: 0)
    #expect(Self.search.compactMap { log.line(for: $0) }.count == 7)
    #expect(log.line(for: Self.search.last!) == nil, "nothing new")
  }

  @Test func aCostOfZeroHasNoGap() {
    var log = SolverLog()
    #expect(log.line(for: Self.entry(0, "greedy", 0, 0, 0))?.contains("0.00%") == true)
  }
}
