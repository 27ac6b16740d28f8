import Foundation
import StowageReport

/// Where text goes: results to standard output, everything else to standard error.
final class Terminal: Sendable {
  /// The real standard output. Libraries that print there on their own (the LP solver does) print to standard
  /// error instead.
  private let output: Int32
  let isQuiet: Bool
  private let color: ColorChoice
  private let environment: [String: String]

  init(isQuiet: Bool, color: ColorChoice, environment: [String: String]) {
    self.isQuiet = isQuiet
    self.color = color
    self.environment = environment
    output = dup(STDOUT_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
  }

  /// Writes a result.
  func write(_ text: String) {
    var text = text
    text.withUTF8 { write($0) }
  }

  func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    var rest = UnsafeRawBufferPointer(bytes)
    while !rest.isEmpty {
      let written = Foundation.write(output, rest.baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        // Nobody reads any more, or the disk is full: there is no one left to tell the result to.
        exit(errno == EPIPE ? 0 : 1)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Tells the user something beside the result, unless quiet was asked for.
  func note(_ text: String) {
    if !isQuiet { Terminal.writeError(text + "\n") }
  }

  static func writeError(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// True where a person watches standard error.
  var isWatched: Bool { isatty(STDERR_FILENO) != 0 }

  /// The colours of results.
  var palette: Palette { isColored(output) ? .colored : .plain }
  /// The colours of everything else.
  var errorPalette: Palette { isColored(STDERR_FILENO) ? .colored : .plain }

  private func isColored(_ descriptor: Int32) -> Bool {
    switch color {
    case .always: return true
    case .never: return false
    case .auto:
      if let no = environment["NO_COLOR"], !no.isEmpty { return false }
      if let force = environment["CLICOLOR_FORCE"], !force.isEmpty, force != "0" { return true }
      return isatty(descriptor) != 0 && environment["TERM"] != "dumb"
    }
  }
}

enum ColorChoice: String, CaseIterable {
  case auto
  case always
  case never
}
