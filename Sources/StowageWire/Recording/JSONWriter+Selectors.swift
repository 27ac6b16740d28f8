import StowageModel
import StowageUnits

/// Selectors, requirements, taints and affinity.
extension JSONWriter {
  mutating func optional(_ name: StaticString, _ selector: LabelSelector?) {
    guard let selector else { return }
    object(name) { writer in
      writer.nonEmpty("matchLabels", selector.matchLabels)
      if selector.matchExpressions.isEmpty { return }
      writer.array("matchExpressions", selector.matchExpressions) { writer, expression in
        writer.write(
          requirement: NodeRequirement(key: expression.key, op: expression.op, values: expression.values))
      }
    }
  }

  mutating func nonEmpty(_ name: StaticString, _ requirements: [NodeRequirement]) {
    if !requirements.isEmpty { array(name, requirements) { $0.write(requirement: $1) } }
  }

  mutating func nonEmpty(_ name: StaticString, _ taints: [Taint]) {
    if taints.isEmpty { return }
    array(name, taints) { writer, taint in
      writer.object { writer in
        writer.member("key", taint.key)
        writer.nonEmpty("value", taint.value)
        writer.member("effect", taint.effect)
      }
    }
  }

  mutating func nonEmpty(_ name: StaticString, _ tolerations: [Toleration]) {
    if tolerations.isEmpty { return }
    array(name, tolerations) { writer, toleration in
      writer.object { writer in
        writer.nonEmpty("key", toleration.key)
        if toleration.op != "Equal" { writer.member("operator", toleration.op) }
        writer.nonEmpty("value", toleration.value)
        writer.nonEmpty("effect", toleration.effect)
      }
    }
  }

  /// `{nodeSelectorTerms: […]}`.
  mutating func nodeSelector(_ name: StaticString, _ terms: [NodeSelectorTerm]) {
    object(name) { writer in
      writer.array("nodeSelectorTerms", terms) { $0.write(term: $1) }
    }
  }

  private mutating func write(term: NodeSelectorTerm) {
    object { writer in
      writer.nonEmpty("matchExpressions", term.matchExpressions)
      writer.nonEmpty("matchFields", term.matchFields)
    }
  }

  mutating func write(affinity: Affinity) {
    if affinity.isEmpty { return }
    object("affinity") { writer in
      if affinity.requiredNodeTerms != nil || !affinity.preferredNodeTerms.isEmpty {
        writer.object("nodeAffinity") { $0.write(nodeAffinity: affinity) }
      }
      writer.nonEmpty("podAffinity", affinity.podAffinity)
      writer.nonEmpty("podAntiAffinity", affinity.podAntiAffinity)
    }
  }

  private mutating func write(nodeAffinity affinity: Affinity) {
    if let terms = affinity.requiredNodeTerms {
      nodeSelector("requiredDuringSchedulingIgnoredDuringExecution", terms)
    }
    if affinity.preferredNodeTerms.isEmpty { return }
    array("preferredDuringSchedulingIgnoredDuringExecution", affinity.preferredNodeTerms) {
      writer, preferred in
      writer.object { writer in
        writer.member("weight", preferred.weight)
        writer.key("preference")
        writer.write(term: preferred.term)
      }
    }
  }

  private mutating func nonEmpty(_ name: StaticString, _ affinity: PodAffinity) {
    if affinity == PodAffinity() { return }
    object(name) { writer in
      if !affinity.required.isEmpty {
        writer.array("requiredDuringSchedulingIgnoredDuringExecution", affinity.required) {
          $0.write(term: $1)
        }
      }
      if affinity.preferred.isEmpty { return }
      writer.array("preferredDuringSchedulingIgnoredDuringExecution", affinity.preferred) {
        writer, preferred in
        writer.object { writer in
          writer.member("weight", preferred.weight)
          writer.key("podAffinityTerm")
          writer.write(term: preferred.term)
        }
      }
    }
  }

  private mutating func write(term: PodAffinityTerm) {
    object { writer in
      writer.member("topologyKey", term.topologyKey)
      writer.optional("labelSelector", term.labelSelector)
      writer.nonEmpty("namespaces", term.namespaces)
      writer.optional("namespaceSelector", term.namespaceSelector)
      writer.nonEmpty("matchLabelKeys", term.matchLabelKeys)
      writer.nonEmpty("mismatchLabelKeys", term.mismatchLabelKeys)
    }
  }

  mutating func nonEmpty(_ name: StaticString, _ constraints: [TopologySpreadConstraint]) {
    if constraints.isEmpty { return }
    array(name, constraints) { writer, constraint in
      writer.object { writer in
        writer.member("maxSkew", constraint.maxSkew)
        writer.member("topologyKey", constraint.topologyKey)
        writer.member("whenUnsatisfiable", constraint.whenUnsatisfiable)
        writer.optional("labelSelector", constraint.labelSelector)
        writer.optional("minDomains", constraint.minDomains)
        if constraint.nodeAffinityPolicy != "Honor" {
          writer.member("nodeAffinityPolicy", constraint.nodeAffinityPolicy)
        }
        if constraint.nodeTaintsPolicy != "Ignore" {
          writer.member("nodeTaintsPolicy", constraint.nodeTaintsPolicy)
        }
        writer.nonEmpty("matchLabelKeys", constraint.matchLabelKeys)
      }
    }
  }
}
