import StowageLinear

/// The least worth of the split classes at given duals: a linear program over the rules of the domains alone.
final class DomainPolytope {
  private let rows: DomainRows
  private let program: LinearProgram

  init(_ rows: DomainRows) throws(LinearFault) {
    self.rows = rows
    program = try LinearProgram()
    try program.addRows(lower: rows.rows.map(\.lower), upper: rows.rows.map(\.upper))
    var entries = [[(row: Int, value: Double)]](repeating: [], count: rows.upper.count)
    for (index, row) in rows.rows.enumerated() {
      for entry in row.entries { entries[entry.column].append((index, entry.value)) }
    }
    var batch = ColumnBatch()
    for (column, list) in entries.enumerated() {
      for entry in list { batch.put(row: entry.row, entry.value) }
      batch.close(cost: 0, upper: rows.upper[column])
    }
    try program.addColumns(batch)
  }

  /// The least of `duals` (one value a cell) over all ways to spread the pods; nil where the solver gave up.
  /// What the simplex method calls optimal may be above the least by its tolerance, so a little is taken off.
  func least(_ duals: [Double]) throws(LinearFault) -> Double? {
    var scale = 0.0
    for (column, cell) in rows.cells.enumerated() {
      try program.setCost(column, duals[Int(cell)])
      scale += duals[Int(cell)] * rows.upper[column]
    }
    guard try program.solve() == .optimal else { return nil }
    return program.objective - 1e-9 * scale
  }
}
