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

/// What preferences of pods count for (Karpenter's `--preference-policy`): wishes for nodes and pods, soft spreads.
public enum PreferencePolicy: String, Hashable, Sendable {
  /// They are wishes worth `Options.preferencePrice`; Karpenter takes them as rules and gives them up one by one.
  case respect = "Respect"
  /// They count for nothing.
  case ignore = "Ignore"
}

/// What happens where a NodePool's `minValues` cannot be met (Karpenter's `--min-values-policy`).
public enum MinValuesPolicy: String, Hashable, Sendable {
  /// Nothing is launched that does not meet them.
  case strict = "Strict"
  /// They are met as far as that is possible.
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
  /// `optimal` starts from the plan of `greedy`, so that there is a plan at any time limit.
  public var policy = Policy.optimal
  /// Wall clock of the whole command.
  public var timeLimit: Duration = .seconds(10)
  /// Stop when (cost - bound) / cost is at most this.
  public var gap = 0.001
  /// For the random choices of the search: the same seed, input and options give the same plan, if time was enough.
  public var seed: UInt64 = 1
  /// The time to decide at; nil: the caller's clock.
  public var now: Timestamp?
  /// The longest list of instance types in a claim (AWS launches with at most 60).
  public var maxInstanceTypes = 60
  /// Whether spot nodes may be replaced by cheaper spot nodes (Karpenter's gate SpotToSpotConsolidation, off).
  public var spotToSpot = false
  /// Whether pods' preferences count.
  public var preferences = PreferencePolicy.respect
  /// Whether a claim must meet the `minValues` of its NodePool.
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
  /// Whose rules hold beside PodDisruptionBudgets, which always do.
  public var drainRules = DrainRules.annotations

  /// The command line's defaults.
  public init() {}
}
