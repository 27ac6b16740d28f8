import StowageModel
import StowageUnits

/// A command before it is written down: nodes that leave together, and what is launched for their pods.
struct Step {
  /// Into the leavers, ascending.
  var leavers: [Int]
  /// Into the target's claims, ascending.
  var launches: [Int]
  var reason: DisruptionReason
  /// Price of the nodes that leave minus that of the launched ones.
  var savings = Money.zero
  /// By how much less the interruptions of what stays are expected to cost; negative where more.
  var relief = Money.zero
  var moves = 0
  /// Eviction cost of the moved pods.
  var disruptionCost = 0.0
  /// It stands for itself: its savings pay for all that its pods need, and nothing launched before it.
  var isOwnChoice = true
  /// It replaces nothing but spot nodes, by spot nodes.
  var needsSpotToSpot = false
  /// Spot nodes that may be replaced by spot nodes only in company go with others.
  var isCompany = false

  mutating func absorb(_ other: Step) {
    leavers = (leavers + other.leavers).sorted()
    launches = (launches + other.launches).sorted()
    savings += other.savings
    relief += other.relief
    moves += other.moves
    disruptionCost += other.disruptionCost
  }
}
