import Foundation

/// Splits a file descriptor into lines without ever holding more than one line and one read buffer.
///
/// A line longer than the limit is reported once and skipped to its end, so that one absurd message costs neither
/// memory nor the messages behind it.
package struct LineReader {
  package enum Event: Equatable {
    /// A line without its end; a carriage return before the line feed is taken off, blank lines are left out.
    case line([UInt8])
    /// A line longer than the limit, with its first bytes (enough to find an id in) and its whole length.
    case tooLong(prefix: [UInt8], length: Int)
    case end
  }

  private let descriptor: Int32
  private let limit: Int
  private let interruption: Interruption?
  private let output: Int32?
  private var buffer: [UInt8]
  private var start = 0
  private var end = 0
  private var line: [UInt8] = []
  private var skipped = 0
  private var isOver = false
  private var isFirst = true

  /// - Parameters:
  ///   - limit: the longest line in bytes, without its end.
  ///   - interruption: ends the reading as the end of input does.
  ///   - output: where the answers go; when nobody reads there any more, the interruption is raised.
  package init(descriptor: Int32, limit: Int, interruption: Interruption? = nil, output: Int32? = nil) {
    self.output = output
    self.descriptor = descriptor
    self.limit = limit
    self.interruption = interruption
    buffer = Array(repeating: 0, count: 1 << 16)
  }

  /// The next event; `.end` for ever after the end of input. Blocks until there is one.
  package mutating func next() -> Event {
    while true {
      if let newline = firstNewline() {
        append(buffer[start..<newline])
        start = newline + 1
        if let event = takeLine() { return event }
        continue
      }
      append(buffer[start..<end])
      start = 0
      end = 0
      if isOver { return takeLine() ?? .end }
      fill()
    }
  }

  private func firstNewline() -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let first = bytes.baseAddress, start < end,
        let found = memchr(first + start, Int32(UInt8(ascii: "\n")), end - start)
      else { return nil }
      return UnsafeRawPointer(found) - first
    }
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    let room = limit + 1 - line.count
    if skipped == 0 && bytes.count <= room {
      line.append(contentsOf: bytes)
    } else {
      line.append(contentsOf: bytes.prefix(max(0, room)))
      skipped += bytes.count - min(bytes.count, max(0, room))
      // What is kept of a line that is too long is only for finding its id.
      if line.count > Self.prefixLength {
        skipped += line.count - Self.prefixLength
        line = Array(line.prefix(Self.prefixLength))
      }
    }
  }

  package static let prefixLength = 4096

  private mutating func takeLine() -> Event? {
    defer {
      line.removeAll(keepingCapacity: line.capacity <= 1 << 20)
      skipped = 0
    }
    if skipped > 0 || line.count > limit {
      return .tooLong(prefix: Array(line.prefix(Self.prefixLength)), length: line.count + skipped)
    }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    // Some shells begin whatever they send with a byte order mark.
    if isFirst && line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    isFirst = false
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return nil }
    var whole: [UInt8] = []
    swap(&whole, &line)
    return .line(whole)
  }

  private mutating func fill() {
    guard waitForInput() else {
      isOver = true
      // What has come of a line by then is no message, and not a faulty one either.
      line = []
      skipped = 0
      return
    }
    let count = buffer.withUnsafeMutableBytes { bytes in
      while true {
        let count = read(descriptor, bytes.baseAddress, bytes.count)
        if count >= 0 || errno != EINTR { return count }
      }
    }
    if count <= 0 { isOver = true } else { end = count }
  }

  /// False once the reading was interrupted.
  private func waitForInput() -> Bool {
    guard let interruption else { return true }
    var waiting = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: interruption.descriptor, events: Int16(POLLIN), revents: 0),
      // Asked for nothing, it still tells that the other end is closed.
      pollfd(fd: output ?? -1, events: 0, revents: 0),
    ]
    while poll(&waiting, nfds_t(waiting.count), -1) < 0 && errno == EINTR {}
    if waiting[2].revents != 0 { interruption.raise() }
    return !interruption.isRaised
  }
}
