/// What comes in: plans, reports and catalogs. What goes out: text for a terminal. This module knows nothing of how
/// a plan was found, reads no environment and writes to no file; colour is used only when asked for.

/// Rows under upper-case headers, three blanks between columns, the way `kubectl get` prints.
package struct Table {
  package enum Alignment: Sendable {
    case left, right
  }

  package struct Column {
    var title: String
    var alignment: Alignment

    package init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  package struct Cell: ExpressibleByStringInterpolation {
    var text: String
    var tone: Tone

    package init(_ text: String, _ tone: Tone = .plain) {
      self.text = printable(text)
      self.tone = tone
    }

    package init(stringLiteral value: String) { self.init(value) }
  }

  private var columns: [Column]
  private var rows: [[Cell]] = []

  package init(_ columns: [Column]) { self.columns = columns }

  package var isEmpty: Bool { rows.isEmpty }

  package mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "\(columns.count) columns, not \(row.count)")
    rows.append(row.map { $0.text.isEmpty ? Cell("<none>", .faint) : $0 })
  }

  /// All lines, each with its line end; nothing after a line's last visible character.
  package func text(_ palette: Palette) -> String {
    let header = columns.map { Cell($0.title, .strong) }
    let lines = [header] + rows
    let widths = columns.indices.map { column in lines.map { displayWidth($0[column].text) }.max() ?? 0 }
    return lines.map { line(of: $0, widths: widths, palette: palette) + "\n" }.joined()
  }

  private func line(of cells: [Cell], widths: [Int], palette: Palette) -> String {
    var line = ""
    var pendingBlanks = 0
    for (column, cell) in cells.enumerated() {
      let padding = widths[column] - displayWidth(cell.text)
      if columns[column].alignment == .right { pendingBlanks += padding }
      line += String(repeating: " ", count: pendingBlanks) + palette.paint(cell.text, cell.tone)
      pendingBlanks = 3 + (columns[column].alignment == .left ? padding : 0)
    }
    return line
  }
}
