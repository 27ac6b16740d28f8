import StowageWire

/// Writes answers and notifications as lines of JSON-RPC 2.0, without the end of line.
enum Response {
  static func line(_ id: RequestID?, _ result: Result<[UInt8], Failure>) -> [UInt8] {
    object { writer in
      writer.member("jsonrpc", "2.0")
      writer.key("id")
      switch id {
      case .number(let number)?: writer.write(number)
      case .text(let text)?: writer.write(text)
      case nil: writer.write(json: Array("null".utf8))
      }
      switch result {
      case .success(let json):
        writer.key("result")
        writer.write(json: json)
      case .failure(let failure): writer.write(failure: failure)
      }
    }
  }

  static func notification(_ method: String, _ params: (inout JSONWriter) -> Void) -> [UInt8] {
    object { writer in
      writer.member("jsonrpc", "2.0")
      writer.member("method", method)
      writer.object("params", params)
    }
  }

  /// A compact object.
  static func object(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(.compact)
    writer.object(members)
    return writer.bytes
  }
}

extension JSONWriter {
  mutating func write(failure: Failure) {
    object("error") { writer in
      writer.member("code", failure.code)
      writer.member("message", failure.message)
      writer.object("data") { writer in
        writer.member("reason", failure.reason)
        writer.member("path", failure.path)
        writer.member("hint", failure.hint)
      }
    }
  }
}
