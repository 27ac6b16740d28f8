import StowageUnits

/// Room that is kept for pods to come (`autoscaling.x-k8s.io`): as many pods of a template as it says are planned
/// for as if they were there.
public struct CapacityBuffer: Hashable, Sendable {
  /// The buffer's pods are in its namespace and named `<name>-buffer-<ordinal>`.
  public var metadata: ObjectMeta
  /// A PodTemplate of the namespace; nil where the pods are those of `scalable`.
  public var podTemplate: String?
  /// A workload of the namespace.
  public var scalable: ScalableReference?
  /// The least number of pods to keep room for (at least 1 is); nil: `percentage` or `limits` decide.
  public var replicas: Int?
  /// Of the workload's replicas.
  public var percentage: Int?
  /// What the pods of the buffer may ask for together.
  public var limits = ResourceList()

  /// A buffer that keeps no room until it names its pods and their number.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// `scalableRef` of a CapacityBuffer.
public struct ScalableReference: Hashable, Sendable {
  /// Deployment, StatefulSet, ReplicaSet or Job.
  public var kind: String
  /// In the namespace of the buffer.
  public var name: String

  /// A reference to a workload that need not exist; a buffer whose workload is missing keeps no room, with a warning.
  public init(kind: String, name: String) {
    self.kind = kind
    self.name = name
  }
}

/// A pod that somebody may make copies of (`v1`).
public struct PodTemplate: Hashable, Sendable {
  /// A CapacityBuffer of the same namespace names it.
  public var metadata: ObjectMeta
  /// What the copies are like; its namespace is that of the PodTemplate.
  public var template: Pod

  /// A template of a namespace.
  public init(metadata: ObjectMeta, template: Pod) {
    self.metadata = metadata
    self.template = template
  }
}
