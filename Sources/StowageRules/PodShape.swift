import StowageModel
import StowageUnits

/// Everything about a pod that can bind, interpreted: two pods with equal shapes are interchangeable. Labels are
/// cut down to the keys that some selector of the cluster reads.
package struct PodShape: Hashable, Sendable {
  package var namespace: String
  package var labels = Labels()
  package var requests = ResourceVector()
  package var priority = 0
  /// Where the pod may run: node selector and one required affinity term each, ORed, in the pod's order. Empty:
  /// nowhere.
  package var alternatives: [Requirements] = [Requirements()]
  /// Heaviest first.
  package var preferredNodes: [NodeWish] = []
  package var tolerations: [Toleration] = []
  package var hostPorts: [HostPort] = []
  package var spread: [SpreadRule] = []
  package var affinity: [PodTerm] = []
  package var antiAffinity: [PodTerm] = []
  /// Heaviest first.
  package var preferredAffinity: [PodTerm] = []
  package var preferredAntiAffinity: [PodTerm] = []
  /// Where its volumes are or can be made, ORed; never empty, one without requirements where nothing binds.
  package var volumePlaces: [Requirements] = [Requirements()]
  /// Volumes that take an attachment of a driver, sorted.
  package var volumes: [VolumeUse] = []
  /// Set where consolidation moves the pod, as far as that binds it.
  package var move: MoveLimit?

  package init(namespace: String) { self.namespace = namespace }

  package var hasPreferences: Bool {
    !preferredNodes.isEmpty || !preferredAffinity.isEmpty || !preferredAntiAffinity.isEmpty
      || spread.contains { !$0.isHard }
  }
}

/// What a pod that consolidation moves may not do, though a pending one might.
package enum MoveLimit: Hashable, Sendable {
  /// It goes to no node with `takesMovedPods` false.
  case nodes
  /// Nor does a spot node come up for it.
  case nodesAndSpot
}

/// A preferred node affinity term.
package struct NodeWish: Hashable, Sendable {
  /// 1 to 100.
  package var weight: Int
  package var requirements: Requirements

  package init(weight: Int, requirements: Requirements) {
    self.weight = weight
    self.requirements = requirements
  }
}

/// A topology spread constraint with its meaning resolved: `matchLabelKeys` are folded into the selector.
package struct SpreadRule: Hashable, Sendable {
  /// Normalised.
  package var key: String
  package var maxSkew: Int
  package var selector: PodSelector
  package var minDomains: Int?
  /// Nodes that the pod's selector and required affinity exclude do not count.
  package var honorsAffinity = true
  /// Nodes whose taints the pod does not tolerate do not count.
  package var honorsTaints = false
  /// DoNotSchedule.
  package var isHard = true

  package init(key: String, maxSkew: Int, selector: PodSelector) {
    self.key = key
    self.maxSkew = maxSkew
    self.selector = selector
  }
}

/// A pod affinity or anti-affinity term with its meaning resolved.
package struct PodTerm: Hashable, Sendable {
  /// Normalised.
  package var key: String
  package var selector: PodSelector
  /// 0 for a required term, else 1 to 100.
  package var weight: Int

  package init(key: String, selector: PodSelector, weight: Int = 0) {
    self.key = key
    self.selector = selector
    self.weight = weight
  }
}

/// One attachment of a CSI driver that a pod needs.
package struct VolumeUse: Hashable, Comparable, Sendable {
  package var driver: String
  /// `namespace/claim` where more pods than one use the claim (it then takes one attachment in all); empty where
  /// the pod has it for itself.
  package var sharedClaim: String

  package init(driver: String, sharedClaim: String = "") {
    self.driver = driver
    self.sharedClaim = sharedClaim
  }

  package static func < (left: VolumeUse, right: VolumeUse) -> Bool {
    (left.driver, left.sharedClaim) < (right.driver, right.sharedClaim)
  }
}
