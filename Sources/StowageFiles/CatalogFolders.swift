import Foundation
import StowageModel
import StowageUnits
import StowageWire

/// The folders that catalogs are found in by name; a name is the path in the folder without `.json` or `.json.gz`.
package struct CatalogFolders: Sendable {
  /// In the order of looking.
  package let folders: [String]

  package init(_ folders: [String]) { self.folders = folders }

  /// `--catalog-dir`, `$STOWAGE_CATALOGS`, `../share/stowage/catalogs` beside the program or library, `./catalogs`.
  package init(option: String?, environment: [String: String], program: String) {
    var folders: [String] = []
    if let option { folders.append(option) }
    if let variable = environment["STOWAGE_CATALOGS"], !variable.isEmpty { folders.append(variable) }
    let bin = URL(fileURLWithPath: program).resolvingSymlinksInPath().deletingLastPathComponent()
    folders.append(bin.deletingLastPathComponent().appendingPathComponent("share/stowage/catalogs").path)
    folders.append("catalogs")
    self.folders = folders
  }

  package struct Entry: Sendable {
    package var name: String
    package var path: String
  }

  /// Every catalog, sorted by name; of two with one name the one that is found first.
  package func entries() -> [Entry] {
    var result: [Entry] = []
    for folder in folders {
      // An enumerator does not follow a link, not even the one it begins at.
      let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
      let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
      for file in files.sorted() {
        guard let name = Self.name(ofFile: file), !result.contains(where: { $0.name == name }) else {
          continue
        }
        result.append(Entry(name: name, path: folder + "/" + file))
      }
    }
    return result.sorted { $0.name < $1.name }
  }

  private static let endings = [".json.gz", ".json"]

  private static func name(ofFile file: String) -> String? {
    for ending in endings where file.hasSuffix(ending) { return String(file.dropLast(ending.count)) }
    return nil
  }

  /// The file of a catalog by name; nil where there is none. Names do not lead out of the folders.
  package func path(ofName name: String) -> String? {
    if name.hasPrefix("/") || name.split(separator: "/").contains("..") { return nil }
    for folder in folders {
      for ending in Self.endings {
        let path = folder + "/" + name + ending
        if FileManager.default.fileExists(atPath: path) { return path }
      }
    }
    return nil
  }

  /// The catalog of a name; nil where there is none.
  package func load(name: String) throws(InputError) -> Catalog? {
    guard let path = path(ofName: name) else { return nil }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
      throw InputError("CannotRead", object: path, rule: "cannot be read")
    }
    let result = data.withUnsafeBytes { bytes in
      Result { () throws(InputError) in
        if !Gzip.isPacked(bytes) { return try CatalogReader.read(bytes, source: name) }
        return try CatalogReader.read(try Gzip.unpack(bytes, source: path), source: name)
      }
    }
    return try result.get()
  }
}
