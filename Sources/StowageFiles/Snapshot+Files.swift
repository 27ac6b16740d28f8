import StowageModel
import StowagePlan
import StowageUnits
import StowageWire

extension Snapshot {
  /// The objects of JSON texts as `kubectl get … -o json` prints them: single objects, lists, or several one after the
  /// other; also packed with gzip.
  ///
  ///     let snapshot = try Snapshot(kubernetesJSON: [("cluster.json", Array(bytes))])
  ///
  /// - Parameters:
  ///   - texts: each with a name for it, which errors mention.
  ///   - addsMissingPods: also adds a pending pod for every replica that a workload asks for and that is not there.
  ///     False for the objects of a watch event, to be put in with `upsert` or taken out with `remove`.
  public init(
    kubernetesJSON texts: [(name: String, bytes: [UInt8])], addsMissingPods: Bool = true
  ) throws(InputError) {
    var reader = SnapshotReader()
    for text in texts { try reader.read(try Gzip.unpacked(text.bytes, source: text.name), source: text.name) }
    self = addsMissingPods ? reader.finish() : reader.finishObjects()
  }

  /// The objects in files of JSON, packed or not.
  public init(contentsOf paths: [String]) throws(InputError) {
    var texts: [(name: String, bytes: [UInt8])] = []
    for path in paths { texts.append((path, try FileBytes.read(path))) }
    try self.init(kubernetesJSON: texts)
  }
}

extension Catalog {
  /// A catalog as JSON in Stowage's own format or that of Karpenter's kwok provider, packed or not. `name` is its name
  /// where it states none.
  public init(json bytes: [UInt8], name: String) throws(InputError) {
    self = try CatalogReader.read(try Gzip.unpacked(bytes, source: name), source: name)
  }

  /// A catalog in a file, such as those below `share/stowage/catalogs`.
  public init(contentsOf path: String) throws(InputError) {
    try self.init(json: try FileBytes.read(path), name: path)
  }
}

extension ProvisioningPlan {
  /// The plan as the command line and the service print it, on one line.
  public var json: String { PlanWriter.text(of: self, .compact) }
}

extension ConsolidationPlan {
  /// The plan as the command line and the service print it, on one line.
  public var json: String { PlanWriter.text(of: self, .compact) }
}
