import Foundation

/// Writes whole lines to a descriptor, in the order in which threads hand them over. A thread of its own does the
/// writing, so that a client that reads slowly does not keep the reader from seeing a cancel; what waits to be
/// written is bounded, and a closed pipe ends the writing quietly.
final class LineWriter: @unchecked Sendable {
  private let descriptor: Int32
  private let byteLimit: Int
  /// Called once, when the other side turns out to be gone.
  private let onBreak: @Sendable () -> Void
  private let condition = NSCondition()
  /// Whole lines that wait, with their ends.
  private var waiting: [UInt8] = []
  private var isClosed = false
  private var isGone = false

  /// - Parameter byteLimit: the most bytes that wait; a single line may be longer.
  init(descriptor: Int32, byteLimit: Int, onBreak: @escaping @Sendable () -> Void = {}) {
    self.descriptor = descriptor
    self.byteLimit = byteLimit
    self.onBreak = onBreak
  }

  /// True once the other side is gone: nothing that is written arrives any more.
  var isBroken: Bool { condition.withLock { isGone } }

  /// Hands over a line without its end. Waits only while the limit is reached, which is what holds a client back
  /// that sends much and reads nothing.
  func write(line: [UInt8]) {
    condition.withLock {
      while waiting.count > 0 && waiting.count + line.count > byteLimit && !isGone { condition.wait() }
      append(line)
    }
  }

  /// Hands over a line that nobody misses when the client has not read what was written before.
  func offer(line: [UInt8]) {
    condition.withLock {
      if waiting.isEmpty { append(line) }
    }
  }

  private func append(_ line: [UInt8]) {
    if isGone { return }
    waiting += line
    waiting.append(UInt8(ascii: "\n"))
    condition.broadcast()
  }

  /// No more lines come; those that wait are still written.
  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }

  /// The writing thread's work: ends after `close`, or when the other side is gone.
  func run() {
    while let lines = take() {
      if writeAll(lines) { continue }
      condition.withLock {
        isGone = true
        waiting = []
        condition.broadcast()
      }
      onBreak()
      return
    }
  }

  private func take() -> [UInt8]? {
    condition.withLock {
      while waiting.isEmpty && !isClosed { condition.wait() }
      if waiting.isEmpty { return nil }
      var lines: [UInt8] = []
      swap(&lines, &waiting)
      condition.broadcast()
      return lines
    }
  }

  /// False where the other side is gone.
  private func writeAll(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { raw in
      var offset = 0
      while offset < raw.count {
        let count = Foundation.write(descriptor, raw.baseAddress! + offset, raw.count - offset)
        if count > 0 {
          offset += count
        } else if errno == EAGAIN {
          // The descriptor came to us without waiting; we have the time.
          var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&room, 1, -1)
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }
}
