import Foundation
import StowageTestKit

/// `stowage serve` with its standard input and output in the test's hands. Reading waits for as long as it takes.
final class ServiceProcess {
  let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errors: URL
  private var unread: [UInt8] = []

  init(_ options: [String] = [], catalogs: String? = nil) throws {
    errors = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data().write(to: errors)
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["serve"] + options
    process.currentDirectoryURL = Program.repository
    process.environment = ["PATH": "/usr/bin:/bin"]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    // Held open here, they would keep the process from seeing their end.
    try input.fileHandleForReading.close()
    try output.fileHandleForWriting.close()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: errors)
  }

  // MARK: - Sending

  func send(bytes: some Sequence<UInt8>) {
    try? input.fileHandleForWriting.write(contentsOf: Data(bytes))
  }

  func send(_ line: String) { send(bytes: Array(line.utf8) + [UInt8(ascii: "\n")]) }

  /// Sends a request with params as JSON.
  func request(_ id: Int, _ method: String, _ params: String = "{}") {
    send(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#)
  }

  func cancel(_ id: Int) { send(#"{"jsonrpc":"2.0","method":"$/cancel","params":{"id":\#(id)}}"#) }

  func endInput() { try? input.fileHandleForWriting.close() }

  // MARK: - Reading

  /// The next line; nil at the end.
  func line() -> [UInt8]? {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(unread[..<end])
        unread.removeFirst(end + 1)
        return line
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { return nil }
      unread += more
    }
  }

  func message() throws -> Message? { try line().map { try Message($0) } }

  /// The next answer, whatever progress comes before it.
  func answer() throws -> Message? {
    while let message = try message() {
      if message.method == nil { return message }
    }
    return nil
  }

  /// The next progress notification; nil where the answer comes first.
  func progress() throws -> Message? {
    guard let message = try message(), message.method == "$/progress" else { return nil }
    return message
  }

  /// Everything up to the end of output.
  func rest() throws -> [Message] {
    var messages: [Message] = []
    while let message = try message() { messages.append(message) }
    return messages
  }

  /// Closes the end that the process writes to.
  func stopReading() { try? output.fileHandleForReading.close() }

  /// The status with which the process ended, negative where a signal ended it.
  func status() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  /// What it wrote to standard error.
  func errorText() throws -> String { try String(contentsOf: errors, encoding: .utf8) }

  /// The time that the process has computed for.
  func processorSeconds() throws -> Double {
    let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
    // Behind the name in brackets: the state is field 3, times in user and system mode are 14 and 15, in ticks.
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// A number of `/proc/…/status` in KiB, such as `VmHWM`, the most memory it ever held.
  func kibibytes(_ name: String) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
    return Int(line.filter(\.isNumber)) ?? 0
  }
}

/// A message of the service.
struct Message {
  let members: [String: Any]

  init(_ line: [UInt8]) throws {
    let value = try JSONSerialization.jsonObject(with: Data(line))
    guard let members = value as? [String: Any] else { throw NotAnObject(line: line) }
    self.members = members
  }

  struct NotAnObject: Error {
    var line: [UInt8]
  }

  var id: Int? { members["id"] as? Int }
  var hasNullID: Bool { members["id"] is NSNull }
  var method: String? { members["method"] as? String }
  var params: [String: Any] { members["params"] as? [String: Any] ?? [:] }
  var result: [String: Any]? { members["result"] as? [String: Any] }
  var error: [String: Any]? { members["error"] as? [String: Any] }
  var code: Int? { error?["code"] as? Int }
  var data: [String: String] { error?["data"] as? [String: String] ?? [:] }

  /// Everything an error says that programs may decide by.
  var fault: Fault? {
    code.map { Fault(code: $0, reason: data["reason"] ?? "", path: data["path"] ?? "") }
  }
}

struct Fault: Hashable, CustomStringConvertible {
  var code: Int
  var reason: String
  var path = ""

  var description: String { "\(code) \(reason) \(path)" }
}
