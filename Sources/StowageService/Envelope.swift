import StowageWire

/// The id of a request, written back as it came.
package enum RequestID: Hashable, Sendable {
  case number(Int)
  case text(String)
}

/// The outer part of a JSON-RPC 2.0 message: what it wants, and where its parameters stand in the line.
package struct Envelope: Sendable {
  /// nil: a notification, which is never answered.
  var id: RequestID?
  var method: String
  /// The bytes of `params` within the line; nil where there are none.
  var params: Range<Int>?
  /// `params.progressToken` as JSON.
  var progressToken: [UInt8]?
}

/// A message that cannot be taken, with the id to answer to (nil writes null).
struct EnvelopeFault: Error {
  var id: RequestID?
  var failure: Failure
}

extension Envelope {
  /// What a message looks like, for those who sent something else.
  private static let shape =
    #"Send {"jsonrpc": "2.0", "id": 1, "method": "plan/provision", "params": {…}}"#

  /// Reads one line. The whole line is checked to be JSON, so that a fault in the parameters of a message is told
  /// apart from a fault in a value.
  static func parse(_ line: [UInt8]) throws(EnvelopeFault) -> Envelope {
    let result = line.withUnsafeBytes { bytes in
      Result { () throws(EnvelopeFault) in try parse(bytes) }
    }
    return try result.get()
  }

  private static func parse(_ bytes: UnsafeRawBufferPointer) throws(EnvelopeFault) -> Envelope {
    var reader = JSONReader(bytes)
    var draft = Draft()
    do {
      try reader.validateUTF8()
      if reader.peek() == UInt8(ascii: "[") {
        try reader.skip()
        throw EnvelopeFault(
          id: nil, failure: .invalidRequest("batches are not served", hint: "Send one message per line"))
      }
      guard reader.peek() == UInt8(ascii: "{") else {
        try reader.skip()
        throw EnvelopeFault(id: nil, failure: .invalidRequest("a message is a JSON object", hint: Self.shape))
      }
      try draft.read(&reader)
      guard reader.isAtEnd() else {
        throw EnvelopeFault(
          id: nil, failure: .parse("text follows the message", hint: "Send one message per line"))
      }
    } catch let fault as JSONFault {
      throw EnvelopeFault(id: nil, failure: .parse(fault))
    } catch let fault as EnvelopeFault {
      throw fault
    } catch {
      preconditionFailure("reading throws only its own faults, not \(error)")
    }
    return try draft.envelope()
  }

  /// The id of a message of which only the beginning is there; nil where it does not stand in that.
  package static func id(inPrefix prefix: [UInt8]) -> RequestID? {
    prefix.withUnsafeBytes { bytes in
      var reader = JSONReader(bytes)
      var draft = Draft()
      try? draft.read(&reader)
      return draft.id
    }
  }

  /// What was seen of a message while reading it.
  private struct Draft {
    var version: String?
    var id: RequestID?
    var hasID = false
    var idFault: String?
    var method: String?
    var params: Range<Int>?
    var progressToken: [UInt8]?

    mutating func read(_ reader: inout JSONReader) throws(JSONFault) {
      try reader.enterObject()
      while let key = try reader.nextKeyOfAnyValue() {
        switch key.text {
        case "jsonrpc": version = try text(&reader)
        case "method": method = try text(&reader)
        case "id": try readID(&reader)
        case "params": try readParams(&reader)
        default: try reader.skip()
        }
      }
    }

    /// A string, or nil after skipping anything else.
    private func text(_ reader: inout JSONReader) throws(JSONFault) -> String? {
      guard reader.peek() == UInt8(ascii: "\"") else {
        try reader.skip()
        return nil
      }
      return try reader.string()
    }

    private mutating func readID(_ reader: inout JSONReader) throws(JSONFault) {
      hasID = true
      switch reader.peek() ?? 0 {
      case UInt8(ascii: "\""): id = .text(try reader.string())
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        let text = try reader.numberText()
        if let number = Int(text) { id = .number(number) } else { idFault = "id \(text) is not an integer" }
      default:
        try reader.skip()
        idFault = "id must be a string or an integer"
      }
    }

    private mutating func readParams(_ reader: inout JSONReader) throws(JSONFault) {
      reader.skipWhitespace()
      let start = reader.position
      let isObject = reader.peek() == UInt8(ascii: "{")
      if isObject {
        try reader.enterObject()
        while let key = try reader.nextKeyOfAnyValue() {
          let valueStart = reader.position
          try reader.skip()
          if key.text == "progressToken" { progressToken = reader.bytes(valueStart..<reader.position) }
        }
      } else {
        try reader.skip()
      }
      params = start..<reader.position
    }

    func envelope() throws(EnvelopeFault) -> Envelope {
      if let idFault {
        throw EnvelopeFault(
          id: nil,
          failure: .invalidRequest(
            idFault, path: "/id", hint: "Take a text, or a whole number of 64 bits, or leave it out"))
      }
      guard version == "2.0" else {
        throw EnvelopeFault(
          id: id,
          failure: .invalidRequest("jsonrpc must be \"2.0\"", path: "/jsonrpc", hint: Envelope.shape))
      }
      guard let method else {
        throw EnvelopeFault(
          id: id,
          failure: .invalidRequest("method must be a string", path: "/method", hint: Envelope.shape))
      }
      return Envelope(id: id, method: method, params: params, progressToken: progressToken)
    }
  }
}
