/// What keeps nodes from being disrupted although nothing blocks them themselves.
package struct Obstacle: Error, Sendable {
  /// As `kept` of a plan says it.
  package enum Code: String, Sendable {
    case nodeBudget = "NodePoolBudget"
    case podBudget = "PodDisruptionBudget"
    case limit = "NodePoolLimit"
    case topology = "TopologyRules"
    case notFitting = "PodsDoNotFit"
    case targetNotUp = "TargetUninitialized"
    case severalNodes = "NeedsSeveralNodes"
    case notCheaper = "NotCheaper"
    case minValues = "MinValues"
    case spotToSpot = "SpotToSpotDisabled"
    case spotChoice = "SpotToSpotFlexibility"
    case balanced = "BalancedScore"
    case minSavings = "MinSavings"
    case maxMoves = "MaxMoves"
    case maxCommands = "MaxCommands"
    case maxWaves = "MaxWaves"
    case inUse = "UsedByCommand"
    case notReached = "NotReached"
  }

  package var code: Code
  package var message: String
  package var blockedBy: String

  package init(code: Code, message: String, blockedBy: String = "") {
    self.code = code
    self.message = message
    self.blockedBy = blockedBy
  }
}
