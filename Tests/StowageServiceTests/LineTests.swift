import Foundation
import StowageService
import Testing

/// A pipe with its two ends.
private final class Ends: Sendable {
  let read: Int32
  let write: Int32

  init() {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0)
    (read, write) = (ends[0], ends[1])
  }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    #expect(Foundation.write(write, bytes, bytes.count) == bytes.count)
  }
}

@Suite struct LineTests {
  private func events(of text: String, limit: Int) -> [LineReader.Event] {
    let ends = Ends()
    ends.send(text)
    close(ends.write)
    defer { close(ends.read) }
    var reader = LineReader(descriptor: ends.read, limit: limit)
    var events: [LineReader.Event] = []
    repeat { events.append(reader.next()) } while events.last != .end
    return events
  }

  private func line(_ text: String) -> LineReader.Event { .line(Array(text.utf8)) }

  @Test func linesEndInAnyWay() {
    #expect(events(of: "", limit: 9) == [.end])
    #expect(events(of: "a\nb\r\n\n \t\nc", limit: 9) == [line("a"), line("b"), line("c"), .end])
    #expect(events(of: "\r\n\r\n", limit: 9) == [.end])
  }

  @Test func theLimitIsExact() {
    let tooLong = LineReader.Event.tooLong(prefix: Array("abcdef".utf8), length: 6)
    #expect(events(of: "abcde\nabcdef\nx\n", limit: 5) == [line("abcde"), tooLong, line("x"), .end])
    #expect(events(of: "abcdef", limit: 5) == [tooLong, .end])
  }

  @Test(arguments: [4095, 4096, 4097, 65535, 65536, 65537, 200_000])
  func longLinesAreWholeOrSkipped(length: Int) throws {
    let text = String(repeating: "y", count: length)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data((text + "\nz\n").utf8).write(to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (limit, isWhole) in [(length, true), (length - 1, false), (10, false)] {
      let file = open(folder.path, O_RDONLY)
      defer { close(file) }
      var reader = LineReader(descriptor: file, limit: limit)
      switch reader.next() {
      case .line(let bytes): #expect(isWhole && bytes.count == length)
      case .tooLong(let prefix, let whole):
        #expect(!isWhole && whole == length && prefix.count <= LineReader.prefixLength)
      case .end: Issue.record("the line is lost")
      }
      #expect(reader.next() == line("z"))
    }
  }

  @Test func anInterruptionWakesTheReader() {
    let ends = Ends()
    let interruption = Interruption()
    let group = WorkerGroup()
    group.start("reader") {
      var reader = LineReader(descriptor: ends.read, limit: 9, interruption: interruption)
      #expect(reader.next() == .end)
    }
    interruption.raise()
    group.wait()
  }

  @Test func anInterruptionWithinALineLosesIt() {
    let ends = Ends()
    let interruption = Interruption()
    ends.send("whole\nhal")
    var reader = LineReader(descriptor: ends.read, limit: 9, interruption: interruption)
    #expect(reader.next() == line("whole"))
    interruption.raise()
    #expect(reader.next() == .end)
    #expect(reader.next() == .end)
  }

  @Test func aByteOrderMarkBeginsNoLineButTheFirst() {
    #expect(events(of: "\u{FEFF}a\n\u{FEFF}b\n", limit: 9) == [line("a"), line("\u{FEFF}b"), .end])
    #expect(events(of: "\u{FEFF}\na", limit: 9).last == .end)
  }

  @Test func aClosedOutputWakesTheReader() {
    let (input, output) = (Ends(), Ends())
    let interruption = Interruption()
    let group = WorkerGroup()
    group.start("reader") {
      var reader = LineReader(
        descriptor: input.read, limit: 9, interruption: interruption, output: output.write)
      #expect(reader.next() == .end)
    }
    close(output.read)
    group.wait()
    #expect(interruption.isRaised)
  }

  @Test func theIDIsFoundInTheBeginningOfAMessage() {
    func id(_ text: String) -> RequestID? { Envelope.id(inPrefix: Array(text.utf8)) }
    #expect(id(#"{"jsonrpc":"2.0","id":7,"params":{"a":["#) == .number(7))
    #expect(id(#"{"id":"x","params":"yy"#) == .text("x"))
    #expect(id(#"{"params":{"id":1"#) == nil)
    #expect(id("xxxx") == nil)
    #expect(id(#"{"id":"12"#) == nil)
  }

  @Test func onlyOneOfTwoAnswers() {
    for _ in 0..<2000 {
      let ticket = Ticket()
      let counts = Counter()
      let group = WorkerGroup()
      group.start("solver") { if ticket.begin() { counts.add() } }
      group.start("reader") { if ticket.withdraw() { counts.add() } }
      group.wait()
      #expect(counts.value == 1)
    }
  }

  @Test func theQueueIsBoundedByNumberAndBytes() {
    let queue = BoundedQueue<Int>(countLimit: 3, byteLimit: 100)
    #expect(queue.put(1, bytes: 500))
    #expect(!queue.put(2, bytes: 1))
    #expect(queue.take() == 1)
    #expect(queue.put(2, bytes: 50))
    #expect(queue.put(3, bytes: 50))
    #expect(!queue.put(4, bytes: 1))
    #expect(queue.take() == 2)
    #expect(queue.put(4, bytes: 1))
    #expect(queue.put(5, bytes: 1))
    #expect(!queue.put(6, bytes: 1))
    queue.close()
    #expect(!queue.put(7, bytes: 1))
    #expect([queue.take(), queue.take(), queue.take(), queue.take()] == [3, 4, 5, nil])
  }
}

private final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0

  func add() { lock.withLock { count += 1 } }
  var value: Int { lock.withLock { count } }
}
