import COpenBLAS

/// A dense matrix of doubles, row by row.
package struct Matrix: Sendable {
  package let rowCount: Int
  package let columnCount: Int
  package var values: [Double]

  package init(rows: Int, columns: Int) {
    rowCount = rows
    columnCount = columns
    values = [Double](repeating: 0, count: rows * columns)
  }

  package subscript(row: Int, column: Int) -> Double {
    get { values[row * columnCount + column] }
    set { values[row * columnCount + column] = newValue }
  }

  /// This matrix times another that has as many rows as this one has columns, on the calling thread alone: the
  /// solver has threads of its own.
  package func times(_ other: Matrix) -> Matrix {
    precondition(columnCount == other.rowCount, "\(columnCount) columns by \(other.rowCount) rows")
    var result = Matrix(rows: rowCount, columns: other.columnCount)
    if values.isEmpty || other.values.isEmpty { return result }
    if openblas_get_num_threads() != 1 { openblas_set_num_threads(1) }
    result.values.withUnsafeMutableBufferPointer { target in
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rowCount), blasint(other.columnCount),
        blasint(columnCount), 1, values, blasint(columnCount), other.values, blasint(other.columnCount), 0,
        target.baseAddress, blasint(other.columnCount))
    }
    return result
  }
}

/// The threads of OpenBLAS, which this module has no use for.
package enum BLASThreads {
  /// Ends them. To be called where nothing multiplies yet: at the start of a program.
  package static func end() { stowage_openblas_end_threads() }
}
