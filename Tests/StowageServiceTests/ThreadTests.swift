import Foundation
import StowageService
import StowageUnits
import Testing

/// What the threads of a service share, used by all of them at once. `make sanitize` runs this under the thread
/// sanitizer, which reports what nothing but luck keeps right.
@Suite struct ThreadTests {
  private static let sources = CatalogSource(names: { [] }, load: { _ in nil })

  private static let catalog: String = {
    let types = (1...12).map { size in
      let room = #"{"cpu":"\#(2 * size)","memory":"\#(3 * size + size % 3)Gi","pods":"\#(20 + size)"}"#
      return
        #"{"name":"t\#(size)","capacity":\#(room),"allocatable":\#(room),"offerings":[{"zone":"z","capacityType":"on-demand","price":\#(Double(size * 10 + size % 4) / 100)}]}"#
    }
    return #"{"kind":"Catalog","name":"lab/threads","types":[\#(types.joined(separator: ","))]}"#
  }()

  private static func pod(_ number: Int) -> String {
    #"{"kind":"Pod","metadata":{"name":"p-\#(number)"},"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"\#(100 + number * 7919 % 2701)m","memory":"\#(128 + number * 6007 % 5013)Mi"}}}]}}"#
  }

  private static func list(_ pods: Range<Int>) -> String {
    #"{"kind":"List","items":[\#(pods.map(pod).joined(separator: ","))]}"#
  }

  private static func request(_ id: Int, _ method: String, _ params: String) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
  }

  private static func plan(_ id: Int, pods: Int, token: Bool = false) -> String {
    let progress = token ? #","progressToken":\#(id)"# : ""
    return request(
      id, id % 5 == 0 ? "plan/consolidate" : "plan/provision",
      #"{"snapshot":\#(list(0..<pods)),"catalog":\#(catalog),"options":{"gap":0,"timeLimit":"60ms"}\#(progress)}"#
    )
  }

  /// The number that a line answers; nil for progress.
  private static func id(of line: some Sequence<UInt8>) -> Int? {
    let text = String(decoding: Array(line.map { $0 }.prefix(60)), as: UTF8.self)
    guard let start = text.range(of: #""id":"#)?.upperBound else { return nil }
    return Int(text[start...].prefix { $0.isNumber })
  }

  @Test func aBusyServiceAnswersEveryRequestOnce() throws {
    var (input, output): ([Int32], [Int32]) = ([0, 0], [0, 0])
    try #require(pipe(&input) == 0 && pipe(&output) == 0)
    var limits = Limits()
    limits.solverThreads = 3
    let (service, ends) = (Service(limits: limits, catalogs: Self.sources), (input, output))
    let group = WorkerGroup()
    group.start("service") {
      service.run(input: ends.0[0], output: ends.1[1], onMetrics: { _ in })
      close(ends.1[1])
    }
    let count = 90
    group.start("client") {
      var random = SplitMix64(seed: 5)
      func send(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        var sent = 0
        while sent < bytes.count {
          sent += bytes.withUnsafeBytes { write(ends.0[1], $0.baseAddress! + sent, bytes.count - sent) }
        }
      }
      send(Self.request(1, "snapshot/load", #"{"items":\#(Self.list(0..<60))}"#))
      send(Self.request(2, "catalog/load", #"{"items":\#(Self.catalog)}"#))
      for id in 3...count {
        switch id % 6 {
        case 0:
          let event = #"{"type":"\#(id % 12 == 0 ? "ADDED" : "DELETED")","object":\#(Self.pod(id))}"#
          send(Self.request(id, "snapshot/apply", #"{"snapshot":"s1","events":[\#(event)]}"#))
        case 1: send(Self.request(id, "metrics", "{}"))
        case 2:
          send(
            Self.request(
              id, "plan/provision", #"{"snapshot":"s1","catalog":"c1","options":{"timeLimit":"60ms"}}"#))
        default: send(Self.plan(id, pods: 10 + id % 50, token: id % 2 == 0))
        }
        for _ in 0..<2 {
          let other = 1 + random.below(id)
          send(#"{"jsonrpc":"2.0","method":"$/cancel","params":{"id":\#(other)}}"#)
        }
      }
      close(ends.0[1])
    }
    var (text, buffer): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 1 << 16))
    while case let size = read(output[0], &buffer, buffer.count), size > 0 { text += buffer[..<size] }
    group.wait()
    close(input[0])
    close(output[0])
    let ids = text.split(separator: UInt8(ascii: "\n")).compactMap { Self.id(of: $0) }
    #expect(ids.sorted() == Array(1...count))
  }

  @Test func aServiceThatHasEndedHoldsNothing() throws {
    final class Probe: Sendable {}
    weak var held: Probe?
    func serve() throws {
      let probe = Probe()
      held = probe
      var input: [Int32] = [0, 0]
      try #require(pipe(&input) == 0)
      close(input[1])
      let output = open("/dev/null", O_WRONLY)
      let sources = CatalogSource(names: { withExtendedLifetime(probe) { [] } }, load: { _ in nil })
      Service(limits: Limits(), catalogs: sources).run(input: input[0], output: output)
      close(input[0])
      close(output)
    }
    try serve()
    // Threads that are waited for may take a moment more to end.
    for _ in 0..<10_000 where held != nil { usleep(1000) }
    #expect(held == nil)
  }

  @Test func anEngineIsCalledFromManyThreads() {
    let service = DirectService(limits: Limits(), catalogs: Self.sources)
    let load = service.call(
      Array(Self.request(1, "snapshot/load", #"{"items":\#(Self.list(0..<40))}"#).utf8))
    #expect(String(decoding: load, as: UTF8.self).contains(#""snapshot":"s1""#))
    _ = service.call(Array(Self.request(1, "catalog/load", #"{"items":\#(Self.catalog)}"#).utf8))
    let group = WorkerGroup()
    for thread in 1...4 {
      group.start("caller \(thread)") {
        for round in 0..<12 {
          let id = thread * 100 + round
          let event = #"{"type":"\#(round % 2 == 0 ? "ADDED" : "DELETED")","object":\#(Self.pod(id))}"#
          let calls = [
            Self.request(id, "snapshot/apply", #"{"snapshot":"s1","events":[\#(event)]}"#),
            Self.request(
              id, "plan/provision", #"{"snapshot":"s1","catalog":"c1","options":{"timeLimit":"40ms"}}"#),
            Self.plan(id, pods: 20), Self.request(id, "metrics", "{}"),
          ]
          for call in calls {
            let answer = service.call(Array(call.utf8))
            #expect(Self.id(of: answer) == id)
            #expect(String(decoding: answer, as: UTF8.self).contains(#""result":"#))
          }
        }
      }
    }
    group.start("canceller") {
      for round in 0..<200 { service.cancel(Array(String((1 + round % 4) * 100 + round % 12).utf8)) }
    }
    group.wait()
  }
}
