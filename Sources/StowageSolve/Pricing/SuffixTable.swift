/// For every suffix of the items and every amount of one row: the most profit that fits that row alone.
///
/// The other rows are paid for at fixed prices, so the profit counted is what an item leaves after paying; adding
/// the price of the room left in the other rows gives an upper bound on what a node of the search can still gain.
/// All numbers are whole units of profit, rounded up; whoever chooses the unit sees to it that no entry exceeds
/// 2^29. Without an exact row (`width` 1) this is the plain Lagrangian bound.
struct SuffixTable: BitwiseCopyable {
  /// Steps of room in the exact row, plus one.
  var width: Int
  /// `entry[suffix * width + steps]`, lent by whoever owns the storage.
  var entry: UnsafeMutablePointer<Int32>

  /// What an item brings into a table.
  struct Item: BitwiseCopyable {
    var gain: Int32
    var steps: Int32
    var limit: Int32
  }

  /// The last suffix is empty; each one before adds an item, its copies split into powers of two.
  func fill(_ items: UnsafePointer<Item>, count: Int) {
    let last = entry + count * width
    for room in 0..<width { last[room] = 0 }
    var index = count - 1
    while index >= 0 {
      let below = UnsafePointer(entry + (index + 1) * width)
      let row = entry + index * width
      let item = items[index]
      if item.gain <= 0 || item.limit <= 0 || Int(item.steps) >= width {
        row.update(from: below, count: width)
      } else if item.steps == 0 {
        let free = item.gain &* item.limit
        for room in 0..<width { row[room] = below[room] &+ free }
      } else {
        addCopies(of: item, from: below, to: row)
      }
      index -= 1
    }
  }

  private func addCopies(
    of item: Item, from below: UnsafePointer<Int32>, to row: UnsafeMutablePointer<Int32>
  ) {
    var left = min(Int(item.limit), (width - 1) / Int(item.steps))
    var piece = 1
    var source = below
    while left > 0 {
      let copies = min(piece, left)
      raise(
        from: source, to: row, shift: copies * Int(item.steps), value: item.gain &* Int32(copies))
      source = UnsafePointer(row)
      left -= copies
      piece *= 2
    }
  }

  /// `row[r] = max(source[r], source[r - shift] + value)`, from the top down, so that it also works in place.
  @inline(__always) private func raise(
    from source: UnsafePointer<Int32>, to row: UnsafeMutablePointer<Int32>, shift: Int, value: Int32
  ) {
    var room = width
    let added = SIMD8<Int32>(repeating: value)
    while room - 8 >= shift {
      room -= 8
      let kept = UnsafeRawPointer(source + room).loadUnaligned(as: SIMD8<Int32>.self)
      var raised = UnsafeRawPointer(source + room - shift).loadUnaligned(as: SIMD8<Int32>.self) &+ added
      raised.replace(with: kept, where: kept .> raised)
      UnsafeMutableRawPointer(row + room).storeBytes(of: raised, as: SIMD8<Int32>.self)
    }
    while room > shift {
      room -= 1
      row[room] = max(source[room], source[room - shift] &+ value)
    }
    if UnsafePointer(row) != source { row.update(from: source, count: shift) }
  }
}

/// Storage for the entries of a few tables at a time, kept from one search to the next.
struct TableArena: ~Copyable {
  private var bases: [UnsafeMutablePointer<Int32>] = []
  private var capacities: [Int] = []

  deinit { for base in bases { base.deallocate() } }

  /// Room for the entries of table `index`; its former content is lost.
  mutating func storage(of index: Int, cells: Int) -> UnsafeMutablePointer<Int32> {
    while bases.count <= index {
      bases.append(.allocate(capacity: 1))
      capacities.append(1)
    }
    if capacities[index] < cells {
      bases[index].deallocate()
      capacities[index] = cells + cells / 4
      bases[index] = .allocate(capacity: capacities[index])
    }
    return bases[index]
  }
}
