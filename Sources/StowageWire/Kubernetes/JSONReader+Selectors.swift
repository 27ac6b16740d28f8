import StowageModel
import StowageUnits

/// Selectors, requirements, taints and affinity.
extension JSONReader {
  mutating func labelSelector() throws(JSONFault) -> LabelSelector {
    var result = LabelSelector()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "matchLabels": result.matchLabels = try labels()
      case "matchExpressions":
        result.matchExpressions = try array { reader throws(JSONFault) in
          let parts = try reader.requirement()
          return LabelExpression(key: parts.key, op: parts.op, values: parts.values)
        }
      default: try skip()
      }
    }
    return result
  }

  /// `{key, operator, values, minValues}`.
  mutating func requirement() throws(JSONFault) -> NodeRequirement {
    var result = NodeRequirement(key: "", op: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "key": result.key = try interned()
      case "operator": result.op = try interned()
      case "values": result.values = try strings()
      case "minValues": result.minValues = try integer()
      default: try skip()
      }
    }
    return result
  }

  mutating func requirements() throws(JSONFault) -> [NodeRequirement] {
    try array { reader throws(JSONFault) in try reader.requirement() }
  }

  mutating func taints() throws(JSONFault) -> [Taint] {
    try array { reader throws(JSONFault) in try reader.taint() }
  }

  private mutating func taint() throws(JSONFault) -> Taint {
    var result = Taint(key: "", effect: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "key": result.key = try interned()
      case "value": result.value = try interned()
      case "effect": result.effect = try interned()
      default: try skip()
      }
    }
    return result
  }

  mutating func toleration() throws(JSONFault) -> Toleration {
    var result = Toleration()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "key": result.key = try interned()
      case "operator": result.op = try interned()
      case "value": result.value = try interned()
      case "effect": result.effect = try interned()
      default: try skip()
      }
    }
    if result.op.isEmpty { result.op = "Equal" }
    return result
  }

  /// `{nodeSelectorTerms: […]}`.
  mutating func nodeSelector() throws(JSONFault) -> [NodeSelectorTerm] {
    var result: [NodeSelectorTerm] = []
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "nodeSelectorTerms":
        result = try array { reader throws(JSONFault) in try reader.nodeSelectorTerm() }
      default: try skip()
      }
    }
    return result
  }

  private mutating func nodeSelectorTerm() throws(JSONFault) -> NodeSelectorTerm {
    var result = NodeSelectorTerm()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "matchExpressions": result.matchExpressions = try requirements()
      case "matchFields": result.matchFields = try requirements()
      default: try skip()
      }
    }
    return result
  }

  mutating func affinity() throws(JSONFault) -> Affinity {
    var result = Affinity()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "nodeAffinity": try nodeAffinity(into: &result)
      case "podAffinity": result.podAffinity = try podAffinity()
      case "podAntiAffinity": result.podAntiAffinity = try podAffinity()
      default: try skip()
      }
    }
    return result
  }

  private mutating func nodeAffinity(into affinity: inout Affinity) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "requiredDuringSchedulingIgnoredDuringExecution": affinity.requiredNodeTerms = try nodeSelector()
      case "preferredDuringSchedulingIgnoredDuringExecution":
        affinity.preferredNodeTerms = try array { reader throws(JSONFault) in try reader.preferredNodeTerm() }
      default: try skip()
      }
    }
  }

  private mutating func preferredNodeTerm() throws(JSONFault) -> PreferredNodeTerm {
    var result = PreferredNodeTerm(weight: 0, term: NodeSelectorTerm())
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "weight": result.weight = try integer()
      case "preference": result.term = try nodeSelectorTerm()
      default: try skip()
      }
    }
    return result
  }

  private mutating func podAffinity() throws(JSONFault) -> PodAffinity {
    var result = PodAffinity()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "requiredDuringSchedulingIgnoredDuringExecution":
        result.required = try array { reader throws(JSONFault) in try reader.podAffinityTerm() }
      case "preferredDuringSchedulingIgnoredDuringExecution":
        result.preferred = try array { reader throws(JSONFault) in try reader.preferredPodTerm() }
      default: try skip()
      }
    }
    return result
  }

  private mutating func preferredPodTerm() throws(JSONFault) -> PreferredPodTerm {
    var result = PreferredPodTerm(weight: 0, term: PodAffinityTerm(topologyKey: "", labelSelector: nil))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "weight": result.weight = try integer()
      case "podAffinityTerm": result.term = try podAffinityTerm()
      default: try skip()
      }
    }
    return result
  }

  private mutating func podAffinityTerm() throws(JSONFault) -> PodAffinityTerm {
    var result = PodAffinityTerm(topologyKey: "", labelSelector: nil)
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "topologyKey": result.topologyKey = try interned()
      case "labelSelector": result.labelSelector = try labelSelector()
      case "namespaces": result.namespaces = try strings()
      case "namespaceSelector": result.namespaceSelector = try labelSelector()
      case "matchLabelKeys": result.matchLabelKeys = try strings()
      case "mismatchLabelKeys": result.mismatchLabelKeys = try strings()
      default: try skip()
      }
    }
    return result
  }

  mutating func topologySpreadConstraint() throws(JSONFault) -> TopologySpreadConstraint {
    var result = TopologySpreadConstraint(maxSkew: 0, topologyKey: "", labelSelector: nil)
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "maxSkew": result.maxSkew = try integer()
      case "topologyKey": result.topologyKey = try interned()
      case "whenUnsatisfiable": result.whenUnsatisfiable = try interned()
      case "labelSelector": result.labelSelector = try labelSelector()
      case "minDomains": result.minDomains = try integer()
      case "nodeAffinityPolicy": result.nodeAffinityPolicy = try interned()
      case "nodeTaintsPolicy": result.nodeTaintsPolicy = try interned()
      case "matchLabelKeys": result.matchLabelKeys = try strings()
      default: try skip()
      }
    }
    return result
  }
}
