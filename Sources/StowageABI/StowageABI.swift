import CStowage
import Foundation
import StowageFiles
import StowageService

/// The functions of `stowage.h`, which says what they mean. What goes in and out are C texts; everything between
/// is the service. Names are those of the header, which the compiler compares them with.

/// The text of `stowage_version`: made once, never written, and outlives every caller.
nonisolated(unsafe) private let versionText = strdup(Version.text)

// swift-format-ignore: AlwaysUseLowerCamelCase
@c(stowage_version) @implementation
public func stowage_version() -> UnsafePointer<CChar>! { UnsafePointer(versionText) }

// swift-format-ignore: AlwaysUseLowerCamelCase
@c(stowage_create) @implementation
public func stowage_create(_ options: UnsafePointer<CChar>!) -> OpaquePointer! {
  guard let options = EngineOptions(json: options.map { String(cString: $0) } ?? "{}") else { return nil }
  let engine = DirectService(limits: options.limits, catalogs: options.catalogs)
  return OpaquePointer(Unmanaged.passRetained(engine).toOpaque())
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c(stowage_call) @implementation
public func stowage_call(
  _ engine: OpaquePointer!, _ request: UnsafePointer<CChar>!
) -> UnsafeMutablePointer<CChar>! {
  guard let engine else { return copy(Array(noEngine.utf8)) }
  // No request at all is answered as an empty one.
  guard let request else { return copy(answer(of: service(engine), to: [])) }
  let message = Array(UnsafeBufferPointer(start: request, count: strlen(request))).map {
    UInt8(bitPattern: $0)
  }
  return copy(answer(of: service(engine), to: message))
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c(stowage_cancel) @implementation
public func stowage_cancel(_ engine: OpaquePointer!, _ id: UnsafePointer<CChar>!) {
  guard let engine, let id else { return }
  service(engine).cancel(Array(String(cString: id).utf8))
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c(stowage_free_answer) @implementation
public func stowage_free_answer(_ answer: UnsafeMutablePointer<CChar>!) { free(answer) }

// swift-format-ignore: AlwaysUseLowerCamelCase
@c(stowage_free) @implementation
public func stowage_free(_ engine: OpaquePointer!) {
  guard let engine else { return }
  Unmanaged<DirectService>.fromOpaque(UnsafeRawPointer(engine)).release()
}

/// The answer where there is no engine to ask.
private let noEngine =
  #"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request: the engine is NULL","data":{"#
  + #""reason":"InvalidRequest","path":"","hint":"stowage_create gives NULL where its options are wrong"}}}"#

private func service(_ engine: OpaquePointer) -> DirectService {
  Unmanaged<DirectService>.fromOpaque(UnsafeRawPointer(engine)).takeUnretainedValue()
}

/// Answers on a thread of its own: pricing recurses, and a caller's thread may have a small stack.
private func answer(of service: DirectService, to message: [UInt8]) -> [UInt8] {
  let answer = Answer()
  let work = WorkerGroup()
  work.start("stowage_call") { answer.bytes = service.call(message) }
  work.wait()
  return answer.bytes
}

/// Written by the thread that answers, read after it has ended.
private final class Answer: @unchecked Sendable {
  var bytes: [UInt8] = []
}

private func copy(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar> {
  guard let text = malloc(bytes.count + 1)?.assumingMemoryBound(to: CChar.self) else {
    fatalError("no memory for an answer of \(bytes.count) bytes")
  }
  for (index, byte) in bytes.enumerated() { text[index] = CChar(bitPattern: byte) }
  text[bytes.count] = 0
  return text
}
