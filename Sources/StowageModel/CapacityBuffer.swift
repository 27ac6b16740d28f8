import StowageUnits

/// Room that is kept for pods to come (`autoscaling.x-k8s.io`): as many pods of a template as it says are planned
/// for as if they were there.
public struct CapacityBuffer: Hashable, Sendable {
  public var metadata: ObjectMeta
  /// A PodTemplate of the namespace; nil where the pods are those of `scalable`.
  public var podTemplate: String?
  /// A workload of the namespace.
  public var scalable: ScalableReference?
  public var replicas: Int?
  /// Of the workload's replicas.
  public var percentage: Int?
  /// What the pods of the buffer may ask for together.
  public var limits = ResourceList()

  public init(metadata: ObjectMeta) { self.metadata = metadata }
}

/// `scalableRef` of a CapacityBuffer.
public struct ScalableReference: Hashable, Sendable {
  public var kind: String
  public var name: String

  public init(kind: String, name: String) {
    self.kind = kind
    self.name = name
  }
}

/// A pod that somebody may make copies of (`v1`).
public struct PodTemplate: Hashable, Sendable {
  public var metadata: ObjectMeta
  public var template: Pod

  public init(metadata: ObjectMeta, template: Pod) {
    self.metadata = metadata
    self.template = template
  }
}
