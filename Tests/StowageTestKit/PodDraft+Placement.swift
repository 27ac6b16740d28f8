import StowageModel
import StowageUnits

/// Where the pod may go: node selectors and affinity, tolerations, spread, affinity to other pods.
extension PodDraft {
  package func selecting(_ key: String, _ value: String) -> PodDraft {
    with { $0.spec.nodeSelector[key] = value }
  }

  /// Adds to the only term of the required node affinity.
  package func requiring(_ key: String, _ op: String, _ values: String...) -> PodDraft {
    with { pod in
      var terms = pod.spec.affinity.requiredNodeTerms ?? [NodeSelectorTerm()]
      terms[0].matchExpressions.append(NodeRequirement(key: key, op: op, values: values))
      pod.spec.affinity.requiredNodeTerms = terms
    }
  }
  /// Replaces the required node affinity by these terms, of which one must hold.
  package func requiringAny(of terms: [NodeRequirement]...) -> PodDraft {
    with {
      $0.spec.affinity.requiredNodeTerms = terms.map { NodeSelectorTerm(matchExpressions: $0) }
    }
  }
  package func preferring(_ key: String, _ op: String, _ values: String..., weight: Int = 1) -> PodDraft {
    with {
      $0.spec.affinity.preferredNodeTerms.append(
        PreferredNodeTerm(
          weight: weight,
          term: NodeSelectorTerm(matchExpressions: [NodeRequirement(key: key, op: op, values: values)])))
    }
  }

  /// Tolerates a taint of this key (with this value, where given) and effect (empty: every effect).
  package func tolerating(_ key: String, _ value: String? = nil, effect: String = "") -> PodDraft {
    with {
      $0.spec.tolerations.append(
        Toleration(key: key, op: value == nil ? "Exists" : "Equal", value: value ?? "", effect: effect))
    }
  }

  /// Spread over a topology key; selects the draft's own `app` unless told otherwise.
  package func spread(
    over key: String, maxSkew: Int = 1, matching selector: LabelSelector? = nil, anyway: Bool = false,
    _ change: (inout TopologySpreadConstraint) -> Void = { _ in }
  ) -> PodDraft {
    var constraint = TopologySpreadConstraint(
      maxSkew: maxSkew, topologyKey: key, labelSelector: selector ?? app(name))
    constraint.whenUnsatisfiable = anyway ? "ScheduleAnyway" : "DoNotSchedule"
    change(&constraint)
    return with { $0.spec.topologySpreadConstraints.append(constraint) }
  }

  /// Required pod affinity: shares a domain of `key` with a pod that the selector matches (nil: its own kind).
  package func near(
    _ selector: LabelSelector? = nil, by key: String, _ change: (inout PodAffinityTerm) -> Void = { _ in }
  ) -> PodDraft {
    with { $0.spec.affinity.podAffinity.required.append(term(selector, by: key, change)) }
  }
  package func preferringNear(
    _ selector: LabelSelector? = nil, by key: String, weight: Int = 1
  ) -> PodDraft {
    with {
      $0.spec.affinity.podAffinity.preferred.append(
        PreferredPodTerm(weight: weight, term: term(selector, by: key) { _ in }))
    }
  }
  /// Required pod anti-affinity: shares no domain of `key` with a pod that the selector matches (nil: its kind).
  package func apart(
    from selector: LabelSelector? = nil, by key: String,
    _ change: (inout PodAffinityTerm) -> Void = { _ in }
  ) -> PodDraft {
    with { $0.spec.affinity.podAntiAffinity.required.append(term(selector, by: key, change)) }
  }
  package func preferringApart(
    from selector: LabelSelector? = nil, by key: String, weight: Int = 1
  ) -> PodDraft {
    with {
      $0.spec.affinity.podAntiAffinity.preferred.append(
        PreferredPodTerm(weight: weight, term: term(selector, by: key) { _ in }))
    }
  }

  private func term(
    _ selector: LabelSelector?, by key: String, _ change: (inout PodAffinityTerm) -> Void
  ) -> PodAffinityTerm {
    var term = PodAffinityTerm(topologyKey: key, labelSelector: selector ?? app(name))
    change(&term)
    return term
  }
}
