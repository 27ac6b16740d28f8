import Foundation
import StowageModel
import StowageWire

/// Where catalogs come from by name; the command line knows the folders and how to unpack the files.
package struct CatalogSource: Sendable {
  package var names: @Sendable () -> [String]
  /// nil where there is no catalog of that name.
  package var load: @Sendable (String) throws -> Catalog?

  package init(
    names: @escaping @Sendable () -> [String], load: @escaping @Sendable (String) throws -> Catalog?
  ) {
    self.names = names
    self.load = load
  }
}

/// Catalogs in memory: those that a client loaded, by handle, and those used by name, read once.
final class CatalogStore: @unchecked Sendable {
  private let source: CatalogSource
  private let limit: Int
  private let lock = NSLock()
  private var byName: [String: Catalog] = [:]
  private var byHandle: [String: Catalog] = [:]
  private var nextHandle = 1

  init(source: CatalogSource, limit: Int) {
    self.source = source
    self.limit = limit
  }

  var names: [String] { source.names() }

  /// Keeps a catalog that a client sent, and names it.
  func add(_ catalog: Catalog) throws(Failure) -> String {
    let handle: String? = lock.withLock {
      guard byHandle.count < limit else { return nil }
      let handle = "c\(nextHandle)"
      nextHandle += 1
      byHandle[handle] = catalog
      return handle
    }
    guard let handle else { throw .tooLarge("\(limit) catalogs are loaded", hint: "Raise --max-handles") }
    return handle
  }

  /// The catalog of a handle or a name.
  func find(_ text: String, path: String) throws -> Catalog {
    if let known = lock.withLock({ byHandle[text] ?? byName[text] }) { return known }
    guard let catalog = try source.load(text) else {
      throw Failure.invalidParams(
        "there is no catalog \"\(text.prefix(80))\"", reason: "UnknownCatalog", path: path,
        hint: "Catalogs: " + names.joined(separator: ", "))
    }
    lock.withLock { byName[text] = catalog }
    return catalog
  }
}
