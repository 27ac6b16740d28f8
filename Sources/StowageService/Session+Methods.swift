import Stowage
import StowageUnits
import StowageWire

extension Session {
  /// The result of a method that is no plan.
  func result(of params: Params, _ request: Request) throws -> [UInt8] {
    if request.method.addsToMemory { try memory.admit() }
    return switch request.method {
    case .catalogList: Response.object { $0.member("catalogs", catalogs.names) }
    case .catalogLoad: try loadCatalog(params)
    case .snapshotLoad: try loadSnapshot(params)
    case .snapshotApply: try applyChanges(params)
    case .snapshotDrop: try dropSnapshot(params)
    case .shutdown: Array("{}".utf8)
    case .initialize, .metrics, .planProvision, .planConsolidate, .planCheck:
      preconditionFailure("\(request.method.rawValue) is answered elsewhere")
    }
  }

  /// What a plan needs, read on the dispatcher.
  func job(of params: Params, _ request: Request) throws -> PlanJob {
    guard let kind = PlanJob.Kind(request.method) else {
      preconditionFailure("\(request.method.rawValue) is no plan")
    }
    try memory.admit()
    var options = PlanOptions()
    if let range = params["options"] { options = try params.read(range) { try PlanOptions.read(&$0) } }
    return PlanJob(
      kind: kind, request: request, params: params,
      handle: params["snapshot"].flatMap(params.text),
      snapshot: try snapshot(of: params), catalog: try catalog(of: params), options: options)
  }

  private func member(_ name: StaticString, _ text: String) -> [UInt8] {
    Response.object { $0.member(name, text) }
  }

  // MARK: - Catalogs

  private func loadCatalog(_ params: Params) throws -> [UInt8] {
    if params["name"] != nil {
      let name = try params.requireText("name")
      _ = try catalogs.find(name, path: "/params/name")
      return member("catalog", name)
    }
    let range = try params.require("items")
    return member("catalog", try catalogs.add(try readCatalog(params, range, path: "/params/items")))
  }

  private func readCatalog(_ params: Params, _ range: Range<Int>, path: String) throws -> Catalog {
    do {
      return try params.bytes(range) {
        try CatalogReader.read($0, source: "catalog", limit: memory.readingLimit)
      }
    } catch let error as InputError {
      throw Failure(error, path: path)
    }
  }

  private func catalog(of params: Params) throws -> Catalog {
    let range = try params.require("catalog")
    if let text = params.text(range) { return try catalogs.find(text, path: "/params/catalog") }
    return try readCatalog(params, range, path: "/params/catalog")
  }

  // MARK: - Snapshots

  private func loadSnapshot(_ params: Params) throws -> [UInt8] {
    let snapshot = try readSnapshot(params, try params.require("items"), path: "/params/items")
    let handle = try snapshots.add(snapshot)
    metrics.setSnapshots(snapshots.count)
    return member("snapshot", handle)
  }

  /// Objects as given, without the virtual pods of workloads.
  private func readSnapshot(_ params: Params, _ range: Range<Int>, path: String) throws -> Snapshot {
    do {
      var reader = SnapshotReader(limit: memory.readingLimit)
      try params.bytes(range) { try reader.read($0, source: "snapshot") }
      return reader.finishObjects()
    } catch let error as InputError {
      throw Failure(error, path: path)
    }
  }

  /// The most warnings of one change that are told one by one.
  private static let mostWarnings = 100

  private func applyChanges(_ params: Params) throws -> [UInt8] {
    let handle = try params.requireText("snapshot")
    _ = try snapshots.find(handle, path: "/params/snapshot")
    // All events are read before the first is applied: a bad one changes nothing.
    let changes = try WatchEvents(params, limit: memory.readingLimit).read(try params.require("events"))
    var warnings: [Warning] = []
    try snapshots.change(handle, path: "/params/snapshot") { snapshot in
      for change in changes { change.apply(to: &snapshot, warnings: &warnings) }
    }
    let left = warnings.count - Self.mostWarnings
    if left > 0 {
      warnings.removeLast(left)
      warnings.append(Warning(reason: "Shortened", object: "events", message: "\(left) warnings more"))
    }
    return Response.object {
      $0.member("snapshot", handle)
      if !warnings.isEmpty { $0.write(warnings: warnings) }
    }
  }

  private func dropSnapshot(_ params: Params) throws -> [UInt8] {
    try snapshots.drop(try params.requireText("snapshot"), path: "/params/snapshot")
    metrics.setSnapshots(snapshots.count)
    return Array("{}".utf8)
  }

  private func snapshot(of params: Params) throws -> Snapshot {
    let range = try params.require("snapshot")
    if let text = params.text(range) { return try snapshots.find(text, path: "/params/snapshot") }
    return try readSnapshot(params, range, path: "/params/snapshot")
  }
}
