import Foundation
import StowageFiles
import StowageUnits

/// A file that a command writes its result to, packed if its name ends in `.gz`.
struct ResultFile {
  let path: String

  /// Replaces the file in one step; returns its size in bytes.
  func write(_ text: String) throws(InputError) -> Int {
    let bytes = path.hasSuffix(".gz") ? Gzip.pack(Array(text.utf8)) : Array(text.utf8)
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw InputError(
        "CannotWrite", object: path, rule: "cannot be written: \(error.localizedDescription)")
    }
    return bytes.count
  }
}
