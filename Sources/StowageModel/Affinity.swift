/// A pod's affinity, required and preferred, to nodes and to other pods.
public struct Affinity: Hashable, Sendable {
  /// Required node affinity: terms are ORed; nil where the pod has none, and an empty list matches no node.
  public var requiredNodeTerms: [NodeSelectorTerm]?
  /// Wishes for nodes: each that a node meets counts its weight. Break no rule where none is met.
  public var preferredNodeTerms: [PreferredNodeTerm] = []
  /// To be in one domain with pods that match (`podAffinity`).
  public var podAffinity = PodAffinity()
  /// To be in no domain with pods that match (`podAntiAffinity`).
  public var podAntiAffinity = PodAffinity()

  /// No affinity at all.
  public init() {}

  /// Nothing is required and nothing is wished for.
  public var isEmpty: Bool {
    requiredNodeTerms == nil && preferredNodeTerms.isEmpty && podAffinity.isEmpty && podAntiAffinity.isEmpty
  }
}

/// Requirements that hold together. A term without any expression matches no node.
public struct NodeSelectorTerm: Hashable, Sendable {
  /// On labels of the node; all of them hold.
  public var matchExpressions: [NodeRequirement] = []
  /// On fields of the node. Kubernetes knows `metadata.name` only, and Karpenter refuses pods that use it.
  public var matchFields: [NodeRequirement] = []

  /// A term that matches no node unless it is given an expression.
  public init(matchExpressions: [NodeRequirement] = [], matchFields: [NodeRequirement] = []) {
    self.matchExpressions = matchExpressions
    self.matchFields = matchFields
  }
}

/// A wish for nodes that a term matches (`preferredDuringSchedulingIgnoredDuringExecution`).
public struct PreferredNodeTerm: Hashable, Sendable {
  /// 1 to 100.
  public var weight: Int
  /// Its requirements hold together, as those of a required term do.
  public var term: NodeSelectorTerm

  /// A wish with its weight.
  public init(weight: Int, term: NodeSelectorTerm) {
    self.weight = weight
    self.term = term
  }
}

/// The terms of a pod's affinity, or anti-affinity, to other pods.
public struct PodAffinity: Hashable, Sendable {
  /// All of them hold (`requiredDuringSchedulingIgnoredDuringExecution`).
  public var required: [PodAffinityTerm] = []
  /// Each counts its weight where it is met, and breaks no rule where it is not.
  public var preferred: [PreferredPodTerm] = []

  /// No terms.
  public init() {}

  /// There are neither required nor preferred terms.
  public var isEmpty: Bool { required.isEmpty && preferred.isEmpty }
}

/// Pods that match, and the kind of domain in which a pod wants to be with them, or not to be.
public struct PodAffinityTerm: Hashable, Sendable {
  /// A node label; nodes with the same value are one domain, nodes without the label are in none.
  public var topologyKey: String
  /// nil matches no pod.
  public var labelSelector: LabelSelector?
  /// Where to look for pods, together with `namespaceSelector`; without either in the pod's own namespace.
  public var namespaces: [String] = []
  /// nil: no namespace by selector; empty: every namespace.
  public var namespaceSelector: LabelSelector?
  /// Only pods with this pod's values of these labels match; keys that this pod lacks are passed over.
  public var matchLabelKeys: [String] = []
  /// Pods with this pod's values of these labels do not match; keys that this pod lacks are passed over.
  public var mismatchLabelKeys: [String] = []

  /// A term for pods of the pod's own namespace.
  public init(topologyKey: String, labelSelector: LabelSelector?) {
    self.topologyKey = topologyKey
    self.labelSelector = labelSelector
  }
}

/// A wish to be with, or without, the pods that a term matches.
public struct PreferredPodTerm: Hashable, Sendable {
  /// 1 to 100.
  public var weight: Int
  /// As in a required term.
  public var term: PodAffinityTerm

  /// A wish with its weight.
  public init(weight: Int, term: PodAffinityTerm) {
    self.weight = weight
    self.term = term
  }
}

/// How evenly matching pods of the namespace must be spread over domains (`spec.topologySpreadConstraints`).
public struct TopologySpreadConstraint: Hashable, Sendable {
  /// The most by which a domain may hold more matching pods than the emptiest eligible one; at least 1.
  public var maxSkew: Int
  /// A node label; nodes with the same value are one domain, nodes without the label are in none.
  public var topologyKey: String
  /// DoNotSchedule (also when empty) or ScheduleAnyway.
  public var whenUnsatisfiable = "DoNotSchedule"
  /// nil matches no pod.
  public var labelSelector: LabelSelector?
  /// With fewer eligible domains than this the emptiest counts as holding 0 pods; nil: as 1.
  public var minDomains: Int?
  /// Honor (the default, also when empty) or Ignore.
  public var nodeAffinityPolicy = "Honor"
  /// Ignore (the default, also when empty) or Honor.
  public var nodeTaintsPolicy = "Ignore"
  /// Only pods with this pod's values of these labels count; keys that this pod lacks are passed over.
  public var matchLabelKeys: [String] = []

  /// A hard constraint with the policies that Kubernetes has where none is written.
  public init(maxSkew: Int, topologyKey: String, labelSelector: LabelSelector?) {
    self.maxSkew = maxSkew
    self.topologyKey = topologyKey
    self.labelSelector = labelSelector
  }
}
