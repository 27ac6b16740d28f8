import StowageService
import StowageUnits
import StowageWire

/// What is fed with bytes that nobody meant: it must end, and what it accepts must make sense.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// Every value of a JSON text.
  case json
  /// A Kubernetes quantity, a Go duration, a time.
  case quantity
  /// A request to the service, from its bytes to its answer.
  case request

  /// The longest input that is of use.
  package var longest: Int {
    switch self {
    case .json: 4096
    case .quantity: 64
    case .request: 8192
    }
  }
}

/// Runs the targets; keeps an engine for the requests.
package struct FuzzRun: Sendable {
  private let service: DirectService

  package init() {
    var limits = Limits()
    limits.secondsPerRequest = 0.01
    limits.handles = 8
    service = DirectService(limits: limits, catalogs: CatalogSource(names: { [] }, load: { _ in nil }))
  }

  /// A text where the input was taken for more than it is; nil where all is well.
  package func run(_ target: FuzzTarget, _ bytes: [UInt8]) -> String? {
    switch target {
    case .json: json(bytes)
    case .quantity: quantity(bytes)
    case .request: request(bytes)
    }
  }

  // MARK: - JSON

  /// What skipping accepts, reading accepts, except for texts that are too deep or no UTF-8.
  private func json(_ bytes: [UInt8]) -> String? {
    bytes.withUnsafeBytes { bytes in
      var reader = JSONReader(bytes)
      var skipping = JSONReader(bytes)
      guard (try? reader.validateUTF8()) != nil else { return nil }
      let isSkipped = (try? skipping.skip()) != nil
      let isRead = (try? walk(&reader)) != nil
      if isRead != isSkipped { return isRead ? "read but not skipped" : "skipped but not read" }
      return isRead && reader.position != skipping.position ? "read and skipped to different ends" : nil
    }
  }

  private func walk(_ reader: inout JSONReader) throws {
    switch reader.peek() ?? 0 {
    case UInt8(ascii: "{"):
      try reader.enterObject()
      while try reader.nextKeyOfAnyValue() != nil { try walk(&reader) }
    case UInt8(ascii: "["):
      try reader.enterArray()
      while try reader.nextElement() { try walk(&reader) }
    case UInt8(ascii: "\""): _ = try reader.string()
    case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try reader.boolean()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try reader.numberText()
    default: try reader.skip()
    }
  }

  // MARK: - Quantities

  /// What is written out reads back as the same amount, and is written alike from then on: the first time a broken
  /// binary amount comes out without its suffix, and then counts as decimal, as in Kubernetes. The fast way of reading
  /// finds what the exact one does.
  private func quantity(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let quantity = try? Quantity(text)
    if let quantity {
      let written = quantity.description
      guard let again = try? Quantity(written), again.nanoValue == quantity.nanoValue,
        let settled = try? Quantity(again.description), settled.description == again.description,
        settled.nanoValue == again.nanoValue
      else { return "\(written) reads back as something else" }
    }
    for isMilli in [false, true] {
      guard let fast = bytes.withUnsafeBufferPointer({ Quantity.plainAmount($0, isMilli: isMilli) })
      else { continue }
      let exact = isMilli ? quantity?.milliValue : quantity?.value
      if exact != .init(value: fast, isSaturated: false) { return "\(fast) instead of \(exact?.value ?? 0)" }
    }
    if let duration = Duration(go: text), Duration(go: duration.goText) != duration {
      return "\(duration.goText) reads back as something else"
    }
    _ = Timestamp(rfc3339: text)
    return nil
  }

  // MARK: - Requests

  /// Every message but a notification has an answer, which is one JSON object in one line.
  private func request(_ bytes: [UInt8]) -> String? {
    let answer = service.call(bytes)
    if answer.isEmpty { return nil }
    if answer.contains(UInt8(ascii: "\n")) { return "an answer of several lines" }
    return answer.withUnsafeBytes { answer in
      var reader = JSONReader(answer)
      guard (try? reader.validateUTF8()) != nil, reader.peek() == UInt8(ascii: "{"),
        (try? reader.skip()) != nil, reader.isAtEnd()
      else { return "an answer that is no JSON object" }
      return nil
    }
  }
}
