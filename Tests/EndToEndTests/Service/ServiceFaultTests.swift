import Foundation
import StowageUnits
import Testing

/// What a client can do wrong, by mistake or on purpose: the service answers and goes on.
@Suite struct ServiceFaultTests {
  /// True where the service answers a plan request as ever.
  private func works(_ service: ServiceProcess, id: Int = 4711) throws -> Bool {
    service.request(id, "plan/provision", Requests.small())
    while let answer = try service.answer() {
      if answer.id == id { return answer.result != nil }
    }
    return false
  }

  @Test func everyTruncationOfAMessageGetsOneAnswer() throws {
    let service = try ServiceProcess()
    let line = Array(
      #"{"jsonrpc":"2.0","id":1,"method":"plan/provision","params":\#(Requests.small(pods: 1))}"#.utf8)
    for length in 1..<line.count {
      service.send(bytes: line[..<length] + [UInt8(ascii: "\n")])
      let answer = try #require(try service.answer())
      #expect(answer.code == -32700, "the first \(length) bytes")
    }
    #expect(try works(service))
  }

  @Test func everyChangedByteGetsOneAnswer() throws {
    let service = try ServiceProcess()
    let line = Array(
      #"{"jsonrpc":"2.0","id":1,"method":"plan/provision","params":\#(Requests.small(pods: 1))}"#.utf8)
    var random = SplitMix64(seed: 20)
    for _ in 0..<500 {
      var changed = line
      let position = Int(random.next() % UInt64(line.count))
      repeat { changed[position] = UInt8(truncatingIfNeeded: random.next()) } while changed[position] == 10
      service.send(bytes: changed + [UInt8(ascii: "\n")])
      // Behind the other one on the only solver, so that this is the later answer.
      service.request(2, "plan/provision", Requests.small(pods: 0))
      var answers = 0
      while let answer = try service.answer() {
        if answer.id == 2, answer.result != nil { break }
        answers += 1
      }
      // None where the change made a notification of it.
      #expect(answers <= 1, "byte \(position) changed to \(changed[position])")
    }
    #expect(try works(service))
  }

  @Test func linesOverTheLimitAreSkippedWithoutBeingHeld() throws {
    let service = try ServiceProcess(["--max-line", "100000"])
    service.send(bytes: Array(#"{"jsonrpc":"2.0","id":1,"method":"snapshot/load","params":""#.utf8))
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<512 { service.send(bytes: piece) }
    service.send(bytes: Array("\"}\n".utf8))
    let answer = try #require(try service.answer())
    #expect(answer.fault == Fault(code: -32004, reason: "TooLarge"))
    #expect(answer.id == 1)
    #expect(try service.kibibytes("VmHWM") < 100 << 10)
    service.send(bytes: Array(repeating: UInt8(ascii: "["), count: 200_000) + [UInt8(ascii: "\n")])
    let other = try #require(try service.answer())
    #expect(other.code == -32004 && other.hasNullID)
    #expect(try works(service))
  }

  /// Four times what a line may have: no more than that is ever held, and little of it afterwards.
  @Test func aLineOfAGigabyteIsRefused() throws {
    let service = try ServiceProcess()
    service.send(bytes: Array(#"{"jsonrpc":"2.0","id":1,"method":"snapshot/load","params":{"items":["#.utf8))
    let piece = Array(String(repeating: #"{"kind":"Pod"},"#, count: 1 << 16).utf8)
    for _ in 0..<(1 << 30) / piece.count { service.send(bytes: piece) }
    service.send(bytes: Array("17]}}\n".utf8))
    let answer = try #require(try service.answer())
    #expect(answer.fault == Fault(code: -32004, reason: "TooLarge"))
    #expect(answer.id == 1)
    #expect(try works(service))
    #expect(try service.kibibytes("VmHWM") < 700 << 10)
    #expect(try service.kibibytes("VmRSS") < 200 << 10)
  }

  @Test func deepNestingIsRefused() throws {
    let service = try ServiceProcess()
    for bracket in ["[", #"{"a":"#] {
      for depth in [300, 1_000_000] {
        service.send(String(repeating: bracket, count: depth))
        #expect(try service.answer()?.code == -32700)
        let text = String(repeating: bracket, count: depth)
        service.send(#"{"jsonrpc":"2.0","id":1,"method":"snapshot/load","params":{"items":"# + text)
        #expect(try service.answer()?.code == -32700)
      }
    }
    let open = String(repeating: "[", count: 300)
    let close = String(repeating: "]", count: 300)
    service.request(1, "snapshot/load", #"{"items":\#(open)\#(close)}"#)
    #expect(try service.answer()?.code == -32700)
    #expect(try works(service))
  }

  @Test func bytesThatAreNoTextAreRefused() throws {
    let service = try ServiceProcess()
    let faults: [[UInt8]] = [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xC3], [0x00], [0x1F],
    ]
    for fault in faults {
      let line =
        Array(#"{"jsonrpc":"2.0","id":"a"#.utf8) + fault + Array(#"","method":"metrics"}"#.utf8)
      service.send(bytes: line + [UInt8(ascii: "\n")])
      #expect(try service.answer()?.code == -32700, "\(fault)")
    }
    service.send(bytes: [0xEF, 0xBB, 0xBF, 0x0A, 0x00, 0x0A])
    for _ in 0..<2 { #expect(try service.answer()?.code.map { $0 == -32700 || $0 == -32600 } == true) }
    service.send(#"{"jsonrpc":"2.0","id":"\ud83d","method":"metrics"}"#)
    #expect(try service.answer() != nil)
    #expect(try works(service))
  }

  @Test(arguments: [
    "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e-999", "99999999999999999999999999", "0x10", "01",
    "-", "1.", ".5", "1e", #""NaN""#, #""inf""#, #""-1""#, #""1e400""#, #""9223372036854775807Ei""#, #""""#,
    #""99999999999999999999999999999999999999m""#,
  ])
  func numbersThatAreNoneAreRefusedOrTaken(number: String) throws {
    let service = try ServiceProcess()
    let pod = Requests.pod("a", cpu: "900m").replacing(#""900m""#, with: number)
    let snapshot = Requests.list([pod])
    service.request(1, "plan/provision", #"{"snapshot":\#(snapshot),"catalog":\#(Requests.catalog)}"#)
    let price = Requests.catalog.replacing("0.1}", with: number + "}")
    service.request(2, "plan/provision", #"{"snapshot":\#(Requests.list([])),"catalog":\#(price)}"#)
    service.request(3, "plan/provision", Requests.small(options: #"{"gap":\#(number)}"#))
    service.request(4, "plan/provision", Requests.small(options: #"{"seed":\#(number)}"#))
    for _ in 1...4 {
      let answer = try #require(try service.answer())
      #expect(answer.result != nil || [-32700, -32602].contains(answer.code ?? 0), "\(answer.members)")
    }
    #expect(try works(service))
  }

  @Test func aClosedPipeEndsTheServiceQuietly() throws {
    let service = try ServiceProcess()
    for id in 1...20 { service.request(id, "plan/provision", Requests.small()) }
    service.request(21, "plan/provision", Requests.endless())
    service.stopReading()
    // Input stays open: nobody reading is enough of an end.
    #expect(service.status() == 0)
    #expect(try service.errorText() == "")
  }

  @Test func aClientThatIsKilledLeavesNothingBehind() throws {
    let service = try ServiceProcess()
    service.request(1, "plan/provision", Requests.endless(progressToken: 1))
    _ = try #require(try service.progress())
    // A client that dies closes both ends.
    service.endInput()
    service.stopReading()
    #expect(service.status() == 0)
  }

  @Test func aKillDuringASolveEndsIt() throws {
    let service = try ServiceProcess()
    service.request(1, "plan/provision", Requests.endless(progressToken: 1))
    _ = try #require(try service.progress())
    kill(service.process.processIdentifier, SIGKILL)
    #expect(service.status() == -SIGKILL)
    _ = try service.rest()
  }

  @Test func aSlowReaderLosesNothing() throws {
    let service = try ServiceProcess()
    // Far more answers than a pipe holds, and more requests than may wait.
    let count = 3000
    for id in 1...count { service.request(id, "initialize") }
    service.request(count + 1, "plan/provision", Requests.small())
    service.endInput()
    var ids: [Int] = []
    while let answer = try service.answer() {
      ids.append(try #require(answer.id))
      if ids.count % 500 == 0 { Thread.sleep(forTimeInterval: 0.01) }
    }
    #expect(ids == Array(1...count + 1))
    #expect(service.status() == 0)
  }

  @Test func answersThatNobodyReadsAreBounded() throws {
    let service = try ServiceProcess()
    // This thread reads, that one writes.
    nonisolated(unsafe) let writer = service
    let writing = Thread {
      for id in 1...300_000 { writer.request(id, "metrics") }
      writer.endInput()
    }
    writing.start()
    // The process stops reading by itself, when as much waits for the client as may.
    var last = 0
    var now = try service.kibibytes("VmRSS")
    repeat {
      Thread.sleep(forTimeInterval: 0.3)
      (last, now) = (now, try service.kibibytes("VmRSS"))
    } while now > last
    #expect(now < 300 << 10)
    var count = 0
    while try service.answer() != nil { count += 1 }
    #expect(count == 300_000)
    #expect(service.status() == 0)
  }

  @Test func aThousandRequestsAtOnceAreAllAnswered() throws {
    let service = try ServiceProcess()
    var text = ""
    for id in 1...1000 {
      text += #"{"jsonrpc":"2.0","id":\#(id),"method":"plan/provision","params":"#
      text += Requests.small(pods: id % 5, options: #"{"policy":"greedy"}"#) + "}\n"
    }
    service.send(bytes: text.utf8)
    service.endInput()
    let answers = try service.rest()
    #expect(answers.compactMap(\.id).sorted() == Array(1...1000))
    #expect(answers.allSatisfy { $0.result != nil || $0.code == -32001 })
  }

  @Test func aStormOfCancelsLosesNoAnswerAndDoublesNone() throws {
    let service = try ServiceProcess(["--threads", "2", "--max-queue", "5000"])
    var random = SplitMix64(seed: 21)
    let count = 600
    for id in 1...count {
      service.request(id, "plan/provision", Requests.small(pods: id % 9))
      for _ in 0..<3 { service.cancel(1 + Int(random.next() % UInt64(id))) }
    }
    for id in 1...count { service.cancel(id) }
    service.endInput()
    let answers = try service.rest()
    #expect(answers.compactMap(\.id).sorted() == Array(1...count))
    #expect(answers.allSatisfy { $0.result != nil || $0.code == -32800 })
    #expect(service.status() == 0)
  }

  /// A shortened version of the run over a hundred thousand requests (`make endurance`).
  @Test func memoryIsFlatOverManyRequests() throws {
    let service = try ServiceProcess()
    service.request(0, "catalog/load", #"{"items":\#(Requests.catalog)}"#)
    _ = try service.answer()
    service.request(
      0, "snapshot/load", #"{"items":\#(Requests.list((0..<9).map { Requests.pod("p-\($0)") }))}"#)
    _ = try service.answer()
    func serve(_ ids: ClosedRange<Int>) throws {
      for id in ids {
        switch id % 4 {
        case 0: service.request(id, "plan/provision", #"{"snapshot":"s1","catalog":"c1"}"#)
        case 1: service.request(id, "plan/provision", Requests.small(options: #"{"policy":"greedy"}"#))
        case 2:
          let event = Requests.event(id % 8 < 4 ? "ADDED" : "DELETED", Requests.pod("extra-\(id % 64)"))
          service.request(id, "snapshot/apply", #"{"snapshot":"s1","events":[\#(event)]}"#)
        default: service.request(id, "plan/nothing")
        }
        #expect(try service.answer()?.id == id)
      }
    }
    try serve(1...3000)
    let warm = try service.kibibytes("VmRSS")
    try serve(3001...9000)
    let later = try service.kibibytes("VmRSS")
    #expect(Double(later) < Double(warm) * 1.05 + 1024, "\(warm) KiB after 3,000, \(later) after 9,000")
  }
}
