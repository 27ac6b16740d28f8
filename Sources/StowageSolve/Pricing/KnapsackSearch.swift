import StowageUnits

/// Exact search for the best pattern of a loaded knapsack: depth first, pruned by suffix tables.
///
/// A node is a multiset of items; its children add one copy of an item that is not before the last one added.
/// Items are ordered by size, so that the few copies of large ones are decided first and the small ones, for which
/// the tables are nearly exact, are left to the bound. Every bound depends on the suffix of items still allowed
/// and on the room left, and does not rise along the suffix, so the first pruned item ends a node. The same fact
/// gives the bound of an unfinished search: the greatest over the nodes still open, each at the item it would have
/// tried next.
///
/// Profits and bounds are whole units, rounded up, so that adding them has no rounding error.
package struct KnapsackSearch: ~Copyable {
  package struct Outcome: Sendable {
    /// Profit of the best pattern; 0 where none above the cutoff was found.
    package var profit: Double
    package var hasPattern = false
    /// No pattern has more profit than this.
    package var bound: Double
    package var nodes: Int
    /// The search was not cut off.
    package var isComplete: Bool
  }

  /// How long to search: so many nodes, or twice the time that making the tables took, whichever is longer.
  package struct Effort: Sendable {
    package var nodeLimit: Int
    package var deadline: Deadline

    package init(nodeLimit: Int, deadline: Deadline = .never) {
      self.nodeLimit = nodeLimit
      self.deadline = deadline
    }
  }

  /// Binding rows: the two of the highest prices, each for a table, and the dearest that has so few amounts that it
  /// can be a part of both; -1 where there is none.
  struct ExactRows {
    var first: Int
    var second: Int
    var narrow: Int
  }

  static let tableLimit = 2
  /// Steps of a table's exact row; more room is taken in coarser steps. Measured: finer tables save few nodes.
  static let widthLimit: Int32 = 1024
  /// A row of fewer steps than this is narrow.
  static let depthLimit: Int32 = 16

  struct Frame {
    var room: Lanes
    /// Per table: profit so far plus the price of the room left in its other rows.
    var base: SIMD2<Int32>
    /// Per table: the room left in its exact rows, as a place among the entries of a suffix.
    var steps: SIMD2<Int32>
    var value: Int32
    /// The first item that is not tried yet.
    var next: Int32
    /// The item this frame added (-1 at the root), and how many copies of it there are now.
    var item: Int32
    var used: Int32
  }

  // The items in the order of the search.
  var count = 0
  /// Position in the knapsack.
  var origin = FlatBuffer<Int32>()
  var weight = FlatBuffer<Lanes>()
  var limit = FlatBuffer<Int32>()
  /// In units, rounded up.
  var profit = FlatBuffer<Int32>()
  /// An earlier item that is no larger and worth no less: all its copies come first. -1 without one.
  var better = FlatBuffer<Int32>()
  var key = FlatBuffer<Double>()

  /// Nano-dollars per hour.
  var unit = 1.0
  var tableCount = 0
  /// What making the tables of the last search cost, in nodes that take as long.
  var tableWork = 0
  var tables = FlatBuffer<SuffixTable>()
  var arena = TableArena()
  /// Per item: gain and steps in every table.
  var tableGain = FlatBuffer<SIMD2<Int32>>()
  var tableSteps = FlatBuffer<SIMD2<Int32>>()
  var tableItems = FlatBuffer<SuffixTable.Item>()
  var root = Frame(
    room: Lanes(), base: SIMD2(), steps: SIMD2(), value: 0, next: 0, item: -1, used: 0)

  var frames = FlatBuffer<Frame>()
  var copies = FlatBuffer<Int32>()
  /// Copies of the best pattern found, in the order of the search.
  var bestCopies = FlatBuffer<Int32>()

  package init() {}
}

extension KnapsackSearch {
  /// Visits nodes until none can exceed `incumbent`, which rises with every better pattern, or the effort is used
  /// up; gives the bound on what was not visited.
  func visit(
    _ knapsack: borrowing Knapsack, incumbent: inout Int32, nodes: inout Int, effort: Effort
  ) -> Int32? {
    let hasRules = knapsack.rules.isActive
    if hasRules { knapsack.rules.reset() }
    let frames = frames.base
    let copies = copies.base
    let weight = weight.base
    let count = count
    frames[0] = root
    var depth = 0
    var best = incumbent
    defer { incumbent = best }
    while depth >= 0 {
      let frame = frames + depth
      guard let item = nextChild(frame, above: best, knapsack: knapsack, hasRules: hasRules) else {
        let added = Int(frame.pointee.item)
        if added >= 0 {
          copies[added] -= 1
          if hasRules { knapsack.rules.add(Int(origin[added]), copies: -1) }
        }
        depth -= 1
        continue
      }
      if nodes >= effort.nodeLimit || (nodes & 1023 == 1023 && effort.deadline.isOver) {
        frame.pointee.next = Int32(item)
        return openBound(depth: depth, count: count)
      }
      nodes += 1
      let child = frame + 1
      child.pointee.room = frame.pointee.room &- weight[item]
      child.pointee.base = frame.pointee.base &+ tableGain[item]
      child.pointee.steps = frame.pointee.steps &- tableSteps[item]
      child.pointee.value = frame.pointee.value &+ profit[item]
      child.pointee.item = Int32(item)
      child.pointee.used = frame.pointee.item == Int32(item) ? frame.pointee.used + 1 : 1
      child.pointee.next = Int32(item)
      frame.pointee.next = Int32(item + 1)
      copies[item] += 1
      if hasRules { knapsack.rules.add(Int(origin[item]), copies: 1) }
      depth += 1
      if child.pointee.value > best && (!hasRules || knapsack.rules.hasCompany()) {
        best = child.pointee.value
        bestCopies.base.update(from: copies, count: count)
      }
    }
    return nil
  }

  /// The next item that may be added to a frame, nil where the bound rules out all that are left.
  @inline(__always)
  private func nextChild(
    _ frame: UnsafeMutablePointer<Frame>, above best: Int32, knapsack: borrowing Knapsack, hasRules: Bool
  ) -> Int? {
    var item = Int(frame.pointee.next)
    let room = frame.pointee.room
    while item < count {
      if bound(frame, from: item, atMost: best) <= best { return nil }
      if !any(weight[item] .> room) {
        let used = Int32(item) == frame.pointee.item ? frame.pointee.used : 0
        let first = Int(better[item])
        if used < limit[item] && (first < 0 || copies[first] >= limit[first])
          && (!hasRules || knapsack.rules.admits(Int(origin[item])))
        {
          return item
        }
      }
      item += 1
    }
    return nil
  }

  /// An upper bound on every pattern below the frame that adds only items from `item` on; stops looking once it is
  /// `enough` or less.
  @inline(__always)
  private func bound(_ frame: UnsafeMutablePointer<Frame>, from item: Int, atMost enough: Int32) -> Int32 {
    var least = Int32.max
    for index in 0..<tableCount {
      let table = tables[index]
      let value =
        frame.pointee.base[index] &+ table.entry[item &* table.area &+ Int(frame.pointee.steps[index])]
      least = min(least, value)
      if least <= enough { break }
    }
    return least
  }

  private func openBound(depth: Int, count: Int) -> Int32 {
    var most: Int32 = 0
    for level in 0...depth where Int(frames[level].next) < count {
      most = max(most, bound(frames.base + level, from: Int(frames[level].next), atMost: .min))
    }
    return most
  }
}
