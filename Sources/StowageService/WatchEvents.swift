import Stowage
import StowageUnits
import StowageWire

/// Kubernetes watch events, in order.
struct WatchEvents {
  struct Change {
    enum Kind {
      case upsert
      case remove
    }

    let kind: Kind
    let objects: Snapshot
    /// Its number in the list, from 0 on.
    let position: Int

    /// Adds what was odd about it.
    func apply(to snapshot: inout Snapshot, warnings: inout [Warning]) {
      warnings += objects.warnings
      warnings += objects.ignoredKinds.map(\.warning)
      switch kind {
      case .upsert: snapshot.upsert(objects)
      case .remove:
        if snapshot.remove(objects) == 0 { return }
        warnings.append(
          Warning(
            reason: "UnknownObject", object: "events/\(position)",
            message: "deletes what is not in the snapshot, which stays as it is"))
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
            &reader, number: number, offset: range.lowerBound)
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
  private func readEvent(_ reader: inout JSONReader, number: Int, offset: Int) throws -> Change? {
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
      throw Failure.invalidParams(
        "an event has no object", reason: "MissingParam", path: path + "/object",
        hint: "Send the object as it was last, also where it is deleted")
    }
    switch type {
    case "ADDED", "MODIFIED", "DELETED":
      return Change(
        kind: type == "DELETED" ? .remove : .upsert, objects: try read(object, path: path + "/object"),
        position: number)
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
