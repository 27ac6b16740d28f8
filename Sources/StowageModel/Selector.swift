/// A label selector with the Kubernetes meaning: all of `matchLabels` and all of `matchExpressions` hold; an
/// empty selector matches everything. A selector that is absent (nil where it is optional) matches nothing.
public struct LabelSelector: Hashable, Sendable {
  public var matchLabels = Labels()
  public var matchExpressions: [LabelExpression] = []

  public init(matchLabels: Labels = Labels(), matchExpressions: [LabelExpression] = []) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }
}

/// One line of `matchExpressions` of a selector. `op` is kept as written; an unknown one never matches.
public struct LabelExpression: Hashable, Sendable {
  public var key: String
  public var op: String
  public var values: [String]

  public init(key: String, op: String, values: [String] = []) {
    self.key = key
    self.op = op
    self.values = values
  }
}

/// A requirement as written: in a pod's node affinity, a NodePool, a NodeClaim, an offering.
public struct NodeRequirement: Hashable, Sendable {
  public var key: String
  /// In, NotIn, Exists, DoesNotExist, Gt, Lt, and Karpenter's Gte and Lte, as written.
  public var op: String
  public var values: [String]
  /// Karpenter: the smallest number of distinct values of the key among a claim's instance types.
  public var minValues: Int?

  public init(key: String, op: String = "In", values: [String] = [], minValues: Int? = nil) {
    self.key = key
    self.op = op
    self.values = values
    self.minValues = minValues
  }
}

/// A taint on a node or in a template.
public struct Taint: Hashable, Sendable {
  public var key: String
  public var value: String
  /// NoSchedule, PreferNoSchedule or NoExecute.
  public var effect: String

  public init(key: String, value: String = "", effect: String) {
    self.key = key
    self.value = value
    self.effect = effect
  }
}

/// A pod's acceptance of taints. An empty `key` with operator Exists accepts every taint; an empty `effect`
/// accepts every effect.
public struct Toleration: Hashable, Sendable {
  public var key: String
  /// Equal (the default, also when empty), Exists, or Gt and Lt.
  public var op: String
  public var value: String
  public var effect: String

  public init(key: String = "", op: String = "Equal", value: String = "", effect: String = "") {
    self.key = key
    self.op = op
    self.value = value
    self.effect = effect
  }
}
