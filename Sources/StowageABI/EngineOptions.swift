import StowageFiles
import StowageService
import StowageWire

/// The options of `stowage_create`.
struct EngineOptions {
  var limits = Limits()
  private var folders: [String] = []

  /// nil where the text is no JSON object of that sort. Members that are not known are passed over, as newer
  /// callers may know more of them.
  init?(json: String) {
    let isRead = Array(json.utf8).withUnsafeBytes { bytes in
      var reader = JSONReader(bytes)
      return (try? read(&reader)) != nil && reader.isAtEnd()
    }
    guard isRead, limits.handles > 0, limits.memoryBytes > 0, limits.secondsPerRequest > 0 else { return nil }
  }

  private mutating func read(_ reader: inout JSONReader) throws(JSONFault) {
    try reader.validateUTF8()
    try reader.enterObject()
    while let key = try reader.nextKey() {
      switch key.text {
      case "catalogDirs":
        folders = []
        try reader.enterArray()
        while try reader.nextElement() { folders.append(try reader.string()) }
      case "maxHandles": limits.handles = try reader.integer()
      case "maxMemory": limits.memoryBytes = try reader.integer()
      case "maxTime": limits.secondsPerRequest = try reader.double()
      default: try reader.skip()
      }
    }
  }

  var catalogs: CatalogSource {
    let folders = CatalogFolders(folders)
    return CatalogSource(
      names: { folders.entries().map(\.name) }, load: { name in try folders.load(name: name) })
  }
}
