import StowageUnits

/// Where a search on nearly the same problem ended, said in the terms of this one. It only helps: nothing of it has
/// to be complete, feasible or good, and no bound rests on it unproven.
package struct WarmStart: Hashable, Sendable {
  /// A kind of new bin, or a node.
  package enum Place: Hashable, Sendable {
    case offering(OfferingID)
    case node(NodeID)
  }

  /// What one bin may hold.
  package struct Load: Hashable, Sendable {
    package var place: Place
    package var content: Pattern

    package init(place: Place, content: Pattern) {
      self.place = place
      self.content = content
    }
  }

  /// What one more pod of a class is worth in the domains where `place` lies, in nano-dollars per hour.
  package struct Worth: Hashable, Sendable {
    package var podClass: ClassID
    package var place: Place
    package var nanos: Double

    package init(podClass: ClassID, place: Place, nanos: Double) {
      self.podClass = podClass
      self.place = place
      self.nanos = nanos
    }
  }

  /// Loads that were worth having.
  package var loads: [Load] = []
  package var worths: [Worth] = []
  /// What the whole of each limit is worth, in nano-dollars per hour; empty where that is not known.
  package var limits: [Double] = []
  /// The bins of the best solution.
  package var solution: [Load] = []

  package init() {}
}
