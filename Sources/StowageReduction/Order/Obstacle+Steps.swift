import StowageRules
import StowageUnits

/// What keeps a step from being taken.
extension Obstacle {
  static let notCheaper = Obstacle(code: .notCheaper, message: "no cheaper place for its pods was found")
  static let notCheaperThanSpot = Obstacle(
    code: .notCheaper,
    message: "no cheaper place for its pods was found; other spot nodes count only with --spot-to-spot")
  static let noPlace = Obstacle(code: .notFitting, message: "some of its pods have no other place")
  static let spotToSpot = Obstacle(
    code: .spotToSpot, message: "a cheaper spot node could replace it, but --spot-to-spot is off")
  static let evictionPrice = Obstacle(
    code: .notCheaper, message: "what it would save is less than its evictions cost at --eviction-price")
  static let interruptionPrice = Obstacle(
    code: .notCheaper,
    message:
      "what it would save is less than the interruptions of its replacement cost at --interruption-price")
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
      code: .spotChoice,
      message: "a spot node is replaced by one of at least \(wanted) cheaper types, and there are \(found)")
  }
  static func minSavings(_ least: Money) -> Obstacle {
    Obstacle(code: .minSavings, message: "it would save less than --min-savings asks for")
  }
}
