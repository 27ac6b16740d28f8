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
  var moves = 0
  /// Eviction cost of the moved pods.
  var disruptionCost = 0.0
  /// It stands for itself: its savings pay for all that its pods need, and nothing launched before it.
  var isOwnChoice = true
  /// It replaces nothing but spot nodes, by spot nodes.
  var needsSpotToSpot = false

  mutating func absorb(_ other: Step) {
    leavers = (leavers + other.leavers).sorted()
    launches = (launches + other.launches).sorted()
    savings += other.savings
    moves += other.moves
    disruptionCost += other.disruptionCost
  }
}

/// What keeps a step from being taken, as `kept` of a plan says it.
struct Obstacle {
  enum Code: String {
    case nodeBudget = "NodePoolBudget"
    case podBudget = "PodDisruptionBudget"
    case limit = "NodePoolLimit"
    case topology = "TopologyRules"
    case balanced = "BalancedScore"
    case notCheaper = "NotCheaper"
    case minSavings = "MinSavings"
    case maxMoves = "MaxMoves"
    case maxCommands = "MaxCommands"
    case maxWaves = "MaxWaves"
    case spotToSpot = "SpotToSpotDisabled"
    case spotTypes = "SpotToSpotFlexibility"
    case minValues = "MinValues"
    case noPlace = "PodsDoNotFit"
  }

  var code: Code
  var message: String
  var blockedBy = ""
}

extension Obstacle {
  static let notCheaper = Obstacle(code: .notCheaper, message: "no cheaper place for its pods was found")
  static let noPlace = Obstacle(code: .noPlace, message: "some of its pods have no other place")
  static let spotToSpot = Obstacle(
    code: .spotToSpot, message: "a cheaper spot node could replace it, but --spot-to-spot is off")
  static let evictionPrice = Obstacle(
    code: .notCheaper, message: "what it would save is less than its evictions cost at --eviction-price")
  static let maxWaves = Obstacle(
    code: .maxWaves, message: "it can go in a wave after those that --max-waves allows")

  static func maxCommands(_ most: Int) -> Obstacle {
    Obstacle(code: .maxCommands, message: "it could go too, but --max-commands allows \(most)")
  }
  static func maxMoves(_ most: String) -> Obstacle {
    Obstacle(code: .maxMoves, message: "its pods are more than --max-moves \(most) leaves")
  }
  static let minValues = Obstacle(
    code: .minValues, message: "too few types are cheaper for the minValues of its NodePool")

  static func spotTypes(_ found: Int, of wanted: Int) -> Obstacle {
    Obstacle(
      code: .spotTypes,
      message: "a spot node is replaced by one of at least \(wanted) cheaper types, and there are \(found)")
  }
  static func minSavings(_ least: Money) -> Obstacle {
    Obstacle(code: .minSavings, message: "it would save less than --min-savings asks for")
  }
}
