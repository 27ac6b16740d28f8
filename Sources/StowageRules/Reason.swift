/// Why a pod is not planned for, or has no place: the stable codes of verdicts.
package enum Reason: String, Hashable, Sendable {
  // The pod itself cannot be planned for.
  case restrictedLabel = "RestrictedLabel"
  case unknownOperator = "UnknownOperator"
  case invalidRequirement = "InvalidRequirement"
  case unknownCapacityType = "UnknownCapacityType"
  case matchFields = "MatchFields"
  case avoidsKarpenter = "AvoidsKarpenter"
  case dynamicResources = "DynamicResources"
  case claimMissing = "VolumeClaimMissing"
  case claimDeleting = "VolumeClaimDeleting"
  case claimLost = "VolumeClaimLost"
  case claimNotBound = "VolumeClaimNotBound"
  case claimWithoutClass = "VolumeClaimWithoutClass"
  case claimBindsImmediately = "VolumeClaimBindsImmediately"
  case storageClassMissing = "StorageClassMissing"
  case volumeMissing = "VolumeMissing"
  case volumeDeleting = "VolumeDeleting"
  case volumesDisjoint = "VolumesDisjoint"

  // No pool or node takes it.
  case noNodePool = "NoNodePool"
  case untoleratedTaint = "UntoleratedTaint"
  case undefinedLabel = "UndefinedLabel"
  case incompatibleRequirements = "IncompatibleRequirements"
  case noInstanceType = "NoInstanceType"
  case noAvailableOffering = "NoAvailableOffering"
  case insufficientResources = "InsufficientResources"
  case limitExceeded = "LimitExceeded"
  case hostPortTaken = "HostPortTaken"
  case minValues = "MinValues"
  case topologySpread = "TopologySpread"
  case podAffinity = "PodAffinity"
  case podAntiAffinity = "PodAntiAffinity"
  case unknownTopologyKey = "UnknownTopologyKey"
  case reservedCapacity = "ReservedCapacity"
  /// The search ended before the pod's turn came.
  case notReached = "NotReached"
}

/// A reason with the one line that an operator reads.
package struct Finding: Error, Hashable, Sendable {
  package var reason: Reason
  package var message: String
  package var hint: String

  package init(_ reason: Reason, _ message: String, hint: String = "") {
    self.reason = reason
    self.message = message
    self.hint = hint
  }
}
