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
  /// Once it is raised, what is left of the input is planned as far as that takes no time.
  let interruption: Interruption

  /// Of the one request that is under way at a time.
  static let requestID = RequestID.number(0)

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
    let start = line.firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } ?? 0
    var envelope = Envelope(id: nil, method: Method.planProvision.rawValue, params: start..<line.count)
    let params = try Params(envelope, line: line)
    if params["method"] != nil { envelope.method = try params.requireText("method") }
    guard let method = Method(rawValue: envelope.method), !method.isImmediate else {
      throw Failure.unknownMethod(envelope.method)
    }
    let request = Request(id: Self.requestID, method: method, envelope: envelope, line: line)
    if interruption.isRaised { request.ticket.cancellation.raise() }
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
      throw Failure.parse(fault)
    }
  }

  /// The line itself is what a message has in `params`: pointers begin there.
  private func errorLine(_ failure: Failure) -> [UInt8] {
    var failure = failure
    if failure.path.hasPrefix("/params") { failure.path.removeFirst("/params".count) }
    return Response.object { $0.write(failure: failure) }
  }
}
