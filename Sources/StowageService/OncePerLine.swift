import Stowage
import StowageUnits
import StowageWire

/// The service without envelopes, for shell pipelines: a line with the parameters of `plan/provision` goes in, a
/// line with its plan comes out. Order is kept, every line has its answer, and a bad line gets an error and stops
/// nothing; so any program that spreads lines over machines can spread plans.
///
/// A member `method` chooses another method; handles live as long as the process, as in the service.
struct OncePerLine {
  let session: Session

  func answer(_ event: LineReader.Event) -> [UInt8] {
    switch event {
    case .line(let line):
      do {
        return try result(of: line)
      } catch {
        return errorLine(Failure(catching: error))
      }
    case .tooLong(_, let length):
      return errorLine(
        .tooLarge(
          "a line of \(length) bytes is over the limit of \(session.limits.lineBytes)",
          hint: "Raise --max-line"))
    case .end: preconditionFailure("the end has no answer")
    }
  }

  private func result(of line: [UInt8]) throws -> [UInt8] {
    try checkGrammar(of: line)
    var envelope = Envelope(id: nil, method: Method.planProvision.rawValue, params: 0..<line.count)
    let params = try Params(envelope, line: line)
    if params["method"] != nil { envelope.method = try params.requireText("method") }
    guard let method = Method(rawValue: envelope.method), !method.isImmediate else {
      throw Failure.unknownMethod(envelope.method)
    }
    let request = Request(id: .number(0), method: method, envelope: envelope, line: line)
    return try session.run(request)
  }

  private func checkGrammar(of line: [UInt8]) throws {
    do {
      try line.withUnsafeBytes { bytes in
        var reader = JSONReader(bytes)
        try reader.validateUTF8()
        try reader.skip()
        guard reader.isAtEnd() else { throw Failure.parse("text follows the object") }
      }
    } catch let fault as JSONFault {
      throw Failure.parse(fault.rule, hint: fault.hint, offset: fault.offset)
    }
  }

  private func errorLine(_ failure: Failure) -> [UInt8] { Response.object { $0.write(failure: failure) } }
}
