import Foundation

/// Writes whole lines to a descriptor from any thread; a closed pipe ends the writing quietly.
final class LineWriter: @unchecked Sendable {
  private let descriptor: Int32
  private let lock = NSLock()
  private var broken = false

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// True once the other side is gone: nothing that is written arrives any more.
  var isBroken: Bool { lock.withLock { broken } }

  /// Writes a line and its end; blocks while the reader is slow, which is what holds the solver threads back.
  func write(line: [UInt8]) {
    lock.withLock {
      guard !broken else { return }
      writeAll(line + [UInt8(ascii: "\n")])
    }
  }

  private func writeAll(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw in
      var offset = 0
      while offset < raw.count {
        let count = Foundation.write(descriptor, raw.baseAddress! + offset, raw.count - offset)
        if count > 0 {
          offset += count
        } else if errno != EINTR {
          broken = true
          return
        }
      }
    }
  }
}
