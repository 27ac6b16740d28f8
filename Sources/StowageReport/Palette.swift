/// What a piece of text says about its subject; the palette decides how that looks.
package enum Tone: Sendable {
  case plain
  case strong
  case faint
  case good
  case notable
  case bad
}

/// How tones look: as colours of a terminal, or not at all.
package struct Palette: Sendable {
  private let isColored: Bool

  package static let plain = Palette(isColored: false)
  package static let colored = Palette(isColored: true)

  package func paint(_ text: String, _ tone: Tone) -> String {
    guard isColored, let code = tone.code else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}

extension Tone {
  /// The number of the terminal's "select graphic rendition" sequence (ECMA-48).
  fileprivate var code: Int? {
    switch self {
    case .plain: nil
    case .strong: 1
    case .faint: 2
    case .good: 32
    case .notable: 33
    case .bad: 31
    }
  }
}
