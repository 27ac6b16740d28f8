import Foundation
import StowageFiles
import StowageModel
import StowageService
import StowageUnits
import StowageWire

/// Catalogs as a user may name them: by name, or by the path of a file of any sort that the program reads.
struct CatalogLibrary {
  private let search: CatalogFolders

  init(option: String?) {
    search = CatalogFolders(
      option: option, environment: ProcessInfo.processInfo.environment,
      program: Bundle.main.executablePath ?? CommandLine.arguments[0])
  }

  /// In the order of looking.
  var folders: [String] { search.folders }
  func entries() -> [CatalogFolders.Entry] { search.entries() }

  /// What the service takes catalogs from: names alone, since a client is not to choose files.
  var source: CatalogSource {
    let search = search
    return CatalogSource(
      names: { search.entries().map(\.name) }, load: { name in try search.load(name: name) })
  }

  /// The path of a catalog by name, or of a file that exists.
  func path(of text: String) throws(InputError) -> String {
    if let path = search.path(ofName: text) { return path }
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
