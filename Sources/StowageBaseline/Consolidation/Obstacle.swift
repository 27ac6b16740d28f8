import StowageUnits

/// What keeps nodes from being disrupted although nothing blocks them themselves.
struct Obstacle: Error {
  /// As `kept` of a plan says it.
  enum Code: String {
    case nodeBudget = "NodePoolBudget"
    case podBudget = "PodDisruptionBudget"
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

  var code: Code
  var message: String
  var blockedBy = ""
}
