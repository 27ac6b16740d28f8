/// A pod's affinity, required and preferred, to nodes and to other pods.
public struct Affinity: Hashable, Sendable {
  /// Required node affinity: terms are ORed; nil where the pod has none, and an empty list matches no node.
  public var requiredNodeTerms: [NodeSelectorTerm]?
  public var preferredNodeTerms: [PreferredNodeTerm] = []
  public var podAffinity = PodAffinity()
  public var podAntiAffinity = PodAffinity()

  public init() {}

  public var isEmpty: Bool {
    requiredNodeTerms == nil && preferredNodeTerms.isEmpty && podAffinity.isEmpty && podAntiAffinity.isEmpty
  }
}

/// Requirements that hold together. A term without any expression matches no node.
public struct NodeSelectorTerm: Hashable, Sendable {
  public var matchExpressions: [NodeRequirement] = []
  public var matchFields: [NodeRequirement] = []

  public init(matchExpressions: [NodeRequirement] = [], matchFields: [NodeRequirement] = []) {
    self.matchExpressions = matchExpressions
    self.matchFields = matchFields
  }
}

public struct PreferredNodeTerm: Hashable, Sendable {
  /// 1 to 100.
  public var weight: Int
  public var term: NodeSelectorTerm

  public init(weight: Int, term: NodeSelectorTerm) {
    self.weight = weight
    self.term = term
  }
}

/// The terms of a pod's affinity, or anti-affinity, to other pods.
public struct PodAffinity: Hashable, Sendable {
  public var required: [PodAffinityTerm] = []
  public var preferred: [PreferredPodTerm] = []

  public init() {}

  public var isEmpty: Bool { required.isEmpty && preferred.isEmpty }
}

public struct PodAffinityTerm: Hashable, Sendable {
  public var topologyKey: String
  /// nil matches no pod.
  public var labelSelector: LabelSelector?
  public var namespaces: [String] = []
  /// nil: no namespace by selector; empty: every namespace.
  public var namespaceSelector: LabelSelector?
  public var matchLabelKeys: [String] = []
  public var mismatchLabelKeys: [String] = []

  public init(topologyKey: String, labelSelector: LabelSelector?) {
    self.topologyKey = topologyKey
    self.labelSelector = labelSelector
  }
}

public struct PreferredPodTerm: Hashable, Sendable {
  /// 1 to 100.
  public var weight: Int
  public var term: PodAffinityTerm

  public init(weight: Int, term: PodAffinityTerm) {
    self.weight = weight
    self.term = term
  }
}

public struct TopologySpreadConstraint: Hashable, Sendable {
  public var maxSkew: Int
  public var topologyKey: String
  /// DoNotSchedule (also when empty) or ScheduleAnyway.
  public var whenUnsatisfiable = "DoNotSchedule"
  /// nil matches no pod.
  public var labelSelector: LabelSelector?
  public var minDomains: Int?
  /// Honor (the default, also when empty) or Ignore.
  public var nodeAffinityPolicy = "Honor"
  /// Ignore (the default, also when empty) or Honor.
  public var nodeTaintsPolicy = "Ignore"
  public var matchLabelKeys: [String] = []

  public init(maxSkew: Int, topologyKey: String, labelSelector: LabelSelector?) {
    self.maxSkew = maxSkew
    self.topologyKey = topologyKey
    self.labelSelector = labelSelector
  }
}
