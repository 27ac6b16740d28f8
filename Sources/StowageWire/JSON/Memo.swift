/// Values that were read before, by the bytes they were read from: a cluster's pods repeat their labels, resources
/// and tolerations thousands of times, and passing over bytes that are known is several times faster than reading
/// them. It also keeps such values in memory once.
///
/// Gives up by itself where the bytes hardly ever repeat.
final class Memo<Value> {
  private struct Entry {
    var hash: UInt64
    var start: UnsafePointer<UInt8>
    var count: Int
    var value: Value
  }

  private var entries: [Entry] = []
  /// Open addressing: an index into `entries`, or -1. A power of two, at most half full.
  private var slots = [Int32](repeating: -1, count: 64)
  private var hits = 0
  private var misses = 0

  /// True as long as looking is worth it: after the first many, a third must have found something.
  var isUseful: Bool { misses < 1500 || hits * 2 >= misses }

  /// The value of bytes that stay where they are for as long as the memo lives.
  func find(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Value? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if entries[index].hash == hash, entries[index].count == bytes.count,
        equalBytes(entries[index].start, bytes.baseAddress!, bytes.count)
      {
        hits += 1
        return entries[index].value
      }
      slot = (slot + 1) & mask
    }
    misses += 1
    return nil
  }

  func keep(_ value: Value, of bytes: UnsafeBufferPointer<UInt8>, hash: UInt64) {
    entries.append(Entry(hash: hash, start: bytes.baseAddress!, count: bytes.count, value: value))
    if entries.count * 2 <= slots.count { return insert(entries.count - 1) }
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for index in entries.indices { insert(index) }
  }

  private func insert(_ index: Int) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: entries[index].hash) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = Int32(index)
  }
}
