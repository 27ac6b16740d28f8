import StowageModel

extension Pod {
  /// Where node selector and required node affinity let the pod run: one entry per term, ORed, in order. Terms
  /// without an expression match no node, as in Kubernetes; empty: no node at all.
  package var nodeAlternatives: [Requirements] {
    let selector = Requirements(spec.nodeSelector)
    guard let terms = spec.affinity.requiredNodeTerms else { return [selector] }
    return terms.filter { !$0.matchExpressions.isEmpty }.map {
      selector.adding(Requirements($0.matchExpressions))
    }
  }

  /// Preferred node affinity, heaviest first; of equal weights the first written comes first.
  package var nodeWishes: [NodeWish] {
    spec.affinity.preferredNodeTerms.map {
      NodeWish(weight: $0.weight, requirements: Requirements($0.term.matchExpressions))
    }.stablySorted { $0.weight > $1.weight }
  }

  /// Throws where Karpenter refuses to plan for the pod because of how it selects nodes.
  package func checkNodeSelection() throws(Finding) {
    for pair in spec.nodeSelector.pairs { try refuse(NodeRequirement(key: pair.key, values: [pair.value])) }
    for term in spec.affinity.requiredNodeTerms ?? [] { try refuse(term) }
    for preferred in spec.affinity.preferredNodeTerms { try refuse(preferred.term) }
    if nodeAlternatives.first?[LabelKeys.nodePool]?.isDoesNotExist == true {
      throw Finding(
        .avoidsKarpenter, "it requires \(LabelKeys.nodePool) not to exist, so no NodePool may serve it")
    }
  }

  private func refuse(_ term: NodeSelectorTerm) throws(Finding) {
    if let field = term.matchFields.first {
      throw Finding(
        .matchFields, "its node affinity uses matchFields (\(field.key)), which no NodePool can satisfy",
        hint: "use matchExpressions")
    }
    for expression in term.matchExpressions { try refuse(expression) }
  }

  private func refuse(_ written: NodeRequirement) throws(Finding) {
    if let flaw = written.flaw {
      throw Finding(
        Requirement(written) == nil ? .unknownOperator : .invalidRequirement,
        "its requirement on \(written.key) \(flaw)",
        hint: "the operators are In, NotIn, Exists, DoesNotExist, Gt and Lt")
    }
    if LabelKeys.isRestricted(LabelKeys.normalized(written.key)) {
      let near =
        written.key == LabelKeys.hostname
        ? "no node is launched under a given name; Karpenter leaves such pods to the scheduler"
        : LabelKeys.nearest(to: written.key).map { "did you mean \($0)?" } ?? ""
      throw Finding(
        .restrictedLabel, "it selects nodes by the restricted label \(written.key)", hint: near)
    }
    if written.key == LabelKeys.capacityType && written.op == "In"
      && !written.values.contains(where: LabelKeys.capacityTypes.contains)
    {
      throw Finding(
        .unknownCapacityType, "it asks for capacity type \(written.values.joined(separator: " or "))",
        hint: "there are on-demand, spot and reserved")
    }
  }
}

extension Array {
  /// A sort that keeps the order of equal elements.
  package func stablySorted(by areInOrder: (Element, Element) -> Bool) -> [Element] {
    enumerated().sorted { left, right in
      if areInOrder(left.element, right.element) { return true }
      if areInOrder(right.element, left.element) { return false }
      return left.offset < right.offset
    }.map(\.element)
  }
}
