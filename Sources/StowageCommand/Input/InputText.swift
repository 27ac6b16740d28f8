import Foundation
import StowageUnits

/// The bytes of a file or of standard input as JSON, however they came: plain, packed, or as YAML.
struct InputText {
  /// How errors call it: the path, or `standard input`.
  let source: String
  private let data: Data

  /// Reads a file; `-` is standard input.
  init(path: String, terminal: Terminal) throws(InputError) {
    source = path == "-" ? "standard input" : path
    var data = try InputText.contents(of: path, source: source)
    if let unpacked = try InputText.unpacked(data, source) { data = unpacked }
    guard !InputText.isJSON(data) else {
      self.data = data
      return
    }
    if data.count > YAMLInput.slowBytes {
      terminal.note(
        "\(source): \(data.count >> 20) MiB of YAML take a while; kubectl get -o json is read a hundred times faster"
      )
    }
    let source = source
    let json = try InputText.withBytes(of: data) { bytes throws(InputError) in
      try YAMLInput.json(bytes, source: source)
    }
    self.data = Data(json)
  }

  func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws(InputError) -> Value) throws(InputError)
    -> Value
  {
    try InputText.withBytes(of: data, body)
  }

  private static func withBytes<Value>(
    of data: Data, _ body: (UnsafeRawBufferPointer) throws(InputError) -> Value
  ) throws(InputError) -> Value {
    let result = data.withUnsafeBytes { bytes in Result { () throws(InputError) in try body(bytes) } }
    return try result.get()
  }

  private static func contents(of path: String, source: String) throws(InputError) -> Data {
    if path == "-" {
      do {
        let data = try FileHandle.standardInput.readToEnd() ?? Data()
        if data.isEmpty { throw InputError("EmptyInput", object: source, rule: "is empty") }
        return data
      } catch let error as InputError { throw error } catch { throw unreadable(source, errno) }
    }
    let file = open(path, O_RDONLY)
    if file < 0 { throw unreadable(source, errno) }
    defer { close(file) }
    var status = stat()
    if fstat(file, &status) != 0 { throw unreadable(source, errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw unreadable(source, EISDIR) }
    do {
      // Mapped, since a dump of a large cluster is larger than what is kept of it.
      return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch { throw unreadable(source, EIO) }
  }

  private static func unreadable(_ source: String, _ code: Int32) -> InputError {
    InputError("CannotRead", object: source, rule: "cannot be read: " + String(cString: strerror(code)))
  }

  private static func unpacked(_ data: Data, _ source: String) throws(InputError) -> Data? {
    try withBytes(of: data) { bytes throws(InputError) in
      Gzip.isPacked(bytes) ? Data(try Gzip.unpack(bytes, source: source)) : nil
    }
  }

  /// True where the first character begins an object or array, behind white space and a byte order mark.
  private static func isJSON(_ data: Data) -> Bool {
    let start = data.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let first = data.dropFirst(start).first(where: { $0 > 0x20 }) else { return true }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }
}
