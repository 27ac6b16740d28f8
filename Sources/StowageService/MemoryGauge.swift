import Foundation
import StowageWire

/// What the process holds in memory, against a limit. What grows memory asks first and is refused beyond the
/// limit; what has been freed by then is given back to the system before that is decided.
struct MemoryGauge: Sendable {
  /// In bytes.
  let limit: Int

  /// Resident bytes; 0 where the system does not tell.
  static var resident: Int {
    let file = open("/proc/self/statm", O_RDONLY)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    var text = [UInt8](repeating: 0, count: 128)
    let count = read(file, &text, text.count)
    // "size resident shared …", in pages.
    let fields = text.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
    guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  var isExceeded: Bool {
    guard Self.resident > limit else { return false }
    Self.giveBackFreed()
    return Self.resident > limit
  }

  /// Freed memory stays with the process until the C library is told otherwise. Swift's module of that library
  /// leaves the function out, so that it is looked up by name; other C libraries have none.
  private static func giveBackFreed() {
    typealias Trim = @convention(c) (Int) -> Int32
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }

  func admit() throws(Failure) {
    if isExceeded {
      throw .tooLarge(
        "\(Self.resident >> 20) MiB are in use, over the limit of \(limit >> 20)",
        hint: "Drop snapshots, or raise --max-memory")
    }
  }

  /// Stops the reading of one large value when it comes to hold too much.
  var readingLimit: ReadingLimit {
    ReadingLimit(
      isReached: { isExceeded },
      rule: "needs more memory than the limit of \(limit >> 20) MiB leaves",
      hint: "Drop snapshots, or raise --max-memory")
  }
}
