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

  /// A lower bound on the worth of `duals` (one value a cell) over all ways to spread the pods, nil where the
  /// solver gave up. It rests on the row prices only, whatever they are, not on the tolerances of the simplex method.
  func least(_ duals: [Double]) throws(LinearFault) -> Double? {
    var reduced = [Double](repeating: 0, count: rows.upper.count)
    for (column, cell) in rows.cells.enumerated() {
      reduced[column] = duals[Int(cell)]
      try program.setCost(column, duals[Int(cell)])
    }
    guard try program.solve() == .optimal else { return nil }
    var total = 0.0
    for (row, price) in zip(rows.rows, try program.rowDuals()) where price != 0 {
      let side = price > 0 ? row.lower : row.upper
      if !side.isFinite { continue }
      total += price * side
      for entry in row.entries { reduced[entry.column] -= price * entry.value }
    }
    for (column, value) in reduced.enumerated() where value < 0 { total += value * rows.upper[column] }
    return total
  }
}
