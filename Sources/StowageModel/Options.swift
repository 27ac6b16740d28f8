import StowageUnits

/// How a plan is decided.
public enum Policy: String, Hashable, Sendable, CaseIterable {
  /// Search until the gap or the time limit is reached (the default).
  case optimal
  /// The fast heuristic alone.
  case greedy
  /// Karpenter v1.14's own way, for comparison.
  case karpenter
}

public enum PreferencePolicy: String, Hashable, Sendable {
  case respect = "Respect"
  case ignore = "Ignore"
}

public enum MinValuesPolicy: String, Hashable, Sendable {
  case strict = "Strict"
  case bestEffort = "BestEffort"
}

/// Whose rules say which pods hold their node.
public enum DrainRules: String, Hashable, Sendable, CaseIterable {
  /// Karpenter's alone.
  case karpenter
  /// And what annotations of the Cluster Autoscaler forbid on pods and nodes.
  case annotations
  /// And all that the Cluster Autoscaler would not drain by default: pods without a controller, system pods without a
  /// PodDisruptionBudget, local storage.
  case clusterAutoscaler = "cluster-autoscaler"
}

/// What a caller may choose; every field has the command line's default.
public struct Options: Hashable, Sendable {
  public var policy = Policy.optimal
  /// Wall clock of the whole command.
  public var timeLimit: Duration = .seconds(10)
  /// Stop when (cost - bound) / cost is at most this.
  public var gap = 0.001
  public var seed: UInt64 = 1
  /// The time to decide at; nil: the caller's clock.
  public var now: Timestamp?
  /// The longest list of instance types in a claim (AWS launches with at most 60).
  public var maxInstanceTypes = 60
  public var spotToSpot = false
  public var preferences = PreferencePolicy.respect
  public var minValues = MinValuesPolicy.strict
  /// What one unit of a preference's weight (1 to 100) is worth; so small by default that it only breaks ties.
  public var preferencePrice = Money(nanos: 10)
  /// What one unit of eviction cost is worth, in dollars per hour.
  public var evictionPrice = Money(dollars: 0.0005)
  /// The most waves of a consolidation plan; 0: no limit.
  public var maxWaves = 1
  /// The most commands of a consolidation plan; nil: no limit.
  public var maxCommands: Int?
  /// The most pods a consolidation plan may move, as written: a number or a percentage; nil: no limit.
  public var maxMoves: String?
  /// The least a consolidation command must save.
  public var minSavings = Money.zero
  /// A spot node replaces spot nodes only where its claim leaves a choice of at least so many instance types.
  public var minSpotTypes = 15
  /// What the interruption of a spot node costs, in dollars; with the chance of one it becomes a part of what an
  /// offering is worth, but not of its price.
  public var interruptionPrice = 0.0
  /// The most spot nodes of one instance type in one zone; nil: any number.
  public var maxNodesPerSpotPool: Int?
  public var drainRules = DrainRules.annotations

  public init() {}
}
