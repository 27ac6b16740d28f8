import CStowageSolver
import StowageUnits

/// A minimisation over rows with bounds and columns that come and go: the restricted master, and small integer
/// programs. GLPK behind one Swift type; to be used and released on the thread that made it.
///
/// Rows and columns are numbered from 0. Row duals follow GLPK: for a minimisation, a row at its lower bound has
/// a dual that is not negative, one at its upper bound a dual that is not positive.
package final class LinearProgram {
  private let handle: OpaquePointer
  package private(set) var rowCount = 0
  package private(set) var columnCount = 0

  package init() throws(LinearFault) {
    guard let handle = stowage_lp_create() else { throw .lost }
    self.handle = handle
  }

  deinit { stowage_lp_destroy(handle) }

  /// Frees what GLPK keeps for the calling thread; no program of the thread may be in use any more.
  package static func endThread() { stowage_lp_end_thread() }

  package func addRows(lower: [Double], upper: [Double]) throws(LinearFault) {
    try check(stowage_lp_add_rows(handle, Int32(lower.count), lower, upper))
    rowCount += lower.count
  }

  /// Appends the columns of a batch, in its order.
  package func addColumns(_ batch: ColumnBatch) throws(LinearFault) {
    try check(
      stowage_lp_add_columns(
        handle, Int32(batch.count), batch.costs, batch.lower, batch.upper, batch.starts, batch.rows,
        batch.values))
    columnCount += batch.count
  }

  /// Deletes columns (ascending, distinct); those after them move up. The basis survives when all of them are
  /// non-basic.
  package func deleteColumns(_ columns: [Int32]) throws(LinearFault) {
    try check(stowage_lp_delete_columns(handle, Int32(columns.count), columns))
    columnCount -= columns.count
  }

  package func setRow(_ row: Int, lower: Double, upper: Double) throws(LinearFault) {
    try check(stowage_lp_set_row_bounds(handle, Int32(row), lower, upper))
  }

  package func setColumn(_ column: Int, lower: Double, upper: Double) throws(LinearFault) {
    try check(stowage_lp_set_column_bounds(handle, Int32(column), lower, upper))
  }

  package func setCost(_ column: Int, _ cost: Double) throws(LinearFault) {
    try check(stowage_lp_set_cost(handle, Int32(column), cost))
  }

  package func setInteger(_ column: Int) throws(LinearFault) {
    try check(stowage_lp_set_integer(handle, Int32(column)))
  }

  /// Simplex from the present basis: the primal method, or with `dual` the dual one, which is the better where
  /// bounds have changed since the last solve. Where the basis has become singular it starts again from scratch.
  ///
  /// A limit, in iterations or time, ends the solve with what it has reached; a cancellation does so with the fault
  /// `lost`, as GLPK knows no other way out.
  package func solve(
    iterationLimit: Int = .max, deadline: Deadline = .never, dual: Bool = false
  ) throws(LinearFault) -> LinearOutcome {
    let limit = Int32(clamping: iterationLimit)
    var outcome: Int32 = 0
    func attempt() -> Int32 {
      withUnsafePointer(to: deadline) { deadline in
        stowage_lp_solve(
          handle, dual ? 1 : 0, limit, deadline.pointee.remainingSeconds,
          { $0?.assumingMemoryBound(to: Deadline.self).pointee.isCancelled == true ? 1 : 0 }, deadline,
          &outcome)
      }
    }
    var code = attempt()
    if code == STOWAGE_NUMERICAL {
      try check(stowage_lp_reset_basis(handle))
      code = attempt()
    }
    try check(code)
    return LinearOutcome(outcome)
  }

  /// Branch and cut, to be called after an optimal `solve`.
  package func solveInteger(relativeGap: Double = 0, seconds: Double) throws(LinearFault) -> LinearOutcome {
    var outcome: Int32 = 0
    try check(stowage_lp_solve_integer(handle, relativeGap, seconds, &outcome))
    return LinearOutcome(outcome)
  }

  /// Simplex iterations made so far.
  package var iterations: Int { max(0, Int(stowage_lp_iterations(handle))) }
  package var objective: Double { stowage_lp_objective(handle) }
  package var integerObjective: Double { stowage_lp_integer_objective(handle) }

  package func rowDuals() throws(LinearFault) -> [Double] {
    try read(rowCount) { stowage_lp_row_duals(self.handle, $0) }
  }

  package func columnValues() throws(LinearFault) -> [Double] {
    try read(columnCount) { stowage_lp_column_values(self.handle, $0) }
  }

  package func integerValues() throws(LinearFault) -> [Double] {
    try read(columnCount) { stowage_lp_integer_values(self.handle, $0) }
  }

  /// Per column: its reduced cost and whether it is basic.
  package func columnStates() throws(LinearFault) -> (reducedCosts: [Double], basic: [UInt8]) {
    var basic = [UInt8](repeating: 0, count: columnCount)
    let reducedCosts = try read(columnCount) { stowage_lp_column_states(self.handle, $0, &basic) }
    return (reducedCosts, basic)
  }

  private func read(_ count: Int, _ body: (UnsafeMutablePointer<Double>) -> Int32) throws(LinearFault)
    -> [Double]
  {
    var code: Int32 = 0
    let values = [Double](unsafeUninitializedCapacity: max(1, count)) { buffer, size in
      code = buffer.baseAddress.map(body) ?? 0
      size = code == STOWAGE_OK ? count : 0
    }
    try check(code)
    return values
  }

  private func check(_ code: Int32) throws(LinearFault) {
    if code == STOWAGE_OK { return }
    throw code == STOWAGE_NUMERICAL ? .numerical : .lost
  }
}

/// Why a linear program gave no answer.
package enum LinearFault: Error {
  /// GLPK gave up inside, or was made to; every program of the thread is lost.
  case lost
  /// The numbers are out of hand; the program may be built anew.
  case numerical
}

/// What a solve ended with.
package enum LinearOutcome: Sendable {
  case optimal
  /// A limit ended the solve on a feasible point.
  case feasible
  /// A limit ended the solve before it had a feasible point.
  case unknown
  case infeasible
  case unbounded

  init(_ code: Int32) {
    switch Int(code) {
    case STOWAGE_OPTIMAL: self = .optimal
    case STOWAGE_FEASIBLE: self = .feasible
    case STOWAGE_INFEASIBLE: self = .infeasible
    case STOWAGE_UNBOUNDED: self = .unbounded
    default: self = .unknown
    }
  }
}

/// Columns to be added at once, as compressed columns.
package struct ColumnBatch: Sendable {
  package private(set) var costs: [Double] = []
  package private(set) var lower: [Double] = []
  package private(set) var upper: [Double] = []
  fileprivate var starts: [Int32] = [0]
  fileprivate var rows: [Int32] = []
  fileprivate var values: [Double] = []

  package init() {}

  package var count: Int { costs.count }

  /// One entry of the column that is being built.
  package mutating func put(row: Int, _ value: Double) {
    rows.append(Int32(row))
    values.append(value)
  }

  /// Ends the column that is being built.
  package mutating func close(cost: Double, lower: Double = 0, upper: Double = .infinity) {
    costs.append(cost)
    self.lower.append(lower)
    self.upper.append(upper)
    starts.append(Int32(rows.count))
  }
}
