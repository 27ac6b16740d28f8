import StowageModel
import StowageUnits

/// A DaemonSet as overhead: what its pods ask for and where they run.
package struct Daemon: Hashable, Sendable {
  package var reference: String
  package var requests: ResourceVector
  package var hostPorts: [HostPort]
  package var tolerations: [Toleration]
  /// ORed; empty: nowhere.
  package var alternatives: [Requirements]

  /// From the template, or from its newest live pod (whose requests admission may have changed) with the
  /// template's node affinity put back.
  package init?(_ set: DaemonSet, newest pod: Pod?) {
    var source = pod ?? set.template
    source.spec.affinity.requiredNodeTerms = set.template.spec.affinity.requiredNodeTerms
    if !source.spec.resourceClaims.isEmpty { return nil }
    reference = set.metadata.reference
    requests = effectiveRequests(of: source)
    hostPorts = StowageRules.hostPorts(of: source)
    tolerations = source.spec.tolerations
    alternatives = source.nodeAlternatives
  }

  /// The alternatives by which its pods may start on a new node of a pool; empty: not at all. A soft taint does
  /// not keep them away, and what leaves the place open counts for the whole pool.
  func alternatives(poolRequirements: Requirements, taints: [Taint]) -> [Requirements] {
    guard taints.areTolerated(by: tolerations, countingSoft: false) else { return [] }
    return alternatives.filter { poolRequirements.isCompatible($0, undefined: .allowedIfWellKnown) }
  }

  /// True where its pods are expected on an existing node; Karpenter reads the first term only there.
  package func runs(on labels: Requirements, taints: [Taint]) -> Bool {
    guard taints.areTolerated(by: tolerations, countingSoft: true), let wanted = alternatives.first else {
      return false
    }
    return labels.isCompatible(wanted, undefined: .fails)
  }
}
