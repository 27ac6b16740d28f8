import Foundation

/// One problem to solve: files to read, and what is known about it.
struct Instance {
  var name: String
  /// Snapshots and NodePools, read together.
  var files: [URL]
  /// A catalog's file, or its name.
  var catalog: String
  var bestKnown: Double?
  var knownBound: Double?
  var karpenterCost: Double?
  var karpenterCPUMilliseconds: Double?
  /// Further options of the program that the row stands for.
  var options: [String] = []
}

extension Instance {
  /// Every instance that a path stands for: an index of ours (`instances.json`), an index of what Karpenter decided
  /// (`index.json`), or a folder with `NAME.snapshot.json.gz` and `NAME.catalog.json.gz` side by side.
  static func find(at path: String) throws -> [Instance] {
    let url = URL(fileURLWithPath: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw RunnerFault("\(path) does not exist")
    }
    if !isFolder.boolValue { return try readIndex(url) }
    let index = url.appendingPathComponent("index.json")
    if FileManager.default.fileExists(atPath: index.path) { return try readIndex(index) }
    return try readFolder(url)
  }

  private static func readFolder(_ folder: URL) throws -> [Instance] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.filter { $0.hasSuffix(".snapshot.json.gz") }.map { file in
      let name = String(file.dropLast(".snapshot.json.gz".count))
      var instance = Instance(
        name: name, files: [folder.appendingPathComponent(file)],
        catalog: folder.appendingPathComponent(name + ".catalog.json.gz").path)
      let best = folder.appendingPathComponent(name + ".best.json")
      if FileManager.default.fileExists(atPath: best.path) {
        let known = try JSONSerialization.jsonObject(with: Data(contentsOf: best)) as? [String: Any]
        instance.bestKnown = known?["bestKnownHourlyCost"] as? Double
        instance.knownBound = known?["provenLowerBound"] as? Double
      }
      return instance
    }
  }

  /// Rows name their inputs relative to the index's folder (`files`, `catalog`), or to the folder above it
  /// (`input`, `nodepool`, `catalog`).
  private static func readIndex(_ url: URL) throws -> [Instance] {
    guard let rows = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [[String: Any]] else {
      throw RunnerFault("\(url.path) is no list of instances")
    }
    let folder = url.deletingLastPathComponent()
    return try rows.map { row in
      var instance = try row["files"] == nil ? decisionRow(row, folder) : ownRow(row, folder)
      instance.bestKnown = row["bestKnown"] as? Double
      instance.knownBound = row["provenLowerBound"] as? Double
      instance.karpenterCost = row["hourlyCost"] as? Double
      instance.karpenterCPUMilliseconds = row["cpuMs"] as? Double
      if let after = row["after"] as? Double { instance.addConsolidation(row, after: after) }
      return instance
    }
  }

  /// A row of what Karpenter's consolidation came to.
  private mutating func addConsolidation(_ row: [String: Any], after: Double) {
    karpenterCost = after
    karpenterCPUMilliseconds = row["decisionCPUMilliseconds"] as? Double
    knownBound = row["lpLowerBound"] as? Double
    if row["spotToSpot"] as? Bool == true {
      options.append("--spot-to-spot")
      name += "-spot-to-spot"
    }
  }

  private static func ownRow(_ row: [String: Any], _ folder: URL) throws -> Instance {
    guard let name = row["name"] as? String, let files = row["files"] as? [String],
      let catalog = row["catalog"] as? String
    else { throw RunnerFault("a row needs name, files and catalog") }
    return Instance(name: name, files: files.map { folder.appendingPathComponent($0) }, catalog: catalog)
  }

  private static func decisionRow(_ row: [String: Any], _ folder: URL) throws -> Instance {
    guard let input = row["input"] as? String else { throw RunnerFault("a row needs input") }
    let root = folder.deletingLastPathComponent().deletingLastPathComponent()
    func file(_ stem: String, _ suffixes: [String]) throws -> URL {
      for base in [folder, root] {
        for suffix in suffixes {
          let url = base.appendingPathComponent(stem + suffix)
          if FileManager.default.fileExists(atPath: url.path) { return url }
        }
      }
      throw RunnerFault("\(stem) is not there")
    }
    var files = [try file(input, [".snapshot.json.gz", ".json.gz"])]
    var name = input.split(separator: "/").last.map(String.init) ?? input
    if let pool = row["nodepool"] as? String {
      files.append(try file("nodepools/" + pool, [".json"]))
      name += "." + pool
    }
    let catalog = row["catalog"] as? String ?? input
    return Instance(
      name: name, files: files,
      catalog: try file(catalog, [".catalog.json.gz", ".json.gz"]).path)
  }
}

struct RunnerFault: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
