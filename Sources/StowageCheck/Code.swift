/// What can be wrong with a plan. The raw values are part of the interface and never change their meaning.
package enum Code: String, Hashable, Sendable, CaseIterable {
  // Names and counts.
  case unknownPod = "UnknownPod"
  case podNotPending = "PodNotPending"
  /// The pod waits, but its own spec keeps it from being planned for.
  case podNotPlannable = "PodNotPlannable"
  case podPlacedTwice = "PodPlacedTwice"
  case podMissing = "PodMissing"
  case unknownNode = "UnknownNode"
  case nodeNotUsable = "NodeNotUsable"
  case duplicateClaimName = "DuplicateClaimName"
  case emptyClaim = "EmptyClaim"

  // What a claim launches.
  case unknownNodePool = "UnknownNodePool"
  case nodePoolNotUsable = "NodePoolNotUsable"
  case unknownInstanceType = "UnknownInstanceType"
  case unknownOffering = "UnknownOffering"
  case offeringUnavailable = "OfferingUnavailable"
  case offeringOutsideNodePool = "OfferingOutsideNodePool"
  case offeringOutsideRequirements = "OfferingOutsideRequirements"
  case wrongPrice = "WrongPrice"
  case reservationExceeded = "ReservationExceeded"
  case invalidRequirement = "InvalidRequirement"
  case requirementsOutsideNodePool = "RequirementsOutsideNodePool"
  /// The claim could be launched where its pods may not run.
  case requirementsTooLoose = "RequirementsTooLoose"
  case wrongRequests = "WrongRequests"
  case offeringNotListed = "OfferingNotListed"
  case duplicateInstanceType = "DuplicateInstanceType"
  case instanceTypeOutsideNodePool = "InstanceTypeOutsideNodePool"
  case instanceTypeOutsideRequirements = "InstanceTypeOutsideRequirements"
  case instanceTypeTooSmall = "InstanceTypeTooSmall"
  case minValues = "MinValues"
  case nodePoolLimitExceeded = "NodePoolLimitExceeded"
  /// Within the limits as planned, beyond them if larger types of the lists are launched.
  case nodePoolLimitAtRisk = "NodePoolLimitAtRisk"

  // Pods on their nodes.
  case untoleratedTaint = "UntoleratedTaint"
  case nodeAffinity = "NodeAffinity"
  case volumeTopology = "VolumeTopology"
  case insufficientResources = "InsufficientResources"
  case hostPortClash = "HostPortClash"
  case attachLimitExceeded = "AttachLimitExceeded"
  case topologySpread = "TopologySpread"
  case podAffinity = "PodAffinity"
  case podAntiAffinity = "PodAntiAffinity"
  /// The node has no label of the key that a pod's spread or affinity is about.
  case topologyKeyMissing = "TopologyKeyMissing"

  // Commands of a consolidation plan.
  /// The node may not be disrupted for the command's reason; the message says what holds it.
  case nodeBlocked = "NodeBlocked"
  case nodeRemovedTwice = "NodeRemovedTwice"
  /// A pod of a removed node that has to run elsewhere is not moved.
  case podLeftBehind = "PodLeftBehind"
  /// A move that does not start where the pod is, or on a node that the command does not remove.
  case wrongMove = "WrongMove"
  case podMovedTwice = "PodMovedTwice"
  /// The target of a move does not exist at that time, goes away, or takes no moved pods.
  case targetNotUsable = "TargetNotUsable"
  /// A command meets a node that another command of its wave launches, fills or removes.
  case waveConflict = "WaveConflict"
  case wrongWave = "WrongWave"
  case wrongAction = "WrongAction"
  case wrongReplacementPods = "WrongReplacementPods"
  case disruptionBudgetExceeded = "DisruptionBudgetExceeded"
  case nodeBudgetExceeded = "NodeBudgetExceeded"
  case noSavings = "NoSavings"
  case wrongSavings = "WrongSavings"
  case spotToSpot = "SpotToSpot"
  /// More spot nodes of one type in one zone than the caller allows.
  case spotPoolExceeded = "SpotPoolExceeded"
  case balancedScore = "BalancedScore"
  /// A node is said to be kept and removed all the same.
  case keptNodeRemoved = "KeptNodeRemoved"

  // Figures.
  case wrongCost = "WrongCost"
  case boundAboveCost = "BoundAboveCost"
}
