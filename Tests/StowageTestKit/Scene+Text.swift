import StowageModel
import StowageUnits

/// A scene on a few lines, for reading what a random cluster that failed was about.
extension Scene: CustomStringConvertible {
  package var description: String {
    var lines = catalog.types.map(text)
    lines += snapshot.nodePools.map(text)
    lines += snapshot.daemonSets.map { "daemonSet " + text($0.template) }
    lines += snapshot.nodes.map(text)
    lines += snapshot.nodeClaims.map { "nodeClaim \($0.metadata.name) of \($0.nodeName)" }
    lines += snapshot.storageClasses.map {
      "storageClass \($0.metadata.name) \($0.volumeBindingMode) \($0.allowedTopologies.map(text))"
    }
    lines += snapshot.volumes.map { "volume \($0.metadata.name) \(($0.nodeTerms ?? []).map(text))" }
    lines += snapshot.claims.map {
      "volumeClaim \($0.metadata.reference) \($0.storageClassName ?? "-") \($0.volumeName)"
    }
    lines += snapshot.csiNodes.map { node in
      "csiNode \(node.metadata.name) \(node.drivers.map { "\($0.name) \($0.allocatableCount ?? -1)" })"
    }
    lines += snapshot.namespaces.map { "namespace \($0.metadata.name) \(text($0.metadata.labels))" }
    lines += snapshot.pods.map { "pod " + text($0) }
    return lines.joined(separator: "\n")
  }

  private func text(_ labels: Labels) -> String {
    labels.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }

  private func text(_ amounts: ResourceVector) -> String {
    amounts.names.map { "\($0.text) \(Quantity.text(ofAmount: amounts[$0], of: $0))" }.joined(separator: " ")
  }

  private func text(_ requirement: NodeRequirement) -> String {
    let least = requirement.minValues.map { " minValues \($0)" } ?? ""
    return "\(requirement.key) \(requirement.op) \(requirement.values.joined(separator: "|"))\(least)"
  }

  private func text(_ term: NodeSelectorTerm) -> String {
    "(" + (term.matchExpressions + term.matchFields).map(text).joined(separator: " & ") + ")"
  }

  private func text(_ taint: Taint) -> String { "\(taint.key)=\(taint.value):\(taint.effect)" }

  private func text(_ type: InstanceType) -> String {
    let offerings = type.offerings.map { offering in
      let flags =
        (offering.isAvailable ? "" : " gone") + (offering.reservation.map { " \($0.id)x\($0.count)" } ?? "")
      return "\(offering.zone)/\(offering.capacityType) \(offering.price.dollars)\(flags)"
    }
    return "type \(type.name) \(type.architecture) \(text(type.allocatable)) \(text(type.labels)) "
      + "[\(offerings.joined(separator: ", "))]"
  }

  private func text(_ pool: NodePool) -> String {
    var parts = ["pool \(pool.metadata.name)"]
    parts += pool.template.requirements.map(text)
    if !pool.template.labels.isEmpty { parts.append("labels \(text(pool.template.labels))") }
    parts += pool.template.taints.map { "taint \(text($0))" }
    parts += pool.template.startupTaints.map { "startup taint \(text($0))" }
    if !pool.limits.isEmpty { parts.append("limits \(text(ResourceVector(pool.limits)))") }
    if pool.weight != 0 { parts.append("weight \(pool.weight)") }
    if let replicas = pool.replicas { parts.append("replicas \(replicas)") }
    if pool.metadata.isDeleting { parts.append("deleting") }
    parts += pool.conditions.filter { $0.status != "True" }.map { "\($0.type)=\($0.status)" }
    return parts.joined(separator: "; ")
  }

  private func text(_ node: Node) -> String {
    var parts = [
      "node \(node.metadata.name)", text(ResourceVector(node.allocatable)), text(node.metadata.labels),
    ]
    parts += node.taints.map { "taint \(text($0))" }
    if node.isUnschedulable { parts.append("cordoned") }
    if node.metadata.isDeleting { parts.append("deleting") }
    parts += node.conditions.filter { $0.status != "True" }.map { "\($0.type)=\($0.status)" }
    return parts.joined(separator: "; ")
  }

  private func text(_ pod: Pod) -> String {
    let spec = pod.spec
    var parts = [pod.metadata.reference, text(pod.metadata.labels)]
    if !spec.nodeName.isEmpty { parts.append("on \(spec.nodeName) \(pod.status.phase)") }
    parts += spec.containers.map { text(ResourceVector($0.resources.requests)) }
    parts += spec.initContainers.map {
      "init\($0.restartPolicy) \(text(ResourceVector($0.resources.requests)))"
    }
    parts += spec.containers.flatMap(\.ports).map { "port \($0.hostIP):\($0.hostPort)/\($0.networkProtocol)" }
    if let priority = spec.priority { parts.append("priority \(priority)") }
    if !spec.nodeSelector.isEmpty { parts.append("selects \(text(spec.nodeSelector))") }
    if let terms = spec.affinity.requiredNodeTerms {
      parts.append("requires \(terms.map(text).joined(separator: " or "))")
    }
    parts += spec.affinity.preferredNodeTerms.map { "prefers(\($0.weight)) \(text($0.term))" }
    parts += spec.affinity.podAffinity.required.map { "near \(text($0))" }
    parts += spec.affinity.podAntiAffinity.required.map { "apart \(text($0))" }
    parts += spec.affinity.podAffinity.preferred.map { "prefers(\($0.weight)) near \(text($0.term))" }
    parts += spec.affinity.podAntiAffinity.preferred.map { "prefers(\($0.weight)) apart \(text($0.term))" }
    parts += spec.topologySpreadConstraints.map(text)
    parts += spec.tolerations.map { "tolerates \($0.key) \($0.op) \($0.value) \($0.effect)" }
    parts += spec.volumes.map { "volume \($0.source)" }
    if !spec.schedulingGates.isEmpty { parts.append("gated") }
    if !spec.resourceClaims.isEmpty { parts.append("resource claims") }
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private func text(_ selector: LabelSelector?) -> String {
    guard let selector else { return "nothing" }
    let lines = selector.matchExpressions.map { "\($0.key) \($0.op) \($0.values.joined(separator: "|"))" }
    return
      "[\((selector.matchLabels.pairs.map { "\($0.key)=\($0.value)" } + lines).joined(separator: " & "))]"
  }

  private func text(_ term: PodAffinityTerm) -> String {
    let scope =
      term.namespaces.isEmpty && term.namespaceSelector == nil
      ? "" : " in \(term.namespaces.joined(separator: "|")) \(text(term.namespaceSelector))"
    return "\(text(term.labelSelector)) by \(term.topologyKey)\(scope)"
  }

  private func text(_ constraint: TopologySpreadConstraint) -> String {
    var parts = [
      "spread \(text(constraint.labelSelector)) over \(constraint.topologyKey) skew \(constraint.maxSkew)"
    ]
    if constraint.whenUnsatisfiable != "DoNotSchedule" { parts.append(constraint.whenUnsatisfiable) }
    if let least = constraint.minDomains { parts.append("minDomains \(least)") }
    if constraint.nodeAffinityPolicy != "Honor" { parts.append("affinity \(constraint.nodeAffinityPolicy)") }
    if constraint.nodeTaintsPolicy != "Ignore" { parts.append("taints \(constraint.nodeTaintsPolicy)") }
    if !constraint.matchLabelKeys.isEmpty {
      parts.append("keys \(constraint.matchLabelKeys.joined(separator: "|"))")
    }
    return parts.joined(separator: " ")
  }
}
