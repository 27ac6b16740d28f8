import StowageUnits

/// A volume of a pod; only claims bind a pod to a place.
public struct PodVolume: Hashable, Sendable {
  /// Where a volume comes from: the one field of the volume that is set.
  public enum Source: Hashable, Sendable {
    /// `persistentVolumeClaim.claimName`.
    case claim(String)
    /// `ephemeral.volumeClaimTemplate`: the pod's own claim, named `<pod>-<volume>`.
    case ephemeral(storageClassName: String?, accessModes: [String])
    /// An inline CSI volume of a driver.
    case csi(driver: String)
    /// A path of the node, whose content stays behind when the pod moves.
    case hostPath
    /// `medium` is empty or `Memory`.
    case emptyDir(medium: String)
    /// Anything else, by its field name (configMap, secret, projected, nfs, …).
    case other(String)
  }

  /// Unique within the pod; of an ephemeral claim the second part of its name.
  public var name: String
  /// What binds the pod, if anything does.
  public var source: Source

  /// A volume of a pod.
  public init(name: String, source: Source) {
    self.name = name
    self.source = source
  }
}

/// A pod's right to storage: what decides where a pod with it may run.
public struct PersistentVolumeClaim: Hashable, Sendable {
  /// Pods of the same namespace use it by its name.
  public var metadata: ObjectMeta
  /// nil: the cluster's default class; empty: no class.
  public var storageClassName: String?
  /// Empty while unbound.
  public var volumeName = ""
  /// Pending, Bound or Lost.
  public var phase = ""

  /// An unbound claim to storage of the default class.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// Storage that exists, perhaps in one zone only.
public struct PersistentVolume: Hashable, Sendable {
  /// Claims name it in `volumeName`; it has no namespace.
  public var metadata: ObjectMeta
  /// `nodeAffinity.required`: terms are ORed; nil where there is none.
  public var nodeTerms: [NodeSelectorTerm]?
  /// The CSI driver, empty for other sources.
  public var csiDriver = ""
  /// The field name of the source: csi, awsElasticBlockStore, local, hostPath, nfs, …
  public var source = ""
  /// `spec.storageClassName`, empty where there is none. No plan depends on it.
  public var storageClassName = ""

  /// Storage that can be reached from every node.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// How storage is made for claims, and where.
public struct StorageClass: Hashable, Sendable {
  /// An annotation marks the cluster's default class; of several marked ones the newest is taken.
  public var metadata: ObjectMeta
  /// A CSI driver, or an in-tree name that one has taken over; attach limits are the driver's.
  public var provisioner = ""
  /// Immediate (also when empty) or WaitForFirstConsumer.
  public var volumeBindingMode = ""
  /// `allowedTopologies`: alternatives; each a list of `key In values`.
  public var allowedTopologies: [NodeSelectorTerm] = []

  /// A class that binds at once, with no restriction of place.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// Attach limits per CSI driver on a node. The name is the node's.
public struct CSINode: Hashable, Sendable {
  /// A driver that runs on the node.
  public struct Driver: Hashable, Sendable {
    /// As in `PersistentVolume.csiDriver`.
    public var name: String
    /// nil: no limit known.
    public var allocatableCount: Int?

    /// A driver with the limit that it reports.
    public init(name: String, allocatableCount: Int?) {
      self.name = name
      self.allocatableCount = allocatableCount
    }
  }

  /// The name of the node; nothing else is needed.
  public var metadata: ObjectMeta
  /// One for each driver that has registered with the kubelet.
  public var drivers: [Driver] = []

  /// A node that no driver has registered on.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}
