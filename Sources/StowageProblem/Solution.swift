import StowageUnits

/// A multiset of classes that one bin holds: strictly ascending classes, positive counts.
package struct Pattern: Hashable, Sendable {
  package struct Part: Hashable, Sendable {
    package var podClass: ClassID
    package var count: Int32

    package init(podClass: ClassID, count: Int32) {
      self.podClass = podClass
      self.count = count
    }
  }

  package var parts: [Part]

  package init(_ parts: [Part] = []) { self.parts = parts }

  package var isEmpty: Bool { parts.isEmpty }
}

/// One new bin with its content.
package struct NewBin: Hashable, Sendable {
  package var offering: OfferingID
  package var content: Pattern

  package init(offering: OfferingID, content: Pattern) {
    self.offering = offering
    self.content = content
  }
}

/// An answer: what goes where. What no bin holds is unplaced.
package struct Solution: Hashable, Sendable {
  package var newBins: [NewBin]
  /// Per node: what is put there (for provisioning), or everything movable that is there in the end (for
  /// consolidation, homes included).
  package var nodeContents: [Pattern]
  /// Per node: the bin is given up. All false in provisioning.
  package var closed: [Bool]

  package init(nodeCount: Int) {
    newBins = []
    nodeContents = Array(repeating: Pattern(), count: nodeCount)
    closed = Array(repeating: false, count: nodeCount)
  }

  /// What is in each place: new bins first, then nodes.
  package var contents: [Pattern] { newBins.map(\.content) + nodeContents }

  /// The price of the new bins and of the nodes that stay.
  package func cost(in problem: Problem) -> Money {
    var total = Money.zero
    for bin in newBins { total += problem.offerings[bin.offering.index].price }
    for (index, node) in problem.nodes.enumerated() where !closed[index] { total += node.price }
    return total
  }

  /// Per class: how many pods have a place.
  package func placedCounts(in problem: Problem) -> [Int32] {
    var counts = [Int32](repeating: 0, count: problem.classes.count)
    for content in contents {
      for part in content.parts { counts[part.podClass.index] += part.count }
    }
    return counts
  }
}

/// A proven lower limit on the cost of any solution that places as much as the one beside it, and where it comes
/// from.
package struct Bound: Hashable, Sendable {
  package var cost: Money
  /// Dual values per class, in nano-dollars per hour, from which other code can recompute the bound; empty where
  /// the bound has another source.
  package var duals: [Double]
  /// Which kinds of rules the proof ignores (their names as in `Problem`), sorted.
  package var relaxed: [String]

  package init(cost: Money, duals: [Double] = [], relaxed: [String] = []) {
    self.cost = cost
    self.duals = duals
    self.relaxed = relaxed
  }
}
