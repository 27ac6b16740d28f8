/// Which of many changing numbers is the largest, without looking at them all.
struct Tournament {
  private let count: Int
  /// A binary tree in rows from the root on; the numbers are its last row, padded with negative infinity.
  private var nodes: [Double]
  private let leafStart: Int

  init(_ values: [Double]) {
    count = values.count
    var width = 1
    while width < values.count { width *= 2 }
    leafStart = width
    nodes = [Double](repeating: -.infinity, count: 2 * width)
    for (index, value) in values.enumerated() { nodes[width + index] = value }
    for node in (1..<max(1, width)).reversed() { nodes[node] = max(nodes[2 * node], nodes[2 * node + 1]) }
  }

  subscript(index: Int) -> Double {
    get { nodes[leafStart + index] }
    set {
      var node = leafStart + index
      nodes[node] = newValue
      while node > 1 {
        node /= 2
        let larger = max(nodes[2 * node], nodes[2 * node + 1])
        if nodes[node] == larger { return }
        nodes[node] = larger
      }
    }
  }

  /// The first of the largest numbers; nil where none is above zero.
  var winner: Int? {
    guard count > 0, nodes[1] > 0 else { return nil }
    var node = 1
    while node < leafStart { node = nodes[2 * node] == nodes[node] ? 2 * node : 2 * node + 1 }
    return node - leafStart
  }
}
