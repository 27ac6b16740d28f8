import StowageModel

extension LabelSelector {
  package func matches(_ labels: Labels) -> Bool {
    for pair in matchLabels.pairs where labels[pair.key] != pair.value { return false }
    return matchExpressions.allSatisfy { $0.matches(labels) }
  }
}

extension LabelExpression {
  package func matches(_ labels: Labels) -> Bool {
    let value = labels[key]
    switch op {
    case "In": return value.map(values.contains) ?? false
    case "NotIn": return value.map { !values.contains($0) } ?? true
    case "Exists": return value != nil
    case "DoesNotExist": return value == nil
    default: return false
    }
  }
}

/// The namespaces a pod (anti-)affinity term looks into.
package enum NamespaceScope: Hashable, Sendable {
  case all
  /// Sorted.
  case some([String])

  package func contains(_ namespace: String) -> Bool {
    switch self {
    case .all: true
    case .some(let names): names.contains(namespace)
    }
  }

  /// The list and the selector are united; neither means the pod's own namespace; an empty selector means all.
  package init(of term: PodAffinityTerm, podNamespace: String, namespaces: [Namespace]) {
    guard let selector = term.namespaceSelector else {
      self = .some(term.namespaces.isEmpty ? [podNamespace] : Set(term.namespaces).sorted())
      return
    }
    if selector.matchLabels.isEmpty && selector.matchExpressions.isEmpty {
      self = .all
      return
    }
    let selected = namespaces.filter { selector.matches($0.metadata.labels) }.map(\.metadata.name)
    self = .some(Set(term.namespaces + selected).sorted())
  }
}

/// Which pods a spread constraint or an affinity term counts.
package struct PodSelector: Hashable, Sendable {
  package var scope: NamespaceScope
  /// nil matches no pod.
  package var selector: LabelSelector?

  package init(scope: NamespaceScope, selector: LabelSelector?) {
    self.scope = scope
    self.selector = selector
  }

  package func matches(namespace: String, labels: Labels) -> Bool {
    guard let selector, scope.contains(namespace) else { return false }
    return selector.matches(labels)
  }

  package func matches(_ shape: PodShape) -> Bool {
    matches(namespace: shape.namespace, labels: shape.labels)
  }

  /// Label keys it reads.
  package var keys: [String] {
    guard let selector else { return [] }
    return selector.matchLabels.pairs.map(\.key) + selector.matchExpressions.map(\.key)
  }
}
