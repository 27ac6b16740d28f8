import StowageModel
import StowageRules

/// Which shapes the selectors of pending pods count, so that pods that no selector tells apart become one class
/// whatever their labels and namespaces are.
struct SelectorTable: Sendable {
  /// Distinct selectors in order of appearance.
  private(set) var selectors: [PodSelector] = []
  /// Per shape, over `selectors`: which of them count it.
  private(set) var membership: [BitRow] = []
  private var idOfSelector: [PodSelector: Int] = [:]

  init(cluster: Cluster, shapes: [Int]) {
    for index in shapes {
      let shape = cluster.shapes[index]
      for rule in shape.spread { insert(rule.selector) }
      for terms in [
        shape.affinity, shape.antiAffinity, shape.preferredAffinity, shape.preferredAntiAffinity,
      ] {
        for term in terms { insert(term.selector) }
      }
    }
    membership = Array(repeating: BitRow(count: selectors.count), count: cluster.shapes.count)
    let index = LabelIndex(cluster.shapes)
    for (id, selector) in selectors.enumerated() {
      for shape in index.shapes(under: selector) where selector.matches(cluster.shapes[shape]) {
        membership[shape][id] = true
      }
    }
  }

  func id(of selector: PodSelector) -> Int { idOfSelector[selector]! }

  private mutating func insert(_ selector: PodSelector) {
    guard idOfSelector[selector] == nil else { return }
    idOfSelector[selector] = selectors.count
    selectors.append(selector)
  }
}

/// Shapes by label, so that a selector looks only at shapes that have one of its labels.
private struct LabelIndex {
  private var shapesWithPair: [Labels.Pair: [Int]] = [:]
  private let all: [Int]

  init(_ shapes: [PodShape]) {
    all = Array(shapes.indices)
    for (index, shape) in shapes.enumerated() {
      for pair in shape.labels.pairs { shapesWithPair[pair, default: []].append(index) }
    }
  }

  /// A superset of what the selector counts, ascending.
  func shapes(under selector: PodSelector) -> [Int] {
    guard let labels = selector.selector?.matchLabels.pairs, !labels.isEmpty else { return all }
    return labels.map { shapesWithPair[$0] ?? [] }.min { $0.count < $1.count } ?? []
  }
}
