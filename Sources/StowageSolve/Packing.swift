import StowageProblem
import StowageUnits

/// One problem as the flat arrays that pricing, bounding and rounding work on.
///
/// *Cells* are pod classes, split by domain where rules over domains bind them (a class under a zonal spread has
/// one cell a zone); every class without such rules is one cell. *Bins* are the offerings that no other offering
/// dominates, followed by groups of equal existing nodes. Everything is fixed once built; the demand is given
/// from outside, because not every pod of a problem needs to have a place.
package struct Packing: Sendable {
  package var dimensionCount: Int

  // MARK: Cells

  package var cellCount: Int
  /// Per cell: the index of its class in the problem.
  package var classOfCell: [Int32]
  /// The cells of class c are `cellStart[c] ..< cellStart[c + 1]`.
  package var cellStart: [Int32]
  package var splitClass: [Bool]
  /// Topology-major: `domainOfCell[topology * cellCount + cell]`; -1 where the class is not split by it, or
  /// where the cell stands for bins that have no domain.
  package var domainOfCell: [Int32]
  /// Dimension-major: `size[dimension * cellCount + cell]`.
  package var size: [Int32]
  /// The most pods the cell may hold in all: the demand of its class.
  package var demand: [Int32]
  /// The most pods of the cell in one bin, at most its demand.
  package var perBin: [Int32]
  /// Cells that may not share a bin with cell i, ascending:
  /// `conflictCells[conflictStart[i] ..< conflictStart[i + 1]]`.
  package var conflictStart: [Int32]
  package var conflictCells: [Int32]
  package var caps: [CellCap]
  package var companions: [CellCompanion]

  // MARK: Bins

  package var binCount: Int
  /// Bins below this index are offerings, the others groups of existing nodes.
  package var offeringCount: Int
  /// Per bin: the index of the offering, or of the first node of the group, in the problem.
  package var sourceOfBin: [Int32]
  /// Dimension-major: `capacity[dimension * binCount + bin]`.
  package var capacity: [Int32]
  /// Nano-dollars per hour.
  package var price: [Int64]
  /// Nano-dollars per hour that count as 1 in the linear programs, whose tolerances are absolute: about the middle
  /// of the prices.
  package var priceUnit = 1.0
  /// The most copies, `Int32.max` without a limit; for nodes the size of the group.
  package var copies: [Int32]
  /// Topology-major: `domainOfBin[topology * binCount + bin]`, -1 where it has none.
  package var domainOfBin: [Int32]
  /// The cells that fit into bin b at least once, ascending: `items[itemStart[b] ..< itemStart[b + 1]]`.
  package var itemStart: [Int32]
  package var items: [Int32]
  /// Beside `items`: the most pods of that cell alone in that bin, at least 1.
  package var itemLimit: [Int32]
  /// The nodes of group g (bin `offeringCount + g`): `groupNodes[groupStart[g] ..< groupStart[g + 1]]`.
  package var groupStart: [Int32]
  package var groupNodes: [Int32]
  /// Limits over the new bins as parts of what they allow: `limitShare[limit * binCount + bin]` summed over all
  /// new bins is at most 1. Limits that allow nothing have closed their offerings instead.
  package var limitCount: Int
  package var limitShare: [Double]

  /// What one copy of a bin costs, in price units.
  func cost(_ bin: Int) -> Double { Double(price[bin]) / priceUnit }

  /// No class is split, no bin is a node or one of few copies, and nothing is limited: the duals of the classes
  /// prove a bound by themselves.
  var isUnrestricted: Bool {
    limitCount == 0 && groupCount == 0 && cellCount == cellStart.count - 1 && copies.allSatisfy { $0 == .max }
  }

  package var groupCount: Int { binCount - offeringCount }
  package func isNode(_ bin: Int) -> Bool { bin >= offeringCount }
  package func itemRange(_ bin: Int) -> Range<Int> { Int(itemStart[bin])..<Int(itemStart[bin + 1]) }
  /// True where rules over domains bind the class, even when it has a single cell.
  package func isSplit(_ index: Int) -> Bool { splitClass[index] }
  package func cells(ofClass index: Int) -> Range<Int> { Int(cellStart[index])..<Int(cellStart[index + 1]) }
}

/// `BinCap` over cells. Where members and subjects are the same cells this is one more dimension of the bin:
/// size 1 for each member, capacity `cap`.
package struct CellCap: Sendable, Hashable {
  package var members: [Int32]
  package var subjects: [Int32]
  package var cap: Int32
  /// Per node group: members that stay there already; empty where there are none anywhere.
  package var present: [Int32]

  package var isPlain: Bool { members == subjects }
}

/// `Companion` over cells: the subject cell needs one of the targets beside it.
package struct CellCompanion: Sendable, Hashable {
  package var subject: Int32
  package var targets: [Int32]
  package var mayFound: Bool
  /// Per node group: a target stays there already.
  package var satisfied: [Bool]
}
