import Foundation
import StowageModel
import StowageUnits
import StowageWire

/// The folders that catalogs are found in by name; a name is the path in the folder without `.json` or `.json.gz`.
struct CatalogLibrary {
  /// In the order of looking.
  let folders: [String]

  /// `--catalog-dir`, `$STOWAGE_CATALOGS`, `../share/stowage/catalogs` beside the executable, `./catalogs`.
  init(option: String?, environment: [String: String], executable: String) {
    var folders: [String] = []
    if let option { folders.append(option) }
    if let variable = environment["STOWAGE_CATALOGS"], !variable.isEmpty { folders.append(variable) }
    let bin = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
    folders.append(bin.deletingLastPathComponent().appendingPathComponent("share/stowage/catalogs").path)
    folders.append("catalogs")
    self.folders = folders
  }

  struct Entry {
    var name: String
    var path: String
  }

  /// Every catalog, sorted by name; of two with one name the one that is found first.
  func entries() -> [Entry] {
    var result: [Entry] = []
    for folder in folders {
      // An enumerator does not follow a link, not even the one it begins at.
      let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
      for file in (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
        .sorted()
      {
        guard let name = CatalogLibrary.name(ofFile: file), !result.contains(where: { $0.name == name })
        else {
          continue
        }
        result.append(Entry(name: name, path: folder + "/" + file))
      }
    }
    return result.sorted { $0.name < $1.name }
  }

  private static func name(ofFile file: String) -> String? {
    for suffix in [".json.gz", ".json"] where file.hasSuffix(suffix) {
      return String(file.dropLast(suffix.count))
    }
    return nil
  }

  /// The path of a catalog by name, or of a file that exists.
  func path(of text: String) throws(InputError) -> String {
    for folder in folders {
      for suffix in [".json.gz", ".json"] {
        let path = folder + "/" + text + suffix
        if FileManager.default.fileExists(atPath: path) { return path }
      }
    }
    if text == "-" || isFile(text) { return text }
    let names = entries().map(\.name)
    let hint =
      names.isEmpty
      ? "No catalogs were found; name a folder with --catalog-dir"
      : "Catalogs: " + names.joined(separator: ", ")
    throw InputError("UnknownCatalog", found: text, rule: "is neither a catalog nor a file", hint: hint)
  }

  private func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }

  /// The catalog of a name or file. One of a file that states no name is called after the file.
  func load(_ text: String, terminal: Terminal) throws(InputError) -> Catalog {
    let input = try InputText(path: try path(of: text), terminal: terminal)
    return try input.withBytes { bytes throws(InputError) in try CatalogReader.read(bytes, source: text) }
  }

  /// The name of the catalog for the region that a cluster is in.
  func name(for snapshot: Snapshot) throws(InputError) -> String {
    let names = entries().map(\.name)
    let choices =
      names.isEmpty
      ? "Name a folder of catalogs with --catalog-dir or a file with -c"
      : "Choose one with -c: " + names.joined(separator: ", ")
    let regions = Set(snapshot.nodes.compactMap(\.region)).sorted()
    guard let region = regions.first else {
      throw InputError(
        "NoCatalog", rule: "no catalog is given and no node's labels name a region", hint: choices)
    }
    guard regions.count == 1 else {
      throw InputError(
        "NoCatalog", rule: "the nodes are in several regions: " + regions.joined(separator: ", "),
        hint: choices)
    }
    guard let name = names.first(where: { $0 == region || $0.hasSuffix("/" + region) }) else {
      throw InputError(
        "NoCatalog", found: region, rule: "is the nodes' region and has no catalog", hint: choices)
    }
    return name
  }
}

extension Node {
  /// What the labels say; a zone of AWS is the region and a letter.
  fileprivate var region: String? {
    let labels = metadata.labels
    if let region = labels["topology.kubernetes.io/region"]
      ?? labels["failure-domain.beta.kubernetes.io/region"]
    {
      return region
    }
    guard
      let zone = labels["topology.kubernetes.io/zone"] ?? labels["failure-domain.beta.kubernetes.io/zone"],
      let last = zone.last, last.isLetter, zone.dropLast().last?.isNumber == true
    else { return nil }
    return String(zone.dropLast())
  }
}
