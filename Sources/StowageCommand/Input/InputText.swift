import Foundation
import StowageFiles
import StowageUnits

/// The bytes of a file or of standard input as JSON, however they came: plain, packed, or as YAML.
struct InputText {
  /// How errors call it: the path, or `standard input`.
  let source: String
  private let content: Content

  /// Either as the system handed them over or as we made them; large, and never copied from one to the other.
  private enum Content {
    case given(Data)
    case made([UInt8])

    func withBytes<Value>(
      _ body: (UnsafeRawBufferPointer) throws(InputError) -> Value
    ) throws(InputError) -> Value {
      let result: Result<Value, InputError> =
        switch self {
        case .given(let data):
          data.withUnsafeBytes { bytes in Result { () throws(InputError) in try body(bytes) } }
        case .made(let array):
          array.withUnsafeBytes { bytes in Result { () throws(InputError) in try body(bytes) } }
        }
      return try result.get()
    }
  }

  /// Reads a file; `-` is standard input.
  init(path: String, terminal: Terminal) throws(InputError) {
    let source = path == "-" ? "standard input" : path
    self.source = source
    let given = Content.given(try InputText.contents(of: path, source: source))
    let unpacked = try given.withBytes { bytes throws(InputError) in
      Gzip.isPacked(bytes) ? try Gzip.unpack(bytes, source: source) : nil
    }
    let text = unpacked.map { Content.made($0) } ?? given
    let json = try text.withBytes { bytes throws(InputError) in
      if InputText.isJSON(bytes) { return nil as [UInt8]? }
      if bytes.count > YAMLInput.slowBytes {
        terminal.note(
          "\(source): \(bytes.count >> 20) MiB of YAML take a while; kubectl get -o json is read much faster")
      }
      return try YAMLInput.json(bytes, source: source)
    }
    content = json.map { Content.made($0) } ?? text
  }

  func withBytes<Value>(
    _ body: (UnsafeRawBufferPointer) throws(InputError) -> Value
  ) throws(InputError) -> Value {
    try content.withBytes(body)
  }

  private static func contents(of path: String, source: String) throws(InputError) -> Data {
    let file = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY)
    if file < 0 { throw unreadable(source, errno) }
    defer { close(file) }
    var status = stat()
    if fstat(file, &status) != 0 { throw unreadable(source, errno) }
    let data: Data
    do {
      switch status.st_mode & S_IFMT {
      case S_IFDIR: throw unreadable(source, EISDIR)
      case S_IFREG where path != "-":
        // Mapped, since a dump of a large cluster is larger than what is kept of it.
        data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
      default: data = try FileHandle(fileDescriptor: file, closeOnDealloc: false).readToEnd() ?? Data()
      }
    } catch let error as InputError { throw error } catch { throw unreadable(source, EIO) }
    if data.isEmpty { throw InputError("EmptyInput", object: source, rule: "is empty") }
    return data
  }

  private static func unreadable(_ source: String, _ code: Int32) -> InputError {
    InputError("CannotRead", object: source, rule: "cannot be read: " + String(cString: strerror(code)))
  }

  /// True where the first character begins an object or array, behind white space and a byte order mark.
  private static func isJSON(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let first = bytes.dropFirst(start).first(where: { $0 > 0x20 }) else { return true }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }
}
