import Stowage
import StowageUnits
import StowageWire

/// Kubernetes watch events, in order.
enum WatchEvents {
  enum Change {
    case upsert(Snapshot)
    case remove(Snapshot)

    func apply(to snapshot: inout Snapshot) {
      switch self {
      case .upsert(let objects): snapshot.upsert(objects)
      case .remove(let objects): snapshot.remove(objects)
      }
    }
  }

  static func read(_ params: Params, _ range: Range<Int>) throws -> [Change] {
    do {
      return try params.read(range) { reader in
        var changes: [Change] = []
        try reader.enterArray()
        while try reader.nextElement() {
          changes.append(try readEvent(&reader, number: changes.count, params, offset: range.lowerBound))
        }
        return changes
      }
    } catch let fault as JSONFault {
      throw Failure.invalidParams(fault.rule, reason: fault.reason, path: "/params/events", hint: fault.hint)
    }
  }

  private static func readEvent(
    _ reader: inout JSONReader, number: Int, _ params: Params, offset: Int
  ) throws -> Change {
    let path = "/params/events/\(number)"
    var type = ""
    var object: Range<Int>?
    try reader.enterObject()
    while let key = try reader.nextKey() {
      switch key.text {
      case "type": type = try reader.string()
      case "object":
        let start = offset + reader.position
        try reader.skip()
        object = start..<offset + reader.position
      default: try reader.skip()
      }
    }
    guard let object else {
      throw Failure.invalidParams("an event has no object", reason: "MissingParam", path: path + "/object")
    }
    let objects = try read(params, object, path: path + "/object")
    switch type {
    case "ADDED", "MODIFIED": return .upsert(objects)
    case "DELETED": return .remove(objects)
    default:
      throw Failure.invalidParams(
        "\"\(type.prefix(40))\" is no event type", reason: "InvalidEvent", path: path + "/type",
        hint: "ADDED, MODIFIED and DELETED are")
    }
  }

  private static func read(_ params: Params, _ range: Range<Int>, path: String) throws -> Snapshot {
    do {
      var reader = SnapshotReader()
      try params.bytes(range) { try reader.read($0, source: "event") }
      return reader.finishObjects()
    } catch let error as InputError {
      throw Failure(error, path: path)
    }
  }
}
