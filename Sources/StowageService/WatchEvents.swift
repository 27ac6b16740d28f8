import Stowage
import StowageUnits
import StowageWire

/// Kubernetes watch events, in order.
struct WatchEvents {
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

  private let params: Params
  private let limit: ReadingLimit

  init(_ params: Params, limit: ReadingLimit) {
    self.params = params
    self.limit = limit
  }

  func read(_ range: Range<Int>) throws -> [Change] {
    var number = 0
    do {
      return try params.read(range) { reader in
        var changes: [Change] = []
        try reader.enterArray()
        while try reader.nextElement() {
          let change = try readEvent(
            &reader, path: "/params/events/\(number)", offset: range.lowerBound)
          if let change { changes.append(change) }
          number += 1
        }
        return changes
      }
    } catch let fault as JSONFault {
      let isList = number > 0 || params.line[range.lowerBound] == UInt8(ascii: "[")
      throw Failure(fault, path: isList ? "/params/events/\(number)" : "/params/events")
    }
  }

  /// nil for a bookmark, which a watch sends now and then to say how far it has come.
  private func readEvent(_ reader: inout JSONReader, path: String, offset: Int) throws -> Change? {
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
    switch type {
    case "ADDED", "MODIFIED": return .upsert(try read(object, path: path + "/object"))
    case "DELETED": return .remove(try read(object, path: path + "/object"))
    case "BOOKMARK": return nil
    case "ERROR":
      throw Failure.invalidParams(
        "the watch has ended with an error", reason: "InvalidEvent", path: path,
        hint: "List the objects again and load them with snapshot/load")
    default:
      throw Failure.invalidParams(
        "\"\(type.prefix(40))\" is no event type", reason: "InvalidEvent", path: path + "/type",
        hint: "ADDED, MODIFIED, DELETED and BOOKMARK are")
    }
  }

  private func read(_ range: Range<Int>, path: String) throws -> Snapshot {
    do {
      var reader = SnapshotReader(limit: limit)
      try params.bytes(range) { try reader.read($0, source: "event") }
      return reader.finishObjects()
    } catch let error as InputError {
      throw Failure(error, path: path)
    }
  }
}
