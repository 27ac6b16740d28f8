/// A label selector with the Kubernetes meaning: all of `matchLabels` and all of `matchExpressions` hold; an
/// empty selector matches everything. A selector that is absent (nil where it is optional) matches nothing.
public struct LabelSelector: Hashable, Sendable {
  /// Each pair must be among the labels.
  public var matchLabels = Labels()
  /// Each must hold; empty: none to hold.
  public var matchExpressions: [LabelExpression] = []

  /// The selector that matches everything, unless it is given parts.
  public init(matchLabels: Labels = Labels(), matchExpressions: [LabelExpression] = []) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }
}

/// One line of `matchExpressions` of a selector. `op` is kept as written; an unknown one never matches.
public struct LabelExpression: Hashable, Sendable {
  /// A label's key.
  public var key: String
  /// In, NotIn, Exists or DoesNotExist. NotIn holds where the label is absent as well.
  public var op: String
  /// Empty for Exists and DoesNotExist.
  public var values: [String]

  /// An expression as written, not checked.
  public init(key: String, op: String, values: [String] = []) {
    self.key = key
    self.op = op
    self.values = values
  }
}

/// A requirement as written: in a pod's node affinity, a NodePool, a NodeClaim, an offering.
public struct NodeRequirement: Hashable, Sendable {
  /// A label's key; older names of zone, region, architecture and so on mean the same as the present ones.
  public var key: String
  /// In, NotIn, Exists, DoesNotExist, Gt, Lt, and Karpenter's Gte and Lte, as written.
  public var op: String
  /// For Gt, Lt, Gte and Lte one whole number; empty for Exists and DoesNotExist.
  public var values: [String]
  /// Karpenter: the smallest number of distinct values of the key among a claim's instance types.
  public var minValues: Int?

  /// A requirement as written, not checked; by default that the label has one of some values.
  public init(key: String, op: String = "In", values: [String] = [], minValues: Int? = nil) {
    self.key = key
    self.op = op
    self.values = values
    self.minValues = minValues
  }
}

/// A taint on a node or in a template.
public struct Taint: Hashable, Sendable {
  /// With the effect, what tells one taint of a node from another.
  public var key: String
  /// May be empty.
  public var value: String
  /// NoSchedule, PreferNoSchedule or NoExecute.
  public var effect: String

  /// A taint as written.
  public init(key: String, value: String = "", effect: String) {
    self.key = key
    self.value = value
    self.effect = effect
  }
}

/// A pod's acceptance of taints. An empty `key` with operator Exists accepts every taint; an empty `effect`
/// accepts every effect.
public struct Toleration: Hashable, Sendable {
  /// Empty: every key, with operator Exists.
  public var key: String
  /// Equal (the default, also when empty), Exists, or Gt and Lt.
  public var op: String
  /// For Equal the taint's value; for Gt and Lt a whole number that the taint's must be above or below.
  public var value: String
  /// Empty: every effect.
  public var effect: String

  /// A toleration as written; without arguments it accepts nothing.
  public init(key: String = "", op: String = "Equal", value: String = "", effect: String = "") {
    self.key = key
    self.op = op
    self.value = value
    self.effect = effect
  }
}
