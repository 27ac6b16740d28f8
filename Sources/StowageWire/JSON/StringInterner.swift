/// Keeps each distinct text in memory once: a dump repeats the same labels, images and names thousands of times.
package final class StringInterner {
  private var texts: [String] = []
  private var hashes: [UInt64] = []
  /// Open addressing: an index into `texts`, or -1. A power of two, at most half full.
  private var slots = [Int32](repeating: -1, count: 1024)
  /// Member names that were written with escapes; kept because `JSONReader.Key` points into them.
  private var keys: [UnsafeMutableBufferPointer<UInt8>] = []

  package init() {}

  deinit { for key in keys { key.deallocate() } }

  func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    // Up to 15 bytes are stored inside the String value itself, without any memory of their own.
    if bytes.count <= 15 { return String(decoding: bytes, as: UTF8.self) }
    let hash = hashOfBytes(bytes)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if hashes[index] == hash && texts[index].hasBytes(bytes) { return texts[index] }
      slot = (slot + 1) & mask
    }
    let text = String(decoding: bytes, as: UTF8.self)
    slots[slot] = Int32(texts.count)
    texts.append(text)
    hashes.append(hash)
    if texts.count * 2 > slots.count { grow() }
    return text
  }

  func key(_ text: String) -> JSONReader.Key {
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.utf8.count))
    _ = bytes.initialize(from: text.utf8)
    keys.append(bytes)
    return JSONReader.Key(start: UnsafePointer(bytes.baseAddress!), count: text.utf8.count)
  }

  private func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for index in texts.indices {
      var slot = Int(truncatingIfNeeded: hashes[index]) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(index)
    }
  }
}

/// A hash of at least eight bytes: a multiplication for every eight, the last eight overlapping.
func hashOfBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
  let raw = UnsafeRawBufferPointer(bytes)
  var hash = UInt64(truncatingIfNeeded: bytes.count)
  var position = 0
  while position < bytes.count {
    let word = raw.loadUnaligned(fromByteOffset: min(position, bytes.count - 8), as: UInt64.self)
    let (high, low) = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    hash = high ^ low
    position += 8
  }
  return hash
}

extension String {
  fileprivate func hasBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard utf8.count == bytes.count, let start = bytes.baseAddress else { return false }
    return utf8.withContiguousStorageIfAvailable { equalBytes($0.baseAddress!, start, $0.count) } ?? false
  }
}
