import Stowage
import StowageUnits
import StowageWire

/// What a method came to on the dispatcher: done, or a plan for a solver thread.
enum Outcome {
  case result([UInt8])
  case plan(PlanJob)
}

extension Session {
  func perform(_ params: Params, _ request: Request) throws -> Outcome {
    switch request.method {
    case .catalogList: .result(Response.object { $0.member("catalogs", catalogs.names) })
    case .catalogLoad: .result(try loadCatalog(params))
    case .snapshotLoad: .result(try loadSnapshot(params))
    case .snapshotApply: .result(try applyChanges(params))
    case .snapshotDrop: .result(try dropSnapshot(params))
    case .planProvision: .plan(try job(.provision, params, request))
    case .planConsolidate: .plan(try job(.consolidate, params, request))
    case .planCheck: .plan(try job(.check, params, request))
    case .shutdown: .result(Array("{}".utf8))
    case .initialize, .metrics: preconditionFailure("\(request.method.rawValue) is answered by the reader")
    }
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
      return try params.bytes(range) { try CatalogReader.read($0, source: "catalog") }
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
      var reader = SnapshotReader()
      try params.bytes(range) { try reader.read($0, source: "snapshot") }
      return reader.finishObjects()
    } catch let error as InputError {
      throw Failure(error, path: path)
    }
  }

  private func applyChanges(_ params: Params) throws -> [UInt8] {
    let handle = try params.requireText("snapshot")
    _ = try snapshots.find(handle, path: "/params/snapshot")
    // All events are read before the first is applied: a bad one changes nothing.
    let changes = try WatchEvents.read(params, try params.require("events"))
    try snapshots.change(handle, path: "/params/snapshot") { snapshot in
      for change in changes { change.apply(to: &snapshot) }
    }
    return member("snapshot", handle)
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

  // MARK: - Plans

  private func job(_ kind: PlanJob.Kind, _ params: Params, _ request: Request) throws -> PlanJob {
    var options = Options()
    var unknown: [String] = []
    if let range = params["options"] {
      do {
        (options, unknown) = try params.read(range) { try PlanOptions.read(&$0) }
      } catch let fault as JSONFault {
        throw Failure.invalidParams(
          fault.rule, reason: fault.reason, path: "/params/options", hint: fault.hint)
      }
    }
    return PlanJob(
      kind: kind, request: request, params: params, snapshot: try snapshot(of: params),
      catalog: try catalog(of: params), options: options, unknownOptions: unknown)
  }
}
