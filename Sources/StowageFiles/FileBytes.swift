import Foundation
import StowageUnits

enum FileBytes {
  static func read(_ path: String) throws(InputError) -> [UInt8] {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw InputError("CannotRead", object: path, rule: "cannot be read")
    }
    return [UInt8](data)
  }
}

extension Gzip {
  /// The bytes, unpacked where they are packed.
  static func unpacked(_ bytes: [UInt8], source: String) throws(InputError) -> [UInt8] {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(InputError) in
        isPacked(buffer) ? try unpack(buffer, source: source) : bytes
      }
    }
    return try result.get()
  }
}
