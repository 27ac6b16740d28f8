/// For every suffix of the items and every amount of one row: the most profit that fits that row alone, or that row
/// and a narrow one, of few possible amounts, as the GPUs of a node.
///
/// The other rows are paid for at fixed prices, so the profit counted is what an item leaves after paying; adding
/// the price of the room left in the other rows gives an upper bound on what a node of the search can still gain.
/// All numbers are whole units of profit, rounded up; whoever chooses the unit sees to it that no entry exceeds
/// 2^29. Without an exact row (`width` 1) this is the plain Lagrangian bound.
struct SuffixTable: BitwiseCopyable {
  /// Steps of room in the exact row, plus one.
  var width: Int
  /// Amounts of the narrow row, 0 among them; 1 without such a row.
  var depth: Int
  /// `entry[suffix * area + level * width + steps]`, lent by whoever owns the storage.
  var entry: UnsafeMutablePointer<Int32>

  /// Entries of one suffix.
  var area: Int { width * depth }

  /// What an item brings into a table.
  struct Item: BitwiseCopyable {
    var gain: Int32
    var steps: Int32
    /// Of the narrow row.
    var levels: Int32
    var limit: Int32
  }

  /// The last suffix is empty; each one before adds an item, its copies split into powers of two.
  func fill(_ items: UnsafePointer<Item>, count: Int) {
    let last = entry + count * area
    for room in 0..<area { last[room] = 0 }
    var index = count - 1
    while index >= 0 {
      let below = UnsafePointer(entry + (index + 1) * area)
      let row = entry + index * area
      let item = items[index]
      if item.gain <= 0 || item.limit <= 0 || Int(item.steps) >= width || Int(item.levels) >= depth {
        row.update(from: below, count: area)
      } else if item.steps == 0 && item.levels == 0 {
        let free = item.gain &* item.limit
        for room in 0..<area { row[room] = below[room] &+ free }
      } else {
        addCopies(of: item, from: below, to: row)
      }
      index -= 1
    }
  }

  private func addCopies(
    of item: Item, from below: UnsafePointer<Int32>, to row: UnsafeMutablePointer<Int32>
  ) {
    var left = Int(item.limit)
    if item.steps > 0 { left = min(left, (width - 1) / Int(item.steps)) }
    if item.levels > 0 { left = min(left, (depth - 1) / Int(item.levels)) }
    var piece = 1
    var source = below
    while left > 0 {
      let copies = min(piece, left)
      addPiece(of: item, copies: copies, from: source, to: row)
      source = UnsafePointer(row)
      left -= copies
      piece *= 2
    }
  }

  /// From the highest level down, so that it also works in place.
  private func addPiece(
    of item: Item, copies: Int, from source: UnsafePointer<Int32>, to row: UnsafeMutablePointer<Int32>
  ) {
    let shift = copies * Int(item.levels)
    var level = depth - 1
    while level >= shift {
      raise(
        from: source + (level - shift) * width, keeping: source + level * width, to: row + level * width,
        shift: copies * Int(item.steps), value: item.gain &* Int32(copies))
      level -= 1
    }
    if UnsafePointer(row) != source { row.update(from: source, count: (level + 1) * width) }
  }

  /// `row[r] = max(kept[r], source[r - shift] + value)`, from the top down, so that it also works in place.
  @inline(__always) private func raise(
    from source: UnsafePointer<Int32>, keeping old: UnsafePointer<Int32>,
    to row: UnsafeMutablePointer<Int32>, shift: Int, value: Int32
  ) {
    var room = width
    let added = SIMD8<Int32>(repeating: value)
    while room - 8 >= shift {
      room -= 8
      let kept = UnsafeRawPointer(old + room).loadUnaligned(as: SIMD8<Int32>.self)
      var raised = UnsafeRawPointer(source + room - shift).loadUnaligned(as: SIMD8<Int32>.self) &+ added
      raised.replace(with: kept, where: kept .> raised)
      UnsafeMutableRawPointer(row + room).storeBytes(of: raised, as: SIMD8<Int32>.self)
    }
    while room > shift {
      room -= 1
      row[room] = max(old[room], source[room - shift] &+ value)
    }
    if UnsafePointer(row) != old { row.update(from: old, count: shift) }
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
