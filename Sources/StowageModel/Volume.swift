import StowageUnits

/// A volume of a pod; only claims bind a pod to a place.
public struct PodVolume: Hashable, Sendable {
  public enum Source: Hashable, Sendable {
    /// `persistentVolumeClaim.claimName`.
    case claim(String)
    /// `ephemeral.volumeClaimTemplate`: the pod's own claim, named `<pod>-<volume>`.
    case ephemeral(storageClassName: String?, accessModes: [String])
    /// An inline CSI volume of a driver.
    case csi(driver: String)
    case hostPath
    /// `medium` is empty or `Memory`.
    case emptyDir(medium: String)
    /// Anything else, by its field name (configMap, secret, projected, nfs, …).
    case other(String)
  }

  public var name: String
  public var source: Source

  public init(name: String, source: Source) {
    self.name = name
    self.source = source
  }
}

public struct PersistentVolumeClaim: Hashable, Sendable {
  public var metadata: ObjectMeta
  /// nil: the cluster's default class; empty: no class.
  public var storageClassName: String?
  /// Empty while unbound.
  public var volumeName = ""
  /// Pending, Bound or Lost.
  public var phase = ""

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

public struct PersistentVolume: Hashable, Sendable {
  public var metadata: ObjectMeta
  /// `nodeAffinity.required`: terms are ORed; nil where there is none.
  public var nodeTerms: [NodeSelectorTerm]?
  /// The CSI driver, empty for other sources.
  public var csiDriver = ""
  /// The field name of the source: csi, awsElasticBlockStore, local, hostPath, nfs, …
  public var source = ""
  public var storageClassName = ""

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

public struct StorageClass: Hashable, Sendable {
  public var metadata: ObjectMeta
  public var provisioner = ""
  /// Immediate (also when empty) or WaitForFirstConsumer.
  public var volumeBindingMode = ""
  /// `allowedTopologies`: alternatives; each a list of `key In values`.
  public var allowedTopologies: [NodeSelectorTerm] = []

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// Attach limits per CSI driver on a node. The name is the node's.
public struct CSINode: Hashable, Sendable {
  public struct Driver: Hashable, Sendable {
    public var name: String
    /// nil: no limit known.
    public var allocatableCount: Int?

    public init(name: String, allocatableCount: Int?) {
      self.name = name
      self.allocatableCount = allocatableCount
    }
  }

  public var metadata: ObjectMeta
  public var drivers: [Driver] = []

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}
