import StowageUnits
import StowageWire

/// Why a request has no result: a JSON-RPC error. `reason` is stable CamelCase, `path` a JSON pointer to the bad
/// value, counted from the request.
package struct Failure: Error, Hashable, Sendable {
  package var code: Int
  package var message: String
  package var reason: String
  package var path = ""
  package var hint = ""

  static func parse(_ rule: String, hint: String = "") -> Failure {
    Failure(code: -32700, message: "Parse error: \(rule)", reason: "InvalidJSON", hint: hint)
  }

  /// The fault of a text that is no JSON.
  static func parse(_ fault: JSONFault) -> Failure {
    let found = fault.found.isEmpty ? "" : "\"\(fault.found)\" "
    return parse("\(found)\(fault.rule) (byte \(fault.offset))", hint: fault.hint)
  }

  static func invalidRequest(_ rule: String, path: String = "", hint: String = "") -> Failure {
    Failure(
      code: -32600, message: "Invalid request: \(rule)", reason: "InvalidRequest", path: path, hint: hint)
  }

  static let idUnderWay = invalidRequest(
    "a request with this id is under way", path: "/id", hint: "Take another id, or wait for the answer")

  static func unknownMethod(_ method: String) -> Failure {
    Failure(
      code: -32601, message: "Method not found: \(method.prefix(80))", reason: "UnknownMethod",
      path: "/method",
      hint: "Call initialize for the list of methods")
  }

  static func invalidParams(_ rule: String, reason: String = "InvalidParams", path: String, hint: String = "")
    -> Failure
  {
    Failure(code: -32602, message: "Invalid params: \(rule)", reason: reason, path: path, hint: hint)
  }

  static func busy(_ limit: String) -> Failure {
    Failure(
      code: -32001, message: "Busy: \(limit)", reason: "Busy", hint: "Wait for answers, then send again")
  }

  static func unknownHandle(_ handle: String, path: String) -> Failure {
    Failure(
      code: -32003, message: "Unknown handle: \(handle.prefix(80))", reason: "UnknownHandle", path: path,
      hint: "Load it again; handles end with snapshot/drop and with the process")
  }

  static let tooLargeCode = -32004

  static func tooLarge(_ rule: String, hint: String) -> Failure {
    Failure(code: tooLargeCode, message: "Too large: \(rule)", reason: "TooLarge", hint: hint)
  }

  static let cancelled = Failure(
    code: -32800, message: "Cancelled before it began", reason: "Cancelled")
}

extension Failure {
  /// What is wrong with something inside a request; `path` is where that something stands in it.
  init(_ error: InputError, path: String) {
    self = .invalidParams(
      error.description, reason: error.reason, path: path + error.objectPath + error.path, hint: error.hint)
    if error.reason == "TooLarge" { code = Failure.tooLargeCode }
  }

  /// The same for a value whose place is known without reading it again.
  init(_ fault: JSONFault, path: String) {
    let found = fault.found.isEmpty ? "" : "\"\(fault.found)\" "
    let place = path.hasPrefix("/params/") ? path.dropFirst("/params/".count) + ": " : ""
    self = .invalidParams(place + found + fault.rule, reason: fault.reason, path: path, hint: fault.hint)
  }

  init(catching error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as InputError: self = Failure(error, path: "/params")
    default: self = Failure(code: -32603, message: "Internal error: \(error)", reason: "Internal")
    }
  }

  /// What `body` returns, or whatever it throws as a failure.
  static func result<Value>(_ body: () throws -> Value) -> Result<Value, Failure> {
    do { return .success(try body()) } catch { return .failure(Failure(catching: error)) }
  }
}
