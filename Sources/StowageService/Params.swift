import StowageWire

/// The members of a request's `params`, each as a range of the line, so that large ones are read only once and
/// only by the method that wants them.
struct Params {
  let line: [UInt8]
  /// The last of a name holds.
  private var members: [String: Range<Int>] = [:]
  /// The first few names that no method knows, in their order.
  private(set) var unknown: [String] = []

  init(_ envelope: Envelope, line: [UInt8]) throws(Failure) {
    self.line = line
    guard let range = envelope.params, line[range.lowerBound] != UInt8(ascii: "n") else { return }
    guard line[range.lowerBound] == UInt8(ascii: "{") else {
      throw .invalidParams(
        "params must be an object", path: "/params", hint: "Send parameters by name, not by position")
    }
    (members, unknown) = line.withUnsafeBytes { bytes in
      var reader = JSONReader(UnsafeRawBufferPointer(rebasing: bytes[range]))
      var members: [String: Range<Int>] = [:]
      var unknown: [String] = []
      // The envelope has checked the grammar of the whole line already.
      try? reader.enterObject()
      while let key = try? reader.nextKey() {
        let name = key.text
        let start = range.lowerBound + reader.position
        guard (try? reader.skip()) != nil else { break }
        // What no method wants is not kept: a line can hold a great many names.
        guard Params.names.contains(name) else {
          if unknown.count < 8 && !Params.silent.contains(name) { unknown.append(String(name.prefix(40))) }
          continue
        }
        members[name] = start..<range.lowerBound + reader.position
      }
      return (members, unknown)
    }
  }

  /// Everything that any method wants.
  private static let names: Set = [
    "catalog", "events", "id", "items", "method", "name", "options", "plan", "snapshot",
  ]
  /// Read elsewhere, or said by clients of any method.
  private static let silent: Set = ["apiVersion", "progressToken"]

  /// What to send where something is missing.
  private static let hints = [
    "catalog": "Send a name of catalog/list, a handle of catalog/load, or a catalog",
    "events": "Send a list of {\"type\": \"ADDED\", \"object\": …}",
    "items": "Send what kubectl get -o json prints, or for catalog/load a catalog",
    "plan": "Send a plan as plan/provision or plan/consolidate answer it",
    "snapshot": "Send a handle of snapshot/load, or what kubectl get -o json prints",
  ]

  /// Where the value of a member stands in the line; nil where it is absent or null.
  subscript(name: String) -> Range<Int>? { members[name] }

  func require(_ name: String) throws(Failure) -> Range<Int> {
    guard let range = self[name] else {
      throw .invalidParams(
        "\(name) is missing", reason: "MissingParam", path: "/params/\(name)", hint: Self.hints[name] ?? "")
    }
    return range
  }

  /// The text of a member that is a string; nil where it is something else.
  func text(_ range: Range<Int>) -> String? {
    guard line[range.lowerBound] == UInt8(ascii: "\"") else { return nil }
    return read(range) { try? $0.string() }
  }

  func requireText(_ name: String) throws(Failure) -> String {
    guard let text = text(try require(name)) else {
      throw .invalidParams("\(name) must be a string", path: "/params/\(name)")
    }
    return text
  }

  /// The id that a cancel is about; nil where there is none.
  var id: RequestID? {
    guard let range = self["id"] else { return nil }
    if let text = text(range) { return .text(text) }
    return read(range) { try? $0.integer() }.map { .number($0) }
  }

  /// Runs `body` on a reader over a member's value.
  func read<Value>(_ range: Range<Int>, _ body: (inout JSONReader) throws -> Value) rethrows -> Value {
    try line.withUnsafeBytes { bytes in
      var reader = JSONReader(UnsafeRawBufferPointer(rebasing: bytes[range]))
      return try body(&reader)
    }
  }

  func bytes<Value>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
    try line.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
