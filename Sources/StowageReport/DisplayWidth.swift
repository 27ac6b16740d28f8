/// The columns that a text takes on a terminal: two for East Asian wide characters and pictographs, none for
/// marks that combine with the character before them.
package func displayWidth(_ text: String) -> Int {
  var width = 0
  for scalar in text.unicodeScalars {
    if scalar.value < 0x300 {
      width += 1
    } else if isCombining(scalar) {
      continue
    } else {
      width += isWide(scalar) ? 2 : 1
    }
  }
  return width
}

/// The text without characters that would move the cursor or change the terminal: names and messages come from
/// the input, and a table must stay a table whatever they hold.
package func printable(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: result.append(" ")
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: result.append("?")
    default: result.append(scalar)
    }
  }
  return String(result)
}

private func isCombining(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: true
  default: false
  }
}

/// Unicode's East Asian Width classes W and F, in the blocks where they are common (UAX #11).
private func isWide(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF: true
  case 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F6FF, 0x1F900...0x1F9FF: true
  case 0x20000...0x3FFFD: true
  default: false
  }
}
