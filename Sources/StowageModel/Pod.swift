import StowageUnits

/// A pod, or the pod a workload would make.
///
/// Copies share their parts until one of them is changed: a cluster has a hundred thousand pods, and most of them are
/// the same from one moment to the next.
public struct Pod: Sendable {
  @usableFromInline var parts: Parts

  /// Never changed, and its accessors are inlined, so that reading a field of a part copies no more than the field.
  @usableFromInline final class Parts: Sendable {
    @usableFromInline let metadata: ObjectMeta
    @usableFromInline let spec: PodSpec
    @usableFromInline let status: PodStatus

    @usableFromInline init(metadata: ObjectMeta, spec: PodSpec, status: PodStatus) {
      self.metadata = metadata
      self.spec = spec
      self.status = status
    }
  }

  public init(metadata: ObjectMeta, spec: PodSpec = PodSpec(), status: PodStatus = PodStatus()) {
    parts = Parts(metadata: metadata, spec: spec, status: status)
  }

  @inlinable public var metadata: ObjectMeta {
    _read { yield parts.metadata }
    _modify {
      var metadata = parts.metadata
      defer { parts = Parts(metadata: metadata, spec: parts.spec, status: parts.status) }
      yield &metadata
    }
  }

  @inlinable public var spec: PodSpec {
    _read { yield parts.spec }
    _modify {
      var spec = parts.spec
      defer { parts = Parts(metadata: parts.metadata, spec: spec, status: parts.status) }
      yield &spec
    }
  }

  @inlinable public var status: PodStatus {
    _read { yield parts.status }
    _modify {
      var status = parts.status
      defer { parts = Parts(metadata: parts.metadata, spec: parts.spec, status: status) }
      yield &status
    }
  }

  /// The two are copies of one that nobody has changed: equal, and known to be without looking at them.
  package func isCopy(of other: Pod) -> Bool { parts === other.parts }
}

extension Pod: Hashable {
  public static func == (left: Pod, right: Pod) -> Bool {
    left.isCopy(of: right)
      || left.metadata == right.metadata && left.spec == right.spec && left.status == right.status
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(metadata)
    hasher.combine(spec)
    hasher.combine(status)
  }
}

/// The part of a pod's `spec` that binds it to a node.
public struct PodSpec: Hashable, Sendable {
  /// Empty while the pod is not bound.
  public var nodeName = ""
  public var containers: [Container] = []
  public var initContainers: [Container] = []
  /// RuntimeClass overhead, as admission wrote it into the pod.
  public var overhead = ResourceList()
  public var runtimeClassName: String?
  /// Pod-level resources (`spec.resources`).
  public var resources: ContainerResources?
  public var nodeSelector = Labels()
  public var affinity = Affinity()
  public var tolerations: [Toleration] = []
  public var topologySpreadConstraints: [TopologySpreadConstraint] = []
  public var volumes: [PodVolume] = []
  public var schedulingGates: [String] = []
  /// Names of the pod's `resourceClaims` (dynamic resource allocation).
  public var resourceClaims: [String] = []
  public var priority: Int?
  public var priorityClassName = ""
  public var preemptionPolicy = ""
  public var schedulerName = ""
  public var terminationGracePeriodSeconds: Int64?
  public var hostNetwork = false

  public init() {}
}

/// Requests and limits as written.
public struct ContainerResources: Hashable, Sendable {
  public var requests = ResourceList()
  public var limits = ResourceList()

  public init(requests: ResourceList = ResourceList(), limits: ResourceList = ResourceList()) {
    self.requests = requests
    self.limits = limits
  }
}

public struct Container: Hashable, Sendable {
  public var name: String
  public var resources: ContainerResources
  public var ports: [ContainerPort] = []
  /// `Always` on an init container makes it a sidecar.
  public var restartPolicy = ""

  public init(name: String, resources: ContainerResources = ContainerResources()) {
    self.name = name
    self.resources = resources
  }
}

/// A container port; only those with a host port bind.
public struct ContainerPort: Hashable, Sendable {
  public var hostPort: Int
  /// Empty, `0.0.0.0` and `::` mean every address.
  public var hostIP: String
  /// TCP (also when empty), UDP or SCTP.
  public var networkProtocol: String

  public init(hostPort: Int, hostIP: String = "", networkProtocol: String = "TCP") {
    self.hostPort = hostPort
    self.hostIP = hostIP
    self.networkProtocol = networkProtocol
  }
}

public struct PodStatus: Hashable, Sendable {
  /// Pending, Running, Succeeded, Failed, Unknown, or empty.
  public var phase = ""
  public var conditions: [Condition] = []
  public var nominatedNodeName = ""
  public var startTime: Timestamp?
  /// Per container name: `status.containerStatuses[].allocatedResources`, set during in-place resizes.
  public var allocatedResources: [NamedResources] = []
  /// `status.resources` / pod-level allocated resources, where present.
  public var podAllocatedResources: ResourceList?

  public init() {}
}

public struct NamedResources: Hashable, Sendable {
  public var name: String
  public var resources: ResourceList

  public init(name: String, resources: ResourceList) {
    self.name = name
    self.resources = resources
  }
}

/// A `status.conditions` entry of any object.
public struct Condition: Hashable, Sendable {
  public var type: String
  /// True, False or Unknown.
  public var status: String
  public var reason: String
  public var message: String
  public var lastTransitionTime: Timestamp?

  public init(
    type: String, status: String, reason: String = "", message: String = "",
    lastTransitionTime: Timestamp? = nil
  ) {
    self.type = type
    self.status = status
    self.reason = reason
    self.message = message
    self.lastTransitionTime = lastTransitionTime
  }
}

extension Array where Element == Condition {
  /// True where a condition of this type has status True.
  public func isTrue(_ type: String) -> Bool { contains { $0.type == type && $0.status == "True" } }
}
