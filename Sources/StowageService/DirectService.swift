import Foundation
import StowageUnits

/// The service without lines and queues, for a program that holds it in its own process: a call is answered where
/// it is made, and calls of several threads run at the same time.
package final class DirectService: Sendable {
  private let session: Session

  package init(limits: Limits, catalogs: CatalogSource) {
    session = Session(limits: limits, catalogs: catalogs, outlet: Outlet(send: { _ in }, offer: { _ in }))
  }

  /// The answer to a message, without an end of line; empty for a notification.
  package func call(_ message: [UInt8]) -> [UInt8] {
    if message.count > session.limits.lineBytes {
      return Response.line(
        nil,
        .failure(
          .tooLarge(
            "a message of \(message.count) bytes is over the limit of \(session.limits.lineBytes)",
            hint: "Load the snapshot in parts with snapshot/apply")))
    }
    do {
      let envelope = try Envelope.parse(message)
      guard let id = envelope.id else {
        cancelledID(envelope, message).map(session.cancel)
        return []
      }
      return Response.line(id, Failure.result { try answer(id, envelope, message) })
    } catch {
      return Response.line(error.id, .failure(error.failure))
    }
  }

  private func answer(_ id: RequestID, _ envelope: Envelope, _ message: [UInt8]) throws -> [UInt8] {
    guard let method = Method(rawValue: envelope.method) else { throw Failure.unknownMethod(envelope.method) }
    let request = Request(id: id, method: method, envelope: envelope, line: message)
    let result = Failure.result { try session.run(request) }
    let outcome = if case .success = result { "result" } else { "error" }
    session.metrics.record(method: method.rawValue, outcome: outcome, seconds: request.age)
    return try result.get()
  }

  private func cancelledID(_ envelope: Envelope, _ message: [UInt8]) -> RequestID? {
    guard envelope.method == "$/cancel", let params = try? Params(envelope, line: message) else { return nil }
    return params.id
  }

  /// Cancels the call whose id is given as JSON.
  package func cancel(_ json: [UInt8]) {
    Envelope.id(inPrefix: Array(#"{"id":"#.utf8) + json + Array("}".utf8)).map(session.cancel)
  }
}
